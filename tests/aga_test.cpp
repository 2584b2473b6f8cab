#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "periods.h"

namespace tacit {
namespace {

using testing::ElementsAre;

TEST(Aga, ChoosesThePeriodsOfAnIndependentProgram) {
  expect_golden_periods("aga");
}

// Section 3 of the paper with its defaults: losses that fall sixfold top out at 7, and 11 takes a ratio
// of 57.
TEST(Aga, TurnsAFallOfTheLossIntoItsFourthRoot) {
  const auto longest = [](const std::string& args, double ratio) {
    return play_losses("aga(warmup=1" + args + ")", 400, {ratio, 1}).back().period;
  };
  EXPECT_EQ(longest("", 1), 4);
  EXPECT_EQ(longest("", 6.9 / 1.1), 7);
  EXPECT_EQ(longest("", 11 / 1.77), 7);
  EXPECT_EQ(longest("", 57), 11);
  EXPECT_EQ(longest(", exponent=0.5", 6.9 / 1.1), 11);
  EXPECT_EQ(longest(", exponent=1", 6.9 / 1.1), 26);
  EXPECT_EQ(longest(", exponent=1", 1e6), 64);
}

TEST(Aga, ShrinksBelowTheFirstPeriodWhereTheLossRises) {
  EXPECT_THAT(periods_of(play_losses("aga(warmup=1)", 16, {1, 16, 256, 4096})),
              ElementsAre(4, 2, 1, 1, 1, 1, 1, 1, 1));
}

TEST(Aga, ReturnsToTheFirstPeriodAfterThreeLossesItCannotUse) {
  const auto averages = play_losses("aga(warmup=1)", 60, {16, 1, NAN, INFINITY, 1, 0, -1, NAN, 1});
  EXPECT_THAT(periods_of(averages), ElementsAre(4, 8, 8, 8, 8, 8, 8, 4, 8));
  EXPECT_EQ(averages[7].reason.what, "loss not usable");
  EXPECT_EQ(averages[7].reason.value, 3);
}

TEST(Aga, SaysByWhichRatioItMoved) {
  const auto averages = play_losses("aga(warmup=1)", 30, {4, 1, 1});
  EXPECT_EQ(averages[1].reason.what, "loss ratio");
  EXPECT_EQ(averages[1].reason.value, 0.25);
}

TEST(Aga, WarmsUpForFiveEpochsButAtMostATwentiethOfTheRun) {
  const auto steps_before_it_moves = [](long steps, long steps_per_epoch) {
    const auto averages =
        play("aga", {.steps = steps, .steps_per_epoch = steps_per_epoch}, [](long step, long) {
          return Agreed{step, std::exp(-0.01 * static_cast<double>(step)), 0, 0.1};
        });
    for (const Average& average : averages) {
      if (average.period != 4) return average.step;
    }
    return steps;
  };
  EXPECT_EQ(steps_before_it_moves(2000, 0), 103);
  EXPECT_EQ(steps_before_it_moves(8000, 40), 203);
  EXPECT_EQ(steps_before_it_moves(2000, 40), 103);
}

TEST(Aga, EndsWithAnAverageHoweverLongThePeriod) {
  for (const long steps : {1L, 3L, 4L, 5L, 101L, 1000L}) {
    EXPECT_EQ(play_losses("aga(warmup=1, cap=1000)", steps, {1e8, 1}).back().step, steps - 1);
  }
}

TEST(Aga, RefusesAFirstPeriodAboveTheCap) {
  EXPECT_THROW(schedules().make("aga(first=100)"), Error);
  EXPECT_NO_THROW(schedules().make("aga(first=100, cap=100)"));
  EXPECT_THROW(schedules().make("aga(cap=0)"), Error);
}

TEST(Aga, WantsTheLastLossAloneOnlyWhereItIsAskedFor) {
  EXPECT_FALSE(schedules().make("aga")->wants_last_loss());
  EXPECT_TRUE(schedules().make("aga(loss=batch)")->wants_last_loss());
}

}  // namespace
}  // namespace tacit
