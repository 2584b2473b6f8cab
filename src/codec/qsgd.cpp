#include <algorithm>
#include <cmath>

#include "codec/buckets.h"
#include "codec/wire.h"

namespace tacit::codec {
namespace {

// v_j ~ norm * sign * level / levels, the level rounded up or down by chance so that its mean is right
// (Alistarh et al. 2017).
class QsgdCoder final : public BucketCoder {
 public:
  using BucketCoder::BucketCoder;

 protected:
  // The norm. That of finite numbers may lie beyond float32, or be so small that levels / norm does.
  float scale(ConstVec v) const override {
    const double norm = std::sqrt(kernels::square_sum(v));
    if (!std::isfinite(norm)) return scale_to_send(norm);
    const float sent = static_cast<float>(std::min(norm, double{loudest}));
    return std::isfinite(steps(sent)) ? sent : 0;
  }
  float step(float norm) const override { return norm / static_cast<float>(buckets_.levels()); }
  void round(ConstVec v, float norm, const Place& place, kernels::Codes codes) const override {
    const kernels::Chance chance{step(norm), steps(norm), buckets_.levels(), place.now.own, place.first};
    kernels::round_randomly(v, chance, codes, place.left);
  }

 private:
  float steps(float norm) const { return static_cast<float>(buckets_.levels()) / norm; }
};

class Qsgd final : public Codec {
 public:
  explicit Qsgd(const Buckets& buckets) : buckets_(buckets) {}
  std::unique_ptr<Coder> start(const Layout& /*layout*/) const override {
    return std::make_unique<QsgdCoder>(buckets_);
  }
  std::size_t bytes(const Layout& layout) const override { return buckets_.bytes(layout.size()); }
  // Rounding by chance in steps of h adds h^2 / 6 to normal numbers of variance 1, or, where nearly all lie
  // below one step, about h |v|.
  double says(const Layout& layout) const override {
    const double h =
        std::sqrt(static_cast<double>(std::min(buckets_.length, layout.size()))) / buckets_.levels();
    return std::max(0.0, 1 - std::min(h * h / 6, 0.8 * h));
  }

 private:
  Buckets buckets_;
};

}  // namespace

std::unique_ptr<Codec> make_qsgd(Args& args) {
  Buckets buckets{"qsgd"};
  buckets.bits = static_cast<int>(
      args.whole("bits", 8, "bits a number, sign included: 2^(bits-1) - 1 levels", between(2, 8)));
  buckets.length =
      static_cast<std::size_t>(args.whole("bucket", 512, "numbers that share a norm", at_least(1)));
  return std::make_unique<Qsgd>(buckets);
}

}  // namespace tacit::codec
