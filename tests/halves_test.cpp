#include "math/halves.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "base/key.h"
#include "every_target.h"
#include "math/ops.h"

namespace tacit {
namespace {

constexpr Number halves[] = {Number::bf16, Number::fp16};

std::vector<std::byte> packed(Number number, const std::vector<float>& x) {
  std::vector<std::byte> bytes(2 * x.size());
  kernels::pack(number, x.data(), x.size(), bytes.data());
  return bytes;
}

std::vector<float> unpacked(Number number, const std::vector<std::byte>& bytes) {
  std::vector<float> x(bytes.size() / 2);
  kernels::unpack(number, bytes.data(), x.size(), x.data());
  return x;
}

std::vector<float> rounded(Number number, std::vector<float> x) {
  kernels::round(number, x.data(), x.size());
  return x;
}

// All 65536 halves, in order.
std::vector<std::byte> every_half() {
  std::vector<std::byte> bytes;
  for (unsigned half = 0; half < 0x10000; ++half) {
    bytes.push_back(std::byte(half & 0xff));
    bytes.push_back(std::byte(half >> 8));
  }
  return bytes;
}

// What a half means, from its definition.
float meaning(Number number, unsigned half) {
  if (number == Number::bf16) return std::bit_cast<float>(half << 16);
  const double sign = half >= 0x8000 ? -1 : 1;
  const int exponent = int(half >> 10 & 0x1f), mantissa = int(half & 0x3ff);
  if (exponent == 0) return float(sign * std::ldexp(mantissa, -24));
  if (exponent < 31) return float(sign * std::ldexp(1024 + mantissa, exponent - 25));
  return mantissa > 0 ? std::numeric_limits<float>::quiet_NaN() : float(sign * INFINITY);
}

std::vector<float> draw(std::size_t count, double spread) {
  std::vector<float> x(count);
  for (std::size_t i = 0; i < count; ++i)
    x[i] = float(Key{1}.normal(i) * std::exp2(spread * Key{2}.normal(i)));
  return x;
}

TEST(Halves, EachOfThemMeansWhatItsFormatSays) {
  for (const Number number : halves) {
    test::on_every_target([&] {
      const std::vector<float> all = unpacked(number, every_half());
      for (unsigned half = 0; half < 0x10000; ++half) {
        const float want = meaning(number, half);
        if (std::isnan(want)) {
          ASSERT_TRUE(std::isnan(all[half])) << half;
        } else {
          ASSERT_EQ(std::bit_cast<unsigned>(all[half]), std::bit_cast<unsigned>(want)) << half;
        }
      }
    });
  }
}

TEST(Halves, WhatHasTwoBytesComesBackBitByBit) {
  for (const Number number : halves) {
    test::on_every_target([&] {
      const std::vector<float> all = unpacked(number, every_half());
      const auto again = packed(number, all), want = every_half();
      for (std::size_t half = 0; half < all.size(); ++half) {
        if (!std::isfinite(all[half])) continue;
        ASSERT_EQ(std::memcmp(&again[2 * half], &want[2 * half], 2), 0) << half;
      }
    });
  }
}

TEST(Halves, RoundToTheNearestWithTiesToEven) {
  for (const Number number : halves) {
    const unsigned last = number == Number::bf16 ? 0x7f7f : 0x7bff;
    std::vector<float> between, want;
    for (unsigned half = 0; half < last; ++half) {
      const float low = meaning(number, half), high = meaning(number, half + 1);
      const float middle = float((double(low) + double(high)) / 2);
      between.insert(between.end(), {std::nextafter(middle, low), middle, std::nextafter(middle, high)});
      want.insert(want.end(), {low, half % 2 == 0 ? low : high, high});
    }
    test::on_every_target([&] {
      EXPECT_EQ(rounded(number, between), want);
      EXPECT_EQ(unpacked(number, packed(number, between)), want);
    });
  }
}

TEST(Halves, Fp16ClipsAndBf16OverflowsToInfinity) {
  const float huge = std::numeric_limits<float>::max();
  const std::vector<float> x{65504, 65519, 65536, 1e9f, -huge, INFINITY};
  const std::vector<float> clipped{65504, 65504, 65504, 65504, -65504, 65504};
  const std::vector<float> widened{65536, 65536, 65536, 998244352, -INFINITY, INFINITY};
  test::on_every_target([&] {
    EXPECT_EQ(rounded(Number::fp16, x), clipped);
    EXPECT_EQ(rounded(Number::bf16, x), widened);
  });
}

TEST(Halves, NotANumberStaysOne) {
  for (const Number number : halves) {
    for (const unsigned bits : {0x7fc00000u, 0x7f800001u, 0xffffffffu, 0x7fffffffu}) {
      const std::vector<float> x(20, std::bit_cast<float>(bits));
      test::on_every_target([&] {
        for (const float value : rounded(number, x)) EXPECT_TRUE(std::isnan(value));
      });
    }
  }
}

TEST(Halves, KeepTheSignOfZero) {
  for (const Number number : halves) {
    for (const float value : rounded(number, {-0.0f, -1e-45f})) {
      EXPECT_EQ(std::bit_cast<unsigned>(value), 0x80000000u);
    }
  }
}

TEST(Halves, AreTheSameAtEveryWidthSizeAndAddress) {
  for (const Number number : halves) {
    for (const std::size_t size : {0, 1, 7, 15, 16, 17, 33, 1000}) {
      const std::vector<float> x = draw(size, 12);
      const auto want = packed(number, x);
      const auto values = unpacked(number, want);
      test::on_every_target([&] {
        EXPECT_EQ(rounded(number, x), values);
        std::vector<std::byte> odd(2 * size + 1);
        kernels::pack(number, x.data(), size, odd.data() + 1);
        EXPECT_TRUE(std::equal(want.begin(), want.end(), odd.begin() + 1));
        std::vector<float> back(size);
        kernels::unpack(number, odd.data() + 1, size, back.data());
        EXPECT_EQ(back, values);
      });
    }
  }
}

TEST(Halves, LargeVectorsGoPastTheCachesUnchanged) {
  const std::size_t size = (std::size_t{4} << 20) + 33;
  const std::vector<float> x = draw(size, 12);
  std::vector<std::byte> bytes(2 * size + 64);
  std::vector<float> back(size + 3);
  for (const Number number : halves) {
    const std::vector<float> want = rounded(number, x);
    for (const std::size_t start : {0, 1, 6}) {
      kernels::pack(number, x.data(), size, bytes.data() + start);
      kernels::unpack(number, bytes.data() + start, size, back.data() + start / 2);
      EXPECT_EQ(std::memcmp(back.data() + start / 2, want.data(), size * sizeof(float)), 0);
    }
  }
}

TEST(Halves, Float32TravelsAsItIs) {
  const std::vector<float> x = draw(5, 12);
  std::vector<std::byte> bytes(4 * x.size());
  std::vector<float> back(x.size());
  kernels::pack(Number::float32, x.data(), x.size(), bytes.data());
  kernels::unpack(Number::float32, bytes.data(), back.size(), back.data());
  EXPECT_EQ(back, x);
  EXPECT_EQ(rounded(Number::float32, x), x);
}

}  // namespace
}  // namespace tacit
