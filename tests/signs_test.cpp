#include "math/signs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/key.h"
#include "every_target.h"

namespace tacit {
namespace {

constexpr std::size_t sizes[] = {0, 1, 7, 8, 15, 16, 17, 31, 100, 1003};

std::vector<float> draw(std::uint64_t seed, std::size_t count) {
  std::vector<float> result(count);
  for (std::size_t i = 0; i < count; ++i) result[i] = float(Key{seed}.normal(i));
  if (count > 5) result[3] = 0.0F, result[5] = -0.0F;
  return result;
}

TEST(Signs, SumsRunInSixteenStrandsWithZerosAmongThePositive) {
  test::on_every_target([] {
    for (const std::size_t size : sizes) {
      const std::vector<float> x = draw(size, size);
      double up[16] = {}, down[16] = {}, all[16] = {};
      std::size_t positives = 0;
      for (std::size_t i = 0; i < size; ++i) {
        (x[i] >= 0 ? up : down)[i % 16] += double(x[i]);
        all[i % 16] += std::abs(double(x[i]));
        positives += x[i] >= 0 ? 1 : 0;
      }
      double want_up = 0, want_down = 0, want_all = 0;
      for (std::size_t s = 0; s < 16; ++s) want_up += up[s], want_down += down[s], want_all += all[s];
      const auto sums = kernels::sums_by_sign(x);
      EXPECT_EQ(sums.positive, want_up) << size;
      EXPECT_EQ(sums.negative, want_down) << size;
      EXPECT_EQ(sums.positives, positives) << size;
      EXPECT_EQ(kernels::absolute_sum(x), want_all) << size;
    }
  });
}

TEST(Signs, NotANumbersShowInTheSumOfTheNegative) {
  test::on_every_target([] {
    for (std::size_t i = 0; i < 40; ++i) {
      std::vector<float> x = draw(1, 40);
      x[i] = std::numeric_limits<float>::quiet_NaN();
      const auto sums = kernels::sums_by_sign(x);
      EXPECT_TRUE(std::isnan(sums.negative)) << i;
      EXPECT_FALSE(std::isnan(sums.positive)) << i;
    }
  });
}

TEST(Signs, EachSignHasANumberAddedOfItsOwn) {
  test::on_every_target([] {
    for (const std::size_t size : sizes) {
      const std::vector<float> before = draw(2, size);
      std::vector<float> x = before;
      kernels::add_by_sign(x, 0.3F, -0.7F);
      for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(x[i], before[i] + (before[i] >= 0 ? 0.3F : -0.7F));
    }
  });
}

TEST(Signs, BitsMayBeginAnywhereAndLeaveThoseBeforeAlone) {
  test::on_every_target([] {
    for (const std::size_t size : sizes) {
      for (const std::size_t first : {0, 1, 7, 8, 13}) {
        const std::vector<float> x = draw(3, size);
        const std::size_t bytes = (first + size + 7) / 8;
        std::vector<std::byte> bits(bytes, std::byte{0xff});
        kernels::pack_signs(x, bits.data(), first);
        for (std::size_t i = 0; i < first; ++i) {
          EXPECT_NE(bits[i / 8] & (std::byte{1} << (i % 8)), std::byte{0}) << i;
        }
        for (std::size_t i = first; size > 0 && i < 8 * bytes; ++i) {
          const bool want = i < first + size && x[i - first] >= 0;
          EXPECT_EQ((bits[i / 8] & (std::byte{1} << (i % 8))) != std::byte{0}, want) << i << " of " << size;
        }
        std::vector<std::byte> again = bits;
        std::vector<float> left = x;
        kernels::pack_signs(left, again.data(), first, {left, 0.3F});
        EXPECT_EQ(again, bits);
        for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(left[i], x[i] - (x[i] >= 0 ? 0.3F : -0.3F));
        std::vector<float> out = draw(4, size), sum = out;
        kernels::add_signs(bits.data(), first, 0.3F, out);
        for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(out[i], sum[i] + (x[i] >= 0 ? 0.3F : -0.3F));
      }
    }
  });
}

TEST(Signs, PackingAndSummingInOneLoopGivesWhatBothGive) {
  test::on_every_target([] {
    for (const std::size_t size : sizes) {
      for (const std::size_t first : {0, 1, 8, 13, 16}) {
        const std::vector<float> x = draw(5, size);
        std::vector<std::byte> bits((first + size + 7) / 8, std::byte{0xff}), want = bits;
        kernels::pack_signs(x, want.data(), first);
        EXPECT_EQ(kernels::pack_and_sum(x, bits.data(), first), kernels::absolute_sum(x)) << size;
        EXPECT_EQ(bits, want) << size << " from bit " << first;
      }
    }
  });
}

}  // namespace
}  // namespace tacit
