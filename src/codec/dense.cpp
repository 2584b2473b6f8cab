#include <bit>
#include <cstring>

#include "base/error.h"
#include "codec/codec.h"

namespace tacit::codec {
namespace {

static_assert(std::endian::native == std::endian::little, "messages hold little-endian float32");

class DenseCoder final : public Coder {
 public:
  bool lends() const override { return true; }
  bool summable(int /*turn*/) const override { return true; }

  void write(int /*turn*/, const Moment& /*now*/, Vec v, Bytes& out) override {
    out.resize(v.size_bytes());
    if (!v.empty()) std::memcpy(out.data(), v.data(), v.size_bytes());
  }

  void read(int /*turn*/, ByteView message, float weight, Vec sum) const override {
    if (message.size() != sum.size_bytes()) {
      fail("dense: a message must have {} bytes, got {}", sum.size_bytes(), message.size());
    }
    for (std::size_t i = 0; i < sum.size(); ++i) {
      float value;
      std::memcpy(&value, message.data() + i * sizeof(float), sizeof(float));
      sum[i] += weight * value;
    }
  }
};

class Dense final : public Codec {
 public:
  std::unique_ptr<Coder> start(const Layout& /*layout*/) const override {
    return std::make_unique<DenseCoder>();
  }
  std::size_t bytes(const Layout& layout) const override { return layout.size() * sizeof(float); }
};

}  // namespace

std::unique_ptr<Codec> make_dense(Args& /*args*/) {
  return std::make_unique<Dense>();
}

}  // namespace tacit::codec
