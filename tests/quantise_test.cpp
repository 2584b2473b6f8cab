#include "math/quantise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "every_target.h"

namespace tacit {
namespace {

constexpr std::size_t sizes[] = {0, 1, 7, 8, 15, 16, 17, 31, 100, 255, 256, 257, 1003};

std::vector<float> draw(std::uint64_t seed, std::size_t count) {
  std::vector<float> result(count);
  for (std::size_t i = 0; i < count; ++i) result[i] = float(Key{seed}.normal(i));
  return result;
}

TEST(Quantise, SquaresAreSummedInSixteenStrands) {
  test::on_every_target([] {
    for (const std::size_t size : sizes) {
      const std::vector<float> x = draw(size, size);
      double strands[16] = {}, want = 0;
      for (std::size_t i = 0; i < size; ++i) strands[i % 16] += double(x[i]) * double(x[i]);
      for (const double strand : strands) want += strand;
      EXPECT_EQ(kernels::square_sum(x), want) << size;
    }
  });
}

TEST(Quantise, TheLargestOfSomethingNotFiniteIsNot) {
  test::on_every_target([] {
    for (const std::size_t size : sizes) {
      std::vector<float> x = draw(1, size);
      float want = 0;
      for (const float v : x) want = std::max(want, std::abs(v));
      EXPECT_EQ(kernels::largest(x), want);
      for (std::size_t i = 0; i < size; ++i) {
        for (const float bad :
             {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::quiet_NaN()}) {
          const float good = std::exchange(x[i], bad);
          ASSERT_FALSE(std::isfinite(kernels::largest(x))) << i;
          x[i] = good;
        }
      }
    }
  });
}

TEST(Quantise, RoundsToTheNearestWithTiesToEvenAndLeavesTheRest) {
  std::vector<float> x = draw(2, 1003);
  const float ties[] = {0.5F, -0.5F, 1.5F, 2.5F, -2.5F, 0.49999997F, 126.5F, 200.0F, -200.0F, -0.0F, 1e-42F};
  for (std::size_t i = 0; i < std::size(ties); ++i) x[i] = x[20 + i] = 0.5F * ties[i];
  test::on_every_target([&] {
    for (const std::size_t size : sizes) {
      const ConstVec some = ConstVec(x).first(size);
      std::vector<std::int8_t> codes(size), again(size);
      std::vector<float> left(some.begin(), some.end());
      kernels::round_nearest(some, 0.5F, codes, {});
      kernels::round_nearest(left, 0.5F, again, left);
      EXPECT_EQ(codes, again);
      for (std::size_t i = 0; i < size; ++i) {
        const float code = std::clamp(std::nearbyint(x[i] / 0.5F), -127.0F, 127.0F);
        ASSERT_EQ(float(codes[i]), code) << i;
        ASSERT_EQ(left[i], x[i] - code * 0.5F) << i;
      }
    }
  });
}

TEST(Quantise, RoundsAtRandomByTheSixteenBitsOfTheKey) {
  const Key key = Key{7}.at(3);
  const std::vector<float> x = draw(3, 1003);
  test::on_every_target([&] {
    for (const std::size_t size : sizes) {
      for (const std::size_t first : {0, 1, 2, 3, 4, 1001}) {
        const ConstVec some = ConstVec(x).first(size);
        std::vector<std::int8_t> codes(size), again(size);
        std::vector<float> left(some.begin(), some.end());
        const kernels::Chance chance{0.05F, 20.0F, 50, key, first};
        kernels::round_randomly(some, chance, codes, {});
        kernels::round_randomly(left, chance, again, left);
        EXPECT_EQ(codes, again);
        for (std::size_t i = 0; i < size; ++i) {
          const float height = std::abs(x[i]) * 20.0F + float(key.bits16(first + i)) / 65536.0F;
          const float code = std::copysign(std::min(std::floor(height), 50.0F), x[i]);
          ASSERT_EQ(float(codes[i]), code) << i;
          ASSERT_EQ(left[i], x[i] - code * 0.05F) << i;
        }
      }
    }
  });
}

TEST(Quantise, AddsWeightTimesWhatCodesStandFor) {
  test::on_every_target([] {
    for (const std::size_t size : sizes) {
      std::vector<std::int8_t> codes(size);
      for (std::size_t i = 0; i < size; ++i) codes[i] = std::int8_t(int(i * 37 % 255) - 127);
      std::vector<float> out = draw(4, size), want = out;
      kernels::add_codes(codes, 0.3F, 0.7F, out);
      for (std::size_t i = 0; i < size; ++i) want[i] += 0.7F * (float(codes[i]) * 0.3F);
      EXPECT_EQ(out, want);
    }
  });
}

TEST(Quantise, FindsOneLowCodeAtEveryPlace) {
  test::on_every_target([] {
    for (const std::size_t size : sizes) {
      std::vector<std::int8_t> codes(size, 127);
      EXPECT_EQ(kernels::lowest(codes), 0);
      for (std::size_t i = 0; i < size; ++i) {
        codes[i] = -128;
        ASSERT_EQ(kernels::lowest(codes), -128) << i;
        codes[i] = 5;
      }
    }
  });
}

TEST(Quantise, PacksCodesOfTwoToEightBitsLowBitsFirst) {
  test::on_every_target([] {
    for (int bits = 2; bits <= 8; ++bits) {
      const int count = 1 << bits;
      for (const std::size_t size : sizes) {
        std::vector<std::int8_t> codes(size), again(size);
        for (std::size_t i = 0; i < size; ++i)
          codes[i] = std::int8_t(int(i * 7 % std::size_t(count)) - count / 2);
        std::vector<std::byte> packed(kernels::bytes_of_codes(size, bits), std::byte{0xff});
        kernels::pack_codes(codes, bits, packed.data());
        for (std::size_t bit = 0; bit < 8 * packed.size(); ++bit) {
          const std::size_t i = bit / std::size_t(bits);
          const bool want = i < size && ((codes[i] >> (bit % std::size_t(bits))) & 1) != 0;
          ASSERT_EQ((packed[bit / 8] & (std::byte{1} << (bit % 8))) != std::byte{0}, want) << bit;
        }
        kernels::unpack_codes(packed.data(), bits, again);
        ASSERT_EQ(again, codes) << bits << " bits";
      }
    }
  });
}

}  // namespace
}  // namespace tacit
