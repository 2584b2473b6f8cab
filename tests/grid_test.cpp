#include "session/grid.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"

namespace tacit {
namespace {

TEST(Grid, IsWrittenAsKeyLowHighAndCount) {
  const Grid grid = parse_grid("rate=0.01..1x7");
  EXPECT_EQ(grid.key, "rate");
  const auto values = grid.values();
  ASSERT_EQ(values.size(), 7U);
  EXPECT_DOUBLE_EQ(values.front(), 0.01);
  EXPECT_DOUBLE_EQ(values.back(), 1);
  EXPECT_NEAR(values[3], 0.1, 1e-12);
}

TEST(Grid, RefusesWhatIsNoGrid) {
  for (const char* text : {"", "rate", "rate=1", "rate=0.01..1", "=0.1..1x3", "rate=0..1x3", "rate=1..0.1x3",
                           "rate=0.1..1x2", "rate=a..1x3", "rate=0.1..1x", "rate=0.1..infx5"}) {
    EXPECT_THROW(parse_grid(text), Error) << text;
  }
}

double bowl(double value) {
  return std::pow(std::log10(value), 2);
}  // least at 1

TEST(Tuning, FindsTheLeastLossInsideTheGrid) {
  const Tuned tuned = tune({"rate", 0.01, 100, 5}, bowl);
  EXPECT_NEAR(tuned.value, 1, 1e-12);
  EXPECT_EQ(tuned.extended, 0);
  EXPECT_FALSE(tuned.on_edge);
}

TEST(Tuning, ExtendsTheGridWhileTheBestLiesOnItsEdge) {
  const Tuned tuned = tune({"rate", 0.001, 0.1, 3}, bowl);
  EXPECT_NEAR(tuned.value, 1, 1e-12);
  EXPECT_EQ(tuned.extended, 2);
  EXPECT_FALSE(tuned.on_edge);
}

TEST(Tuning, GivesUpAfterAFewExtensionsAndSaysSo) {
  const Tuned tuned = tune({"rate", 1e-9, 1e-7, 3}, bowl);
  EXPECT_EQ(tuned.extended, 4);
  EXPECT_TRUE(tuned.on_edge);
}

TEST(Tuning, TakesADivergedRunForTheWorst) {
  const Tuned tuned = tune({"rate", 0.1, 10, 3}, [](double value) {
    return value > 5 ? std::numeric_limits<double>::quiet_NaN() : 1 / value;
  });
  EXPECT_NEAR(tuned.value, 1, 1e-12);
  EXPECT_FALSE(tuned.on_edge);
}

TEST(Tuning, StopsWhereTheParameterRefusesMore) {
  const Tuned tuned = tune({"momentum", 0.25, 1, 3}, [](double value) {
    if (value > 1) fail("momentum must be at most 1");
    return 1 - value;
  });
  EXPECT_DOUBLE_EQ(tuned.value, 1);
}

}  // namespace
}  // namespace tacit
