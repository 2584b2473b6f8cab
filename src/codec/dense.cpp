#include <bit>
#include <cassert>
#include <cstring>

#include "base/error.h"
#include "codec/codec.h"

namespace tacit::codec {
namespace {

static_assert(std::endian::native == std::endian::little, "messages hold little-endian float32");

class DenseCoder final : public Coder {
 public:
  void write(int /*turn*/, const Moment& /*now*/, const Source& v, Bytes& out) override {
    assert(v.memory.empty() && "nothing is left unsaid");
    out.resize(v.fresh.size_bytes());
    if (!v.fresh.empty()) std::memcpy(out.data(), v.fresh.data(), v.fresh.size_bytes());
  }

  void read(ByteView message, float weight, Vec sum) const override {
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
  std::optional<Number> lends() const override { return Number::float32; }
};

}  // namespace

std::unique_ptr<Codec> make_dense(Args& /*args*/) {
  return std::make_unique<Dense>();
}

}  // namespace tacit::codec
