// Vectors as codes of few bits: per bucket a float32 scale, then the codes, filled up to a whole byte.
#pragma once

#include <string_view>

#include "codec/codec.h"
#include "math/quantise.h"

namespace tacit::codec {

// The largest number that is sent as such: whatever its rounded step, all of its steps together are finite.
inline constexpr float loudest = 0x1.fffff8p127F;

struct Buckets {
  std::string_view codec;  // its name in errors
  std::size_t length = 512;
  int bits = 8;

  [[nodiscard]] std::size_t bytes(std::size_t count) const;
  [[nodiscard]] int levels() const { return (1 << (bits - 1)) - 1; }
};

// Where a piece of a bucket lies in the whole vector, and where to leave what is not said of it, if anywhere.
struct Place {
  const Moment& now;
  std::size_t first;
  Vec left;
};

class BucketCoder : public Coder {
 public:
  explicit BucketCoder(const Buckets& buckets) : buckets_(buckets) {}

  void write(int turn, const Moment& now, const Source& v, Bytes& out) override;
  void read(ByteView message, float weight, Vec sum) const override;

 protected:
  // What is sent of a bucket: 0 where all codes are, not a number where v is not finite.
  [[nodiscard]] virtual float scale(ConstVec v) const = 0;
  // What one code stands for.
  [[nodiscard]] virtual float step(float scale) const = 0;
  // The codes of a piece of a bucket whose scale is above 0.
  virtual void round(ConstVec v, float scale, const Place& place, kernels::Codes codes) const = 0;

  const Buckets buckets_;

 private:
  void write_codes(ConstVec v, float scale, const Place& place, std::byte* out) const;
  void check(ByteView message, std::size_t size) const;
  void check_codes(ByteView packed, std::size_t size) const;
};

}  // namespace tacit::codec
