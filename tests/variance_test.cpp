#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "periods.h"

namespace tacit {
namespace {

// Sixteen nodes that drift apart by noise alone: spread = rate^2 sigma^2 period (1 - 1/n), sigma = 1.
Agreed drifting(long step, long length, double rate) {
  return {step, 1, rate * rate * static_cast<double>(length) * 15 / 16, rate};
}

Tell dropping_at(long drop) {
  return [drop](long step, long length) { return drifting(step, length, step < drop ? 0.1 : 0.01); };
}

TEST(Variance, ChoosesThePeriodsOfAnIndependentProgram) {
  expect_golden_periods("variance");
}

// 28 = 0.7 * 10 * 4, and 4 + 5 + ... + 27 = 372.
TEST(Variance, ClimbsToTwentyEightWithin372StepsOfATenfoldDropOfTheRate) {
  const auto averages = play("variance", {.steps = 2000}, dropping_at(1000));
  long reached = 0;
  for (const Average& average : averages) {
    EXPECT_TRUE(average.step >= 1000 || average.period == 4) << "at step " << average.step;
    if (reached == 0 && average.period >= 28) reached = average.step;
  }
  // The average that first sees the new rate ends at step 1003; the first period of 28 starts 4 + ... + 27
  // on.
  EXPECT_EQ(reached, 1003 + 372 - 4);
  EXPECT_LE(averages.back().period, 52);
}

TEST(Variance, MovesByOneStepAnAverageAndNotWhileItSamples) {
  const auto averages = play("variance", {.steps = 4000}, [](long step, long length) {
    const double wander = std::exp(std::sin(0.37 * static_cast<double>(step)));
    return Agreed{step, 1, wander * static_cast<double>(length), 0.1};
  });
  long period = 4;
  for (const Average& average : averages) {
    EXPECT_LE(std::abs(average.period - period), average.step < 1000 ? 0 : 1);
    period = average.period;
  }
}

// At equal rates the sum of rate * spread over steps is what the bound of ADPSGD contains.
TEST(Variance, SpendsTheVarianceOfPeriodFourInFarFewerAverages) {
  const auto rate = [](long step) { return step < 2000 ? 0.2 : step < 3000 ? 0.02 : 0.002; };
  const auto budget = [&](const std::string& schedule, std::size_t& count) {
    const auto averages = play(schedule, {.steps = 4000},
                               [&](long step, long length) { return drifting(step, length, rate(step)); });
    count = averages.size();
    double sum = 0;
    for (const Average& average : averages) {
      const double g = rate(average.step);
      for (long k = 1; k <= average.length; ++k) sum += g * g * g * static_cast<double>(k) * 15 / 16;
    }
    return sum;
  };
  std::size_t adaptive = 0, fixed = 0;
  EXPECT_LE(budget("variance", adaptive), 1.05 * budget("every(4)", fixed));
  EXPECT_EQ(fixed, 1000U);
  EXPECT_EQ(adaptive, 572U);
}

TEST(Variance, AveragesAtEveryStepOfTheFirstEpochAndThenSamples) {
  const auto averages = play("variance(first=6)", {.steps = 1000, .steps_per_epoch = 50}, dropping_at(1000));
  for (std::size_t k = 0; k < 50; ++k) EXPECT_EQ(averages[k].step, static_cast<long>(k));
  EXPECT_EQ(averages[50].step, 55);
  EXPECT_EQ(averages[50].reason.what, "first epoch over");
  EXPECT_EQ(averages[51].step, 61);
}

TEST(Variance, StaysAtTheFirstPeriodOnOneNode) {
  for (const Average& average : play("variance", {.steps = 500, .nodes = 1}, [](long step, long) {
         return Agreed{step, 1, 0, 0.1};
       })) {
    EXPECT_EQ(average.period, 4);
  }
}

TEST(Variance, SkipsAveragesAtRateNought) {
  const auto averages = play("variance", {.steps = 500}, [](long step, long length) {
    return step < 300 ? drifting(step, length, 0.1) : Agreed{step, 1, 0, 0};
  });
  EXPECT_EQ(averages.back().period, 4);
}

TEST(Variance, SaysHowFarTheSpreadWasFromItsTarget) {
  const auto averages = play("variance", {.steps = 1100}, dropping_at(1000));
  const auto moved =
      std::find_if(averages.begin(), averages.end(), [](const Average& a) { return a.period > 4; });
  ASSERT_NE(moved, averages.end());
  EXPECT_EQ(moved->reason.what, "spread over target");
  EXPECT_NEAR(moved->reason.value, 0.1, 1e-12);
}

}  // namespace
}  // namespace tacit
