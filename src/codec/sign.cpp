#include <algorithm>
#include <numbers>

#include "codec/wire.h"
#include "math/signs.h"

namespace tacit::codec {
namespace {

constexpr std::size_t block = 4096;  // numbers that stay in the first cache while they are worked on

// Calls body(first, count) for the blocks of a part.
template <class Body>
void for_each_block(const Part& part, Body body) {
  for (std::size_t done = 0; done < part.size(); done += block) {
    body(part.offset + done, std::min(block, part.size() - done));
  }
}

// The mean size of each part, then one bit a number.
class SignCoder final : public Coder {
 public:
  explicit SignCoder(const Layout& layout) : layout_(layout) {}

  void write(int /*turn*/, const Moment& /*now*/, const Source& v, Bytes& out) override {
    assert(v.fresh.size() == layout_.size());
    assert(v.memory.empty() || v.memory.size() == v.fresh.size());
    out.resize(bytes(layout_));
    std::byte* const bits = out.data() + scales();
    for (std::size_t p = 0; p < layout_.parts.size(); ++p) {
      const Part& part = layout_.parts[p];
      const float scale = v.memory.empty() ? pack(v.fresh, part, bits) : pack(v, part, bits);
      put_float(scale, out, p * sizeof(float));
    }
  }

  void read(ByteView message, float weight, Vec sum) const override {
    check(message, sum.size());
    const std::byte* const bits = message.data() + scales();
    for (std::size_t p = 0; p < layout_.parts.size(); ++p) {
      const Part& part = layout_.parts[p];
      const float step = weight * float_at(message, p * sizeof(float));
      kernels::add_signs(bits, part.offset, step, sum.subspan(part.offset, part.size()));
    }
  }

  static std::size_t bytes(const Layout& layout) {
    return layout.parts.size() * sizeof(float) + (layout.size() + 7) / 8;
  }

 private:
  std::size_t scales() const { return layout_.parts.size() * sizeof(float); }

  // Both pack a part and return its scale.
  static float pack(ConstVec v, const Part& part, std::byte* bits) {
    double sum = 0;
    for_each_block(part, [&](std::size_t first, std::size_t count) {
      sum += kernels::pack_and_sum(v.subspan(first, count), bits, first);
    });
    return mean(sum, part);
  }

  // What the signs leave is known when their scale is: that takes another pass.
  static float pack(const Source& v, const Part& part, std::byte* bits) {
    double sum = 0;
    for_each_block(part, [&](std::size_t first, std::size_t count) {
      sum += kernels::absolute_sum(taken(v, first, count));
    });
    const float scale = mean(sum, part);
    for_each_block(part, [&](std::size_t first, std::size_t count) {
      const Vec memory = v.memory.subspan(first, count);
      kernels::pack_signs(memory, bits, first, {memory, scale});
    });
    return scale;
  }

  static float mean(double sum, const Part& part) {
    return part.size() == 0 ? 0 : scale_to_send(sum / static_cast<double>(part.size()));
  }

  void check(ByteView message, std::size_t size) const {
    assert(size == layout_.size());
    expect_bytes("sign", message, bytes(layout_));
    for (std::size_t p = 0; p < layout_.parts.size(); ++p) {
      expect_scale("sign", float_at(message, p * sizeof(float)));
    }
    if (size % 8 != 0 && std::to_integer<unsigned>(message.back()) >> size % 8 != 0) {
      fail("sign: the bits behind the last number must be 0");
    }
  }

  const Layout layout_;
};

class Sign final : public Codec {
 public:
  std::unique_ptr<Coder> start(const Layout& layout) const override {
    return std::make_unique<SignCoder>(layout);
  }
  std::size_t bytes(const Layout& layout) const override { return SignCoder::bytes(layout); }
  bool biased() const override { return true; }
  double says(const Layout& /*layout*/) const override { return 2 / std::numbers::pi; }
};

}  // namespace

std::unique_ptr<Codec> make_sign(Args& /*args*/) {
  return std::make_unique<Sign>();
}

}  // namespace tacit::codec
