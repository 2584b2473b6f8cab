#include "bench/speaker.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace tacit::bench {
namespace {

// The same vector comes again and again; a memory that fades stays of its size.
constexpr float fade = 0.5F;

// Room for a message in huge pages, before anything is written there.
void make_room(Bytes& message, std::size_t bytes) {
  constexpr std::uintptr_t page = 4096;
  message.reserve(bytes);
  const auto begin = reinterpret_cast<std::uintptr_t>(message.data());
  const std::uintptr_t first = (begin + page - 1) / page * page;
  const std::uintptr_t last = (begin + bytes) / page * page;
  if (first < last) madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
}

}  // namespace

Speaker::Speaker(const std::string& codec, ConstVec x, bool remembers) : x_(x) {
  Layout layout;
  layout.add("x", 1, x.size());
  const auto made = codecs().make(codec);
  coder_ = made->start(layout);
  make_room(message_, made->bytes(layout));
  if (remembers) memory_ = std::make_unique<Pages>(x.size_bytes());
}

Vec Speaker::memory() const {
  return memory_ == nullptr ? Vec() : Vec(memory_->floats(), x_.size());
}

void Speaker::write() {
  const Moment now{step_, Key(1).at(static_cast<std::uint64_t>(step_)), Key(2)};
  ++step_;
  coder_->write(0, now, {x_, memory(), fade}, message_);
}

void Speaker::read(ByteView message, Vec sum) const {
  coder_->read(message, 1, sum);
}

void Speaker::exchange(Vec x) {
  write();
  read(message_, x);
}

std::string Speaker::lost() {
  std::vector<float> before(memory().begin(), memory().end()), said(x_.size());
  write();
  read(message_, said);
  for (std::size_t i = 0; i < x_.size(); ++i) {
    const float wanted = x_[i] + fade * before[i];
    if (std::abs(said[i] + memory()[i] - wanted) <= 1e-5F * std::max(1.0F, std::abs(wanted))) continue;
    return fmt::format("number {} is {:.7g}; the message says {:.7g} and the memory keeps {:.7g}", i, wanted,
                       said[i], memory()[i]);
  }
  return "";
}

}  // namespace tacit::bench
