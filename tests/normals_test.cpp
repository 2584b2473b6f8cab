#include "math/normals.h"

#include <cmath>

#include "every_target.h"

namespace tacit::kernels {
namespace {

std::vector<float> drawn(Key key, std::size_t first, std::size_t count) {
  std::vector<float> result(count);
  normals(key, first, result);
  return result;
}

TEST(Normals, HaveTheMomentsOfANormal) {
  const std::vector<float> x = drawn(Key(1), 0, 1 << 20);
  double moments[5] = {};
  for (const float value : x) {
    for (int k = 0; k < 5; ++k)
      moments[k] += std::pow(static_cast<double>(value), k) / static_cast<double>(x.size());
  }
  const double error = 1.0 / std::sqrt(static_cast<double>(x.size()));
  EXPECT_NEAR(moments[1], 0, 5 * error);
  EXPECT_NEAR(moments[2], 1, 5 * std::sqrt(2) * error);
  EXPECT_NEAR(moments[3], 0, 5 * std::sqrt(15) * error);
  EXPECT_NEAR(moments[4], 3, 5 * std::sqrt(96) * error);
}

// Cosines and sines of a block share their radii, and must be uncorrelated all the same.
TEST(Normals, AreIndependentOfTheirNeighbours) {
  const std::vector<float> x = drawn(Key(2), 0, 1 << 18);
  for (const std::size_t lag : {1, 15, 16, 17, 32}) {
    double sum = 0;
    for (std::size_t i = lag; i < x.size(); ++i) sum += static_cast<double>(x[i]) * x[i - lag];
    EXPECT_NEAR(sum / static_cast<double>(x.size()), 0, 0.01) << "lag " << lag;
  }
}

TEST(Normals, FillEveryTailAsOften) {
  const std::vector<float> x = drawn(Key(3), 0, 1 << 20);
  double beyond[4] = {};
  for (const float value : x) {
    for (int k = 1; k < 4; ++k) beyond[k] += std::abs(value) > static_cast<float>(k) ? 1 : 0;
  }
  for (int k = 1; k < 4; ++k) {
    const double expected = std::erfc(k / std::sqrt(2.0)) * static_cast<double>(x.size());
    EXPECT_NEAR(beyond[k], expected, 5 * std::sqrt(expected)) << "beyond " << k;
  }
}

// A block is 16 radii times cosines, then times sines, of the bits of its key.
TEST(Normals, FollowTheFormulaOfBoxAndMuller) {
  const Key key(5);
  const std::vector<float> x = drawn(key, 3, 32);
  for (std::size_t i = 0; i < 16; ++i) {
    const std::uint64_t bits = key.bits(3 * 16 + i);
    const double height = (static_cast<double>(bits >> 33) + 0.5) * 0x1p-31;
    const double angle =
        2 * std::numbers::pi * static_cast<std::int32_t>(static_cast<std::uint32_t>(bits)) * 0x1p-32;
    EXPECT_NEAR(x[i], std::sqrt(-2 * std::log(height)) * std::cos(angle), 2e-6);
    EXPECT_NEAR(x[16 + i], std::sqrt(-2 * std::log(height)) * std::sin(angle), 2e-6);
  }
}

TEST(Normals, DependOnlyOnTheirPlace) {
  const std::vector<float> all = drawn(Key(4), 0, 200);
  const std::vector<float> late = drawn(Key(4), 3, 50);
  for (std::size_t i = 0; i < late.size(); ++i) EXPECT_EQ(late[i], all[96 + i]);
}

TEST(Normals, GiveTheSameBitsForEveryWidth) {
  test::expect_same_on_every_target([] { return drawn(Key(6), 0, 5000); });
}

}  // namespace
}  // namespace tacit::kernels
