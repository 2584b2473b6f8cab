#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "periods.h"

namespace tacit {
namespace {

using testing::ElementsAre;

TEST(AdaComm, ChoosesThePeriodsOfAnIndependentProgram) {
  expect_golden_periods("adacomm");
}

TEST(AdaComm, ShrinksWithTheSquareRootOfTheLoss) {
  EXPECT_THAT(periods_of(play_losses("adacomm", 47, {4, 1, 0.25, 1.0 / 64, 1e-9})),
              ElementsAre(16, 8, 4, 1, 1, 1, 1));
}

TEST(AdaComm, GrowsByTheSquareRootOfADropOfTheRate) {
  const auto averages = play("adacomm", {.steps = 200}, [](long step, long) {
    return Agreed{step, 1, 0, step < 64 ? 0.4 : 0.1};
  });
  EXPECT_EQ(averages[3].period, 16);
  EXPECT_EQ(averages[4].period, 32);
}

TEST(AdaComm, GoesTheOtherWayThanAgaAndLupa) {
  const std::vector<double> falling = {4, 2, 1};
  EXPECT_LT(play_losses("adacomm", 60, falling).back().period, 16);
  EXPECT_GT(play_losses("aga(first=16, warmup=1)", 60, falling).back().period, 16);
  EXPECT_GT(play_losses("lupa(first=16)", 60, falling).back().period, 16);
}

TEST(AdaComm, KeepsThePeriodWhereTheQuotientIsNoNumber) {
  const auto averages = play("adacomm", {.steps = 30}, [](long step, long) {
    return step < 16 ? Agreed{step, 1e-300, 0, 1e-300} : Agreed{step, 1e300, 0, 1e300};
  });
  EXPECT_EQ(averages.back().period, 16);
}

}  // namespace
}  // namespace tacit
