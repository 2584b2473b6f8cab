#include "bench/traffic.h"

#include <atomic>
#include <cassert>
#include <cstdint>

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/traffic.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tacit::bench::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Words = hn::CappedTag<std::uint32_t, 16>;
using Word = hn::Vec<Words>;

constexpr std::size_t line = 64;     // numbers of a round: at least one vector for each of four sums
constexpr std::size_t ahead = 2048;  // numbers; the machine itself looks less far

HWY_INLINE void fetch_ahead(const std::uint32_t* from) {
  for (std::size_t at = 0; at < line; at += 16) hwy::Prefetch(from + at + ahead);
}

std::uint32_t Read(const std::uint32_t* from, std::size_t count) {
  const Words tag;
  constexpr std::size_t lanes = hn::MaxLanes(Words());
  Word sums[4] = {hn::Zero(tag), hn::Zero(tag), hn::Zero(tag), hn::Zero(tag)};
  for (std::size_t i = 0; i < count; i += line) {
    fetch_ahead(from + i);
    for (std::size_t at = 0; at < line; at += 4 * lanes) {
      for (std::size_t k = 0; k < 4; ++k) {
        sums[k] = hn::Add(sums[k], hn::Load(tag, from + i + at + k * lanes));
      }
    }
  }
  return hn::GetLane(hn::Xor(hn::Xor(sums[0], sums[1]), hn::Xor(sums[2], sums[3])));
}

// Every `narrowing` vectors that are read, of which the second lane takes the sums if there is one, make one
// that is written.
template <std::size_t narrowing>
HWY_INLINE void narrow(const std::uint32_t* from, std::uint32_t* sum, std::uint32_t* out, std::size_t count) {
  const Words tag;
  constexpr std::size_t lanes = hn::MaxLanes(Words());
  for (std::size_t i = 0; i < count; i += line) {
    fetch_ahead(from + i);
    if (sum != nullptr) fetch_ahead(sum + i);
    for (std::size_t first = i; first < i + line; first += narrowing * lanes) {
      Word mixed = hn::Zero(tag);
      for (std::size_t at = first; at < first + narrowing * lanes; at += lanes) {
        Word value = hn::Load(tag, from + at);
        if (sum != nullptr) {
          value = hn::Add(value, hn::Load(tag, sum + at));
          hn::Store(value, tag, sum + at);
        }
        mixed = hn::Xor(mixed, value);
      }
      hn::Stream(mixed, tag, out + first / narrowing);
    }
  }
  hwy::FlushStream();
}

void Halve(const std::uint32_t* from, std::uint32_t* out, std::size_t count) {
  narrow<2>(from, nullptr, out, count);
}

void Quarter(const std::uint32_t* from, std::uint32_t* sum, std::uint32_t* out, std::size_t count) {
  narrow<4>(from, sum, out, count);
}

// Without `from` the lane is only read and written.
void Add(const std::uint32_t* from, std::uint32_t* sum, std::size_t count) {
  const Words tag;
  constexpr std::size_t lanes = hn::MaxLanes(Words());
  for (std::size_t i = 0; i < count; i += line) {
    fetch_ahead(sum + i);
    if (from != nullptr) fetch_ahead(from + i);
    for (std::size_t at = i; at < i + line; at += lanes) {
      const Word more = from != nullptr ? hn::Load(tag, from + at) : hn::Set(tag, 1);
      hn::Store(hn::Add(hn::Load(tag, sum + at), more), tag, sum + at);
    }
  }
}

}  // namespace tacit::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tacit::bench {
namespace {

HWY_EXPORT(Read);
HWY_EXPORT(Halve);
HWY_EXPORT(Quarter);
HWY_EXPORT(Add);

std::atomic<std::uint32_t> sink;

std::uint32_t* words(Pages& pages) {
  return reinterpret_cast<std::uint32_t*>(pages.floats());
}

}  // namespace

int bytes_of(Pass pass) {
  constexpr int bytes[] = {0, 4, 8, 12, 6, 5, 13};
  return bytes[static_cast<std::size_t>(pass)];
}

Traffic::Traffic(std::size_t count) : from_(4 * count), to_(4 * count), narrow_(2 * count) {
  assert(count % 1024 == 0);
}

void Traffic::move(Pass pass) {
  std::uint32_t *const from = words(from_), *const to = words(to_), *const out = words(narrow_);
  const std::size_t size = from_.count();
  switch (pass) {
    case Pass::none: break;
    case Pass::read: sink += HWY_DYNAMIC_DISPATCH(Read)(from, size); break;
    case Pass::update: HWY_DYNAMIC_DISPATCH(Add)(nullptr, to, size); break;
    case Pass::add: HWY_DYNAMIC_DISPATCH(Add)(from, to, size); break;
    case Pass::halve: HWY_DYNAMIC_DISPATCH(Halve)(from, out, size); break;
    case Pass::quarter: HWY_DYNAMIC_DISPATCH(Quarter)(from, nullptr, out, size); break;
    case Pass::add_quarter: HWY_DYNAMIC_DISPATCH(Quarter)(from, to, out, size); break;
  }
}

}  // namespace tacit::bench
#endif
