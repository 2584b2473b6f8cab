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

constexpr int most_tries = 3;

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
  // half; after three tries the largest are taken exactly, of equals the first. Who says nothing for long, as
  // on light tails, lets its memory grow without bound.
  void choose(ConstVec v, double bound) {
    const std::size_t target = share_of(density_, v.size());
    const std::size_t most = 4 * target / 3;
    picks_.make_room(std::min(v.size(), most + piece));
    for (int tries = 0; tries < most_tries; ++tries) {
      const bool many = !pick(v, floor_of(bound), most);
      if (!many && 3 * picks_.count >= 2 * target) return;
      bound *= many ? 1.5 : 0.5;
    }
    const kernels::Rank rank = kernels::nth_largest(v, target);
    pick(v, rank.magnitude - 1, v.size());
    drop_ties(rank);
  }

  // Keeps of the picks of that very magnitude the first few.
  void drop_ties(kernels::Rank rank) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < picks_.count; ++i) {
      const Magnitude size = kernels::magnitude(picks_.values[i]);
      if (size == rank.magnitude && (size == 0 || rank.ties == 0)) continue;
      if (size == rank.magnitude) --rank.ties;
      picks_.places[kept] = picks_.places[i];
      picks_.values[kept++] = picks_.values[i];
    }
    picks_.count = kept;
  }

  // False, and only a part, if there are more than `most`.
  bool pick(ConstVec v, Magnitude floor, std::size_t most) {
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
  double says(const Layout& /*layout*/) const override { return length_of_largest(density_); }

 private:
  double density_, bound_;
};

}  // namespace

std::unique_ptr<Codec> make_gaussiank(Args& args) {
  return std::make_unique<Gaussiank>(
      args.number("density", 0.001, "share of the numbers that is to be sent, about", share()));
}

}  // namespace tacit::codec
