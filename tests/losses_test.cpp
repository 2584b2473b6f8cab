#include "math/losses.h"

#include <cmath>
#include <limits>

#include "base/key.h"
#include "every_target.h"

namespace tacit::kernels {
namespace {

constexpr std::size_t sizes[] = {0, 1, 5, 15, 16, 17, 50, 333};

std::vector<float> spread_out(std::size_t size, double scale) {
  std::vector<float> result(size);
  for (std::size_t i = 0; i < size; ++i) result[i] = static_cast<float>(scale * Key(4).normal(i));
  return result;
}

TEST(LogisticLoss, AgreesWithTheFormulaAndItsSlope) {
  test::on_every_target([] {
    for (const double scale : {0.01, 1.0, 30.0}) {
      for (const std::size_t size : sizes) {
        const std::vector<float> z = spread_out(size, scale);
        std::vector<float> slopes = z;
        double expected = 0;
        for (const float value : z) expected += std::log1p(std::exp(-static_cast<double>(value)));
        EXPECT_NEAR(logistic(slopes.data(), size), expected, 2e-7 * expected);
        for (std::size_t i = 0; i < size; ++i) {
          const double slope = -1 / (1 + std::exp(static_cast<double>(z[i])));
          ASSERT_NEAR(slopes[i], slope, -4e-7 * slope) << "at margin " << z[i];
        }
      }
    }
  });
}

TEST(LogisticLoss, GivesTheSameBitsForEveryWidth) {
  for (const std::size_t size : sizes) {
    test::expect_same_on_every_target([size] {
      std::vector<float> z = spread_out(size, 5);
      const double loss = logistic(z.data(), size);
      z.push_back(static_cast<float>(loss));
      z.push_back(static_cast<float>(loss - static_cast<float>(loss)));
      return z;
    });
  }
}

TEST(LogisticLoss, StaysFiniteForHugeMarginsAndPassesOnWhatIsNotANumber) {
  std::vector<float> z = {1e30F, -1e30F};
  EXPECT_NEAR(logistic(z.data(), 2), 1e30, 1e24);
  EXPECT_NEAR(z[0], 0, 1e-37);
  EXPECT_EQ(z[1], -1);
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::vector<float> broken = {1, bad};
    EXPECT_TRUE(std::isnan(logistic(broken.data(), 2)));
    EXPECT_TRUE(std::isnan(broken[1]));
  }
}

TEST(PullTo, GivesTheGapAndTheSumOfItsSquares) {
  test::on_every_target([] {
    for (const std::size_t size : sizes) {
      const std::vector<float> x = spread_out(size, 1);
      const std::vector<float> centre = spread_out(size + 1, 2);
      std::vector<float> gap(size + 1, 99);
      double expected = 0;
      for (std::size_t i = 0; i < size; ++i)
        expected += std::pow(static_cast<double>(x[i] - centre[i + 1]), 2);
      EXPECT_NEAR(pull_to(centre.data() + 1, x.data(), gap.data(), size), expected, 1e-12 * expected);
      for (std::size_t i = 0; i < size; ++i) ASSERT_EQ(gap[i], x[i] - centre[i + 1]);
      EXPECT_EQ(gap[size], 99) << "written behind the end";
      pull_to(0.5F, x.data(), gap.data(), size);
      for (std::size_t i = 0; i < size; ++i) ASSERT_EQ(gap[i], x[i] - 0.5F);
    }
  });
}

TEST(PullTo, GivesTheSameBitsForEveryWidth) {
  test::expect_same_on_every_target([] {
    const std::vector<float> x = spread_out(333, 1);
    std::vector<float> gap(333);
    const double sum = pull_to(0.3F, x.data(), gap.data(), gap.size());
    gap.push_back(static_cast<float>(sum));
    gap.push_back(static_cast<float>(sum - static_cast<float>(sum)));
    return gap;
  });
}

TEST(Exponential, AgreesWithTheLibraryDownToItsFloor) {
  test::on_every_target([] {
    std::vector<float> x(1000);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = -0.1F * static_cast<float>(i);
    std::vector<float> e = x;
    exponential(e.data(), e.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double expected = std::exp(std::max(-87.0, static_cast<double>(x[i])));
      ASSERT_NEAR(e[i], expected, 2e-7 * expected) << "of " << x[i];
    }
    EXPECT_EQ(e[0], 1.0F);
  });
}

}  // namespace
}  // namespace tacit::kernels
