#include "rate/rate.h"

#include <gtest/gtest.h>

#include "whole_shelf.h"

namespace tacit {
namespace {

double factor(const std::string& spelling, long step, long steps = 1000) {
  return rates().make(spelling)->factor(step, steps);
}

TEST(Rates, StayBetweenZeroAndTheirHeight) {
  const std::vector<std::string> spellings = {"halving(every=7, warmup=20)", "step(milestones=[1, 50])",
                                              "cosine(to=0.1, warmup=50, from=0.5)", "constant(warmup=10)"};
  for (const auto& [name, rate] : whole_shelf(rates(), spellings)) {
    for (long step = 0; step < 200; ++step) {
      EXPECT_GE(rate->factor(step, 100), 0) << name;
      EXPECT_LE(rate->factor(step, 100), 1) << name;
    }
  }
}

TEST(Rates, ClimbLinearlyToTheirHeightOverTheWarmUp) {
  const Shelf<Rate>& shelf = rates();
  EXPECT_DOUBLE_EQ(factor("constant(warmup=10)", 0), 0);
  EXPECT_DOUBLE_EQ(factor("constant(warmup=10)", 5), 0.5);
  EXPECT_DOUBLE_EQ(factor("constant(warmup=10, from=0.2)", 0), 0.2);
  EXPECT_DOUBLE_EQ(factor("constant(warmup=10, from=0.2)", 5), 0.6);
  for (const std::string name : {"constant", "halving", "cosine"}) {
    EXPECT_DOUBLE_EQ(shelf.make(name + "(warmup=10)")->factor(10, 1000), 1) << name;
  }
}

TEST(Halving, HalvesAtOnceAfterEveryPeriod) {
  EXPECT_DOUBLE_EQ(factor("halving", 999), 1);
  EXPECT_DOUBLE_EQ(factor("halving", 1000), 0.5);
  EXPECT_DOUBLE_EQ(factor("halving(every=10)", 35), 0.125);
}

TEST(Step, DropsAtEveryMilestone) {
  const std::string spelling = "step(milestones=[30, 60, 90], factor=0.1)";
  EXPECT_DOUBLE_EQ(factor(spelling, 29), 1);
  EXPECT_DOUBLE_EQ(factor(spelling, 30), 0.1);
  EXPECT_DOUBLE_EQ(factor(spelling, 75), 0.1 * 0.1);
  EXPECT_NEAR(factor(spelling, 500), 0.001, 1e-15);
}

TEST(Cosine, FallsFromTheEndOfTheWarmUpToTheEndOfTheRun) {
  EXPECT_DOUBLE_EQ(factor("cosine", 0), 1);
  EXPECT_DOUBLE_EQ(factor("cosine", 500), 0.5);
  EXPECT_NEAR(factor("cosine", 1000), 0, 1e-15);
  EXPECT_DOUBLE_EQ(factor("cosine(to=0.2, warmup=200)", 600), 0.6);
  EXPECT_NEAR(factor("cosine(to=0.2)", 5000), 0.2, 1e-15);
}

}  // namespace
}  // namespace tacit
