#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "codec/sparse.h"

namespace tacit::codec {
namespace {

using kernels::Magnitude;
using kernels::Moments;
using kernels::Stretch;

constexpr int most_tries = 12;

// |Phi^-1(density / 2)|: what a standard normal exceeds in size with probability `density`.
double normal_bound(double density) {
  double low = 0, high = 40;
  for (;;) {
    const double middle = (low + high) / 2;
    if (middle == low || middle == high) return middle;
    (std::erfc(middle / std::sqrt(2.0)) > density ? low : high) = middle;
  }
}

// The magnitude of the largest float that is not above the bound.
Magnitude floor_of(double bound) {
  constexpr double top = std::numeric_limits<float>::max();
  const double exact = std::min(bound, top);
  auto floor = static_cast<float>(exact);
  if (floor > exact) floor = std::nextafter(floor, 0.0f);
  return kernels::magnitude(floor);
}

class GaussiankCoder final : public Coder {
 public:
  GaussiankCoder(double density, double bound) : density_(density), bound_(bound) {}

  // Where mean and deviation are not finite, as with NaN among the numbers, it sends nothing.
  void write(int /*turn*/, const Moment& /*now*/, const Source& v, Bytes& out) override {
    const Moments moments = measure(v);
    picks_.count = 0;
    if (const double deviation = moments.deviation(); deviation > 0) {
      choose(said(v), std::abs(moments.mean()) + deviation * bound_);
    }
    clear(picks_, v.memory);
    const auto count = static_cast<std::uint32_t>(picks_.count);
    out.resize(sizeof(count) + count * bytes_of_entry);
    std::memcpy(out.data(), &count, sizeof(count));
    write_entries(picks_, out.data() + sizeof(count));
  }

  void read(ByteView message, float weight, Vec sum) const override {
    std::uint32_t count = 0;
    if (message.size() < sizeof(count)) {
      fail("gaussiank: a message must have at least {} bytes, got {}", sizeof(count), message.size());
    }
    std::memcpy(&count, message.data(), sizeof(count));
    const std::size_t size = sizeof(count) + count * bytes_of_entry;
    if (message.size() != size) {
      fail("gaussiank: a message of {} entries must have {} bytes, got {}", count, size, message.size());
    }
    add_entries("gaussiank", message.subspan(sizeof(count)), weight, sum);
  }

 private:
  static Moments measure(const Source& v) {
    const std::size_t size = v.fresh.size();
    Moments moments;
    for (std::size_t begin = 0; begin < size; begin += piece) {
      const Stretch stretch{begin, std::min(begin + piece, size)};
      refresh(v, stretch);
      const float* numbers = said(v).data();
      if (begin == 0) moments.centre = static_cast<double>(numbers[0]);
      kernels::add_moments(numbers + begin, stretch.end - begin, moments);
    }
    return moments;
  }

  // Picks |v| > bound. While the count is more than a third off its target, the bound is halved or raised by
  // half, and bisected once both too many and too few are known. At the end rather too many: who says nothing
  // for long, as on light tails, lets its memory grow without bound.
  void choose(ConstVec v, double bound) {
    const std::size_t target = share_of(density_, v.size());
    const std::size_t most = 4 * target / 3;
    double crowded = 0, sparse = 0;  // 0: not found yet
    picks_.make_room(std::min(v.size(), most + piece));
    for (int tries = 0; tries < most_tries; ++tries) {
      const bool many = !pick(v, bound, most);
      if (!many && 3 * picks_.count >= 2 * target) return;
      (many ? crowded : sparse) = bound;
      bound = crowded == 0 ? 0.5 * bound : sparse == 0 ? 1.5 * bound : (crowded + sparse) / 2;
    }
    pick(v, crowded, v.size());
  }

  // False, and only a part, if there are more than `most`.
  bool pick(ConstVec v, double bound, std::size_t most) {
    const Magnitude floor = floor_of(bound);
    picks_.count = 0;
    for (std::size_t begin = 0; begin < v.size() && picks_.count <= most; begin += piece) {
      picks_.make_room(picks_.count + piece);
      kernels::pick_above(v.data(), {begin, std::min(begin + piece, v.size())}, floor, picks_);
    }
    return picks_.count <= most;
  }

  double density_, bound_;
  kernels::Picks picks_;
};

class Gaussiank final : public Codec {
 public:
  explicit Gaussiank(double density) : density_(density), bound_(normal_bound(density)) {}

  std::unique_ptr<Coder> start(const Layout& layout) const override {
    check_places("gaussiank", layout);
    return std::make_unique<GaussiankCoder>(density_, bound_);
  }
  std::size_t bytes(const Layout& layout) const override {
    return sizeof(std::uint32_t) + share_of(density_, layout.size()) * bytes_of_entry;
  }
  bool varies() const override { return true; }
  bool biased() const override { return true; }

 private:
  double density_, bound_;
};

}  // namespace

std::unique_ptr<Codec> make_gaussiank(Args& args) {
  return std::make_unique<Gaussiank>(
      args.number("density", 0.001, "share of the numbers that is to be sent, about", share()));
}

}  // namespace tacit::codec
