#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "periods.h"

namespace tacit {
namespace {

using testing::ElementsAre;

TEST(Lupa, ChoosesThePeriodsOfAnIndependentProgram) {
  expect_golden_periods("lupa");
}

TEST(Lupa, TurnsAFallOfTheLossIntoItsCubeRoot) {
  EXPECT_THAT(periods_of(play_losses("lupa", 91 + 91 + 182, {8, 1, 1})), ElementsAre(91, 182, 182));
  EXPECT_THAT(periods_of(play_losses("lupa(first=10)", 60, {27, 1, 1})), ElementsAre(10, 30, 30, 30));
}

TEST(Lupa, SmoothsNothingAndMovesAtTheSecondAverage) {
  EXPECT_THAT(periods_of(play_losses("lupa(first=2)", 12, {1, 8, 1, 0.125})), ElementsAre(2, 1, 2, 4, 4, 4));
}

TEST(Lupa, MeasuresLossesFromTheirKnownLowerBound) {
  EXPECT_EQ(play_losses("lupa(first=10, floor=0.5)", 100, {8.5, 1.5}).back().period, 20);
  EXPECT_EQ(play_losses("lupa(first=10, floor=0.5)", 100, {8.5, 0.5}).back().period, 10);
}

TEST(Lupa, EndsTheRunWithAShorterPeriodAndAnAverage) {
  const auto averages = play_losses("lupa", 5469, {1, 0.9, 0.8, 0.5, 0.35});
  EXPECT_EQ(averages.back().step, 5468);
  EXPECT_LT(averages.size(), 60U);
}

}  // namespace
}  // namespace tacit
