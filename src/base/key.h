// Randomness without generators: a draw is a pure function of where it is used, so every thread, world and
// restart sees the same numbers.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace tacit {

// What a draw is for. Values are part of the reproducible behaviour: append, never renumber.
enum class Purpose : std::uint64_t {
  data = 1,
  batch = 2,
  start = 3,
  topology = 4,
  straggler = 5,
  noise = 6,
  partition = 7,
  codec = 8,
};

// Key{seed}.at(node).at(step).at(Purpose::batch).uniform(i) is the i-th number of that place.
class Key {
 public:
  // Mixed once more than a coordinate is: otherwise Key(a).at(b) would equal Key(b).at(a).
  explicit constexpr Key(std::uint64_t seed) : state_(mix(mix(seed + gap))) {}

  [[nodiscard]] constexpr Key at(std::uint64_t coordinate) const {
    return Key(Raw{}, mix(state_ ^ mix(coordinate + gap)));
  }
  [[nodiscard]] constexpr Key at(Purpose purpose) const { return at(static_cast<std::uint64_t>(purpose)); }

  [[nodiscard]] constexpr std::uint64_t bits(std::uint64_t i = 0) const { return mix(state_ + i * gap); }

  // Sixteen random bits; four draws share one `bits`.
  [[nodiscard]] constexpr std::uint32_t bits16(std::uint64_t i) const {
    return static_cast<std::uint32_t>(bits(i / 4) >> (16 * (i % 4))) & 0xffffU;
  }

  // Uniform in [0, 1), 53 bits.
  [[nodiscard]] constexpr double uniform(std::uint64_t i = 0) const {
    return static_cast<double>(bits(i) >> 11) * 0x1p-53;
  }

  // Uniform in 0..count-1; the bias is below count / 2^64.
  [[nodiscard]] constexpr std::uint64_t below(std::uint64_t count, std::uint64_t i = 0) const {
    return static_cast<std::uint64_t>((static_cast<Wide>(bits(i)) * count) >> 64);
  }

  // Standard normal by Box and Muller; draw i uses the uniforms 2i and 2i + 1.
  [[nodiscard]] double normal(std::uint64_t i = 0) const {
    const double radius = std::sqrt(-2.0 * std::log1p(-uniform(2 * i)));
    return radius * std::cos(2.0 * std::numbers::pi * uniform(2 * i + 1));
  }

  friend constexpr bool operator==(const Key& a, const Key& b) { return a.state_ == b.state_; }

  // For loops that draw many at once: bits(i) mixes state() + i * gap.
  [[nodiscard]] constexpr std::uint64_t state() const { return state_; }
  static constexpr std::uint64_t gap = 0x9E3779B97F4A7C15ULL;
  static constexpr std::uint64_t first_factor = 0xBF58476D1CE4E5B9ULL;
  static constexpr std::uint64_t second_factor = 0x94D049BB133111EBULL;

 private:
  __extension__ using Wide = unsigned __int128;
  struct Raw {};
  constexpr Key(Raw, std::uint64_t state) : state_(state) {}

  // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
  static constexpr std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * first_factor;
    z = (z ^ (z >> 27)) * second_factor;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

}  // namespace tacit
