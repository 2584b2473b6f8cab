// What codecs with messages of their own have in common: floats at any byte, and where a vector is read from.
#pragma once

#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>

#include "base/error.h"
#include "codec/codec.h"
#include "math/kernels.h"

namespace tacit::codec {

static_assert(std::endian::native == std::endian::little, "messages hold little-endian float32");

inline float float_at(ByteView message, std::size_t at) {
  assert(at + sizeof(float) <= message.size());
  float value;
  std::memcpy(&value, message.data() + at, sizeof(float));
  return value;
}

inline void put_float(float value, Bytes& out, std::size_t at) {
  assert(at + sizeof(float) <= out.size());
  std::memcpy(out.data() + at, &value, sizeof(float));
}

inline void expect_bytes(std::string_view codec, ByteView message, std::size_t bytes) {
  if (message.size() != bytes) fail("{}: a message must have {} bytes, got {}", codec, bytes, message.size());
}

// A number by which a message is scaled. What is not finite is sent as one not-a-number, which readers
// refuse.
inline float scale_to_send(double value) {
  return std::isfinite(value) ? static_cast<float>(value) : std::numeric_limits<float>::quiet_NaN();
}

inline void expect_scale(std::string_view codec, float scale) {
  if (!std::isfinite(scale) || scale < 0) {
    fail("{}: a scale must be finite and at least 0, got {}", codec, scale);
  }
}

// These places of v, which the memory then holds if there is one.
inline ConstVec taken(const Source& v, std::size_t first, std::size_t count) {
  const ConstVec fresh = v.fresh.subspan(first, count);
  if (v.memory.empty()) return fresh;
  const Vec memory = v.memory.subspan(first, count);
  kernels::refresh(memory.data(), fresh.data(), count, v.fade);
  return memory;
}

}  // namespace tacit::codec
