#include "bench/agreement.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace tacit::bench {
namespace {

constexpr std::size_t bucket = 512;
constexpr std::size_t bytes_of_bucket = sizeof(float) + bucket;
constexpr float levels = 127;

float number(ByteView message, std::size_t at) {
  float value;
  std::memcpy(&value, message.data() + at, sizeof value);
  return value;
}

std::string other_numbers(ByteView ours, ByteView theirs) {
  for (std::size_t at = 0; at + sizeof(float) <= ours.size(); at += sizeof(float)) {
    const float mine = number(ours, at), other = number(theirs, at);
    if (std::abs(mine - other) <= 1e-5F * std::max(1.0F, std::abs(mine))) continue;
    return fmt::format("number {} is {:.8g}, the peer's {:.8g}", at / sizeof(float), mine, other);
  }
  return "";
}

std::string other_bits(ByteView ours, ByteView theirs) {
  const auto found = std::mismatch(ours.begin(), ours.end(), theirs.begin());
  if (found.first == ours.end()) return "";
  return fmt::format("byte {} is {}, the peer's {}", found.first - ours.begin(),
                     std::to_integer<int>(*found.first), std::to_integer<int>(*found.second));
}

// Each code is the level below or above the number. Together they may be too low by half of what the last
// random bit stands for, and off by six standard errors.
std::string unfair(std::string_view whose, ByteView message, ConstVec x, int random_bits) {
  double error = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t begin = i / bucket * bytes_of_bucket;
    const float norm = number(message, begin);
    const auto code = static_cast<std::int8_t>(message[begin + sizeof(float) + i % bucket]);
    const double off = static_cast<double>(code) - static_cast<double>(x[i]) * levels / norm;
    if (std::abs(off) > 1.001) return fmt::format("{} code {} is {:.3f} levels off", whose, i, off);
    error += off;
  }
  const double limit = std::ldexp(0.5, -random_bits) + 3 / std::sqrt(static_cast<double>(x.size()));
  const double mean = error / static_cast<double>(x.size());
  if (std::abs(mean) <= limit) return "";
  return fmt::format("{} codes are {:.2g} levels off on the mean, allowed {:.2g}", whose, mean, limit);
}

std::string other_norms(ByteView ours, ByteView theirs) {
  for (std::size_t at = 0; at + bytes_of_bucket <= ours.size(); at += bytes_of_bucket) {
    const float mine = number(ours, at), other = number(theirs, at);
    if (std::abs(mine - other) <= 1e-5F * mine) continue;
    return fmt::format("the norm of bucket {} is {:.8g}, the peer's {:.8g}", at / bytes_of_bucket, mine,
                       other);
  }
  return "";
}

std::string other_levels(ByteView ours, ByteView theirs, ConstVec x) {
  std::string found = other_norms(ours, theirs);
  if (found.empty()) found = unfair("our", ours, x, 16);
  if (found.empty()) found = unfair("the peer's", theirs, x, 8);
  return found;
}

}  // namespace

std::string disagreement(Agreement agreement, ByteView ours, ByteView theirs, ConstVec x) {
  if (ours.size() != theirs.size()) {
    return fmt::format("the message has {} bytes, the peer's {}", ours.size(), theirs.size());
  }
  switch (agreement) {
    case Agreement::bits: return other_bits(ours, theirs);
    case Agreement::numbers: return other_numbers(ours, theirs);
    case Agreement::scale: {
      const std::string found = other_numbers(ours.first(4), theirs.first(4));
      return found.empty() ? other_bits(ours.subspan(4), theirs.subspan(4)) : found;
    }
    case Agreement::levels: return other_levels(ours, theirs, x);
  }
  return "";
}

}  // namespace tacit::bench
