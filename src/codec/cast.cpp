#include "codec/cast.h"

#include <algorithm>
#include <array>

#include "codec/wire.h"
#include "math/halves.h"

namespace tacit::codec {
namespace {

class CastCoder final : public Coder {
 public:
  CastCoder(Number number, std::string_view name) : number_(number), name_(name) {}

  void write(int /*turn*/, const Moment& /*now*/, const Source& v, Bytes& out) override {
    assert(v.memory.empty() && "what rounding leaves is not remembered");
    out.resize(v.fresh.size() * bytes_of(number_));
    kernels::pack(number_, v.fresh.data(), v.fresh.size(), out.data());
  }

  void read(ByteView message, float weight, Vec sum) const override {
    const std::size_t element = bytes_of(number_);
    expect_bytes(name_, message, sum.size() * element);
    std::array<float, 1024> values;  // stays in the first cache
    for (std::size_t begin = 0; begin < sum.size(); begin += values.size()) {
      const Vec part = sum.subspan(begin, std::min(values.size(), sum.size() - begin));
      kernels::unpack(number_, message.data() + begin * element, part.size(), values.data());
      const Term terms[] = {{1, {part.data(), part.size()}}, {weight, {values.data(), part.size()}}};
      kernels::combine(part.data(), part.size(), terms);
    }
  }

 private:
  Number number_;
  std::string_view name_;
};

class Cast final : public Codec {
 public:
  Cast(Number number, std::string_view name) : number_(number), name_(name) {}

  std::unique_ptr<Coder> start(const Layout& /*layout*/) const override {
    return std::make_unique<CastCoder>(number_, name_);
  }
  std::size_t bytes(const Layout& layout) const override { return layout.size() * bytes_of(number_); }
  std::optional<Number> lends() const override { return number_; }

 private:
  Number number_;
  std::string_view name_;
};

}  // namespace

std::unique_ptr<Codec> cast(Number number, std::string_view name) {
  return std::make_unique<Cast>(number, name);
}

}  // namespace tacit::codec
