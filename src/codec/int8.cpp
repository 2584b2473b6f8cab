#include <algorithm>
#include <cmath>

#include "codec/buckets.h"
#include "codec/wire.h"

namespace tacit::codec {
namespace {

class Int8Coder final : public BucketCoder {
 public:
  using BucketCoder::BucketCoder;

 protected:
  float scale(ConstVec v) const override {
    const float top = kernels::largest(v);
    return std::isfinite(top) ? std::min(top, loudest) / 127 : scale_to_send(top);
  }
  float step(float scale) const override { return scale; }
  void round(ConstVec v, float scale, const Place& place, kernels::Codes codes) const override {
    kernels::round_nearest(v, scale, codes, place.left);
  }
};

class Int8 final : public Codec {
 public:
  explicit Int8(const Buckets& buckets) : buckets_(buckets) {}
  std::unique_ptr<Coder> start(const Layout& /*layout*/) const override {
    return std::make_unique<Int8Coder>(buckets_);
  }
  std::size_t bytes(const Layout& layout) const override { return buckets_.bytes(layout.size()); }
  bool biased() const override { return true; }

 private:
  Buckets buckets_;
};

}  // namespace

std::unique_ptr<Codec> make_int8(Args& args) {
  Buckets buckets{"int8"};
  buckets.length =
      static_cast<std::size_t>(args.whole("bucket", 512, "numbers that share a scale", at_least(1)));
  return std::make_unique<Int8>(buckets);
}

}  // namespace tacit::codec
