#include "bench/probe.h"

#include <sys/mman.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "base/error.h"

namespace tacit::bench {
namespace {

constexpr std::size_t huge_page = std::size_t{1} << 21;
constexpr std::size_t strands = 64;
constexpr int passes = 20;

std::atomic<std::uint64_t> sink;

// Adds whole numbers, for float sums may not be reordered and would wait for one another.
void read(const float* from, std::size_t count) {
  std::uint32_t sums[strands] = {};
  for (std::size_t i = 0; i + strands <= count; i += strands) {
    std::uint32_t words[strands];
    std::memcpy(words, from + i, sizeof words);
    for (std::size_t k = 0; k < strands; ++k) sums[k] += words[k];
  }
  std::uint64_t total = 0;
  for (const std::uint32_t sum : sums) total += sum;
  sink.fetch_add(total, std::memory_order_relaxed);
}

// Not a plain copy: what is compared cannot call memcpy either.
void copy(const float* from, float* to, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to[i] = from[i] + 1.0F;
}

void update(float* lane, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) lane[i] += 1.0F;
}

}  // namespace

Pages::Pages(std::size_t bytes) : bytes_(bytes) {
  const std::size_t whole = (bytes + huge_page - 1) / huge_page * huge_page;
  memory_.reset(static_cast<std::byte*>(std::aligned_alloc(huge_page, whole)));
  if (memory_ == nullptr) fail("bench: no {} bytes of memory; try --quick", whole);
  madvise(memory_.get(), whole, MADV_HUGEPAGE);
  std::memset(memory_.get(), 0, whole);
}

void Pages::Free::operator()(std::byte* memory) const {
  std::free(memory);
}

Probe::Probe(std::size_t bytes, int threads) : threads_(threads), first_(bytes), second_(bytes) {}

template <class Pass>
double Probe::timed(Pass pass) {
  std::barrier gate(threads_ + 1);
  std::vector<std::jthread> threads;
  const std::size_t count = first_.count();
  for (int t = 0; t < threads_; ++t) {
    const std::size_t begin = count * static_cast<std::size_t>(t) / static_cast<std::size_t>(threads_);
    const std::size_t end = count * static_cast<std::size_t>(t + 1) / static_cast<std::size_t>(threads_);
    threads.emplace_back([&gate, pass, begin, end] {
      gate.arrive_and_wait();
      for (int k = 0; k < passes; ++k) pass(begin, end - begin);
      gate.arrive_and_wait();
    });
  }
  gate.arrive_and_wait();
  const auto start = std::chrono::steady_clock::now();
  gate.arrive_and_wait();
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  return passed.count() / passes;
}

double Probe::read_s() {
  return timed([from = first_.floats()](std::size_t at, std::size_t count) { read(from + at, count); });
}

double Probe::copy_s() {
  return timed([from = first_.floats(), to = second_.floats()](std::size_t at, std::size_t count) {
    copy(from + at, to + at, count);
  });
}

double Probe::update_two_s() {
  return timed([a = first_.floats(), b = second_.floats()](std::size_t at, std::size_t count) {
    update(a + at, count);
    update(b + at, count);
  });
}

}  // namespace tacit::bench
