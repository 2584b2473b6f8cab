#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "codec/sparse.h"

namespace tacit::codec {
namespace {

using kernels::Stretch;

// One place of each of k strata of nearly equal size, drawn from the shared key: the message needs no
// indices, and messages of all nodes may be averaged.
class RandkCoder final : public Coder {
 public:
  RandkCoder(std::size_t size, std::size_t k, bool unbiased) : size_(size), places_(k), unbiased_(unbiased) {}

  void write(int /*turn*/, const Moment& now, const Source& v, Bytes& out) override {
    out.resize(places_.size() * sizeof(float));
    draw(now.shared);
    std::size_t j = 0;
    for (std::size_t begin = 0; begin < size_; begin += piece) {
      const Stretch stretch{begin, std::min(begin + piece, size_)};
      refresh(v, stretch);
      for (; j < places_.size() && places_[j] < stretch.end; ++j) {
        const float value = take(v, j);
        std::memcpy(out.data() + j * sizeof(float), &value, sizeof(float));
      }
    }
  }

  // At the places of the last message that was written.
  void read(ByteView message, float weight, Vec sum) const override {
    const std::size_t size = places_.size() * sizeof(float);
    if (message.size() != size) fail("randk: a message must have {} bytes, got {}", size, message.size());
    for (std::size_t j = 0; j < places_.size(); ++j) {
      float value;
      std::memcpy(&value, message.data() + j * sizeof(float), sizeof(float));
      sum[places_[j]] += weight * value;
    }
  }

 private:
  [[nodiscard]] std::size_t stratum(std::size_t j) const { return j * size_ / places_.size(); }

  void draw(Key shared) {
    std::size_t begin = 0;
    for (std::size_t j = 0; j < places_.size(); ++j) {
      const std::size_t end = stratum(j + 1);
      places_[j] = static_cast<std::uint32_t>(begin + shared.below(end - begin, j));
      begin = end;
    }
  }

  [[nodiscard]] float take(const Source& v, std::size_t j) const {
    const std::size_t place = places_[j];
    if (unbiased_) return v.fresh[place] * static_cast<float>(stratum(j + 1) - stratum(j));
    const float value = said(v)[place];
    if (!v.memory.empty()) v.memory[place] = 0;
    return value;
  }

  std::size_t size_;
  std::vector<std::uint32_t> places_;
  bool unbiased_;
};

class Randk final : public Codec {
 public:
  Randk(double density, bool unbiased) : density_(density), unbiased_(unbiased) {}

  std::unique_ptr<Coder> start(const Layout& layout) const override {
    check_places("randk", layout);
    return std::make_unique<RandkCoder>(layout.size(), share_of(density_, layout.size()), unbiased_);
  }
  std::size_t bytes(const Layout& layout) const override {
    return share_of(density_, layout.size()) * sizeof(float);
  }
  bool summable() const override { return true; }
  bool biased() const override { return !unbiased_; }
  double says(const Layout& /*layout*/) const override {
    return unbiased_ ? std::max(0.0, 2 - 1 / density_) : density_;
  }

 private:
  double density_;
  bool unbiased_;
};

}  // namespace

std::unique_ptr<Codec> make_randk(Args& args) {
  const double density = args.number("density", 0.01, "share of the numbers that is sent", share());
  const bool unbiased = args.flag(
      "unbiased", false, "scale what is sent so that its mean is right, in place of a memory of the rest");
  return std::make_unique<Randk>(density, unbiased);
}

}  // namespace tacit::codec
