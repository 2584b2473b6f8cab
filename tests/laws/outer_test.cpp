#include "outer/outer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "whole_shelf.h"

namespace tacit {
namespace {

// An outer optimizer with lanes of its own.
class Rounds {
 public:
  Rounds(const Outer& outer, std::vector<float> start) : outer_(outer), anchor_(std::move(start)) {
    state_.resize(static_cast<std::size_t>(outer.lanes()), std::vector<float>(anchor_.size()));
    for (auto& lane : state_) lanes_.push_back({lane.data(), lane.size()});
  }

  const std::vector<float>& step(std::vector<float> agreed, double rate) {
    outer_.step(host_ops(), {{anchor_.data(), anchor_.size()}, {agreed.data(), agreed.size()}, lanes_, rate});
    return anchor_;
  }

  [[nodiscard]] const std::vector<float>& anchor() const { return anchor_; }
  [[nodiscard]] const std::vector<float>& state() const { return state_.front(); }

 private:
  const Outer& outer_;
  std::vector<float> anchor_;
  std::vector<std::vector<float>> state_;
  std::vector<Lane> lanes_;
};

std::vector<float> waves(std::size_t count, double phase) {
  std::vector<float> result(count);
  for (std::size_t i = 0; i < count; ++i) result[i] = static_cast<float>(std::sin(phase + 0.37 * double(i)));
  return result;
}

TEST(OuterOptimizers, StayWhereEverybodyAgrees) {
  const std::vector<float> start = waves(100, 1);
  for (const auto& [name, outer] : whole_shelf(outers())) {
    Rounds rounds(*outer, start);
    for (int round = 0; round < 3; ++round) EXPECT_EQ(rounds.step(start, 0.1), start) << name;
  }
}

TEST(OuterOptimizers, AllReachTheOptimumOfASmallConvexProblem) {
  const std::vector<float> optimum = waves(20, 2);
  for (const auto& [name, outer] : whole_shelf(outers())) {
    Rounds rounds(*outer, waves(20, 0));
    for (int round = 0; round < 200; ++round) {
      std::vector<float> agreed = rounds.anchor();  // ten local steps of gradient x - optimum
      for (std::size_t i = 0; i < agreed.size(); ++i) {
        agreed[i] = optimum[i] + (agreed[i] - optimum[i]) * std::pow(0.95f, 10.0f);
      }
      rounds.step(agreed, 0.05);
    }
    for (std::size_t i = 0; i < optimum.size(); ++i)
      EXPECT_NEAR(rounds.anchor()[i], optimum[i], 1e-4) << name;
  }
}

TEST(OuterOptimizers, OnlyPlainAveragingNeedsNoAnchor) {
  EXPECT_FALSE(outers().make("average")->anchored());
  EXPECT_TRUE(outers().make("slowmo")->anchored());
  EXPECT_TRUE(outers().make("nesterov")->anchored());
}

TEST(SlowMo, MovesAsTheManualSays) {
  const auto outer = outers().make("slowmo(momentum=0.5, rate=1)");
  Rounds rounds(*outer, {1});
  EXPECT_NEAR(rounds.step({0.8f}, 0.1)[0], 0.8, 1e-6);
  EXPECT_NEAR(rounds.state()[0], 2, 1e-5);
  EXPECT_NEAR(rounds.step({0.7f}, 0.1)[0], 0.6, 1e-6);
  EXPECT_NEAR(rounds.state()[0], 2, 1e-5);
}

TEST(SlowMo, WithoutMomentumIsPlainAveraging) {
  const auto outer = outers().make("slowmo(momentum=0)");
  Rounds rounds(*outer, waves(100, 0));
  for (int round = 1; round < 20; ++round) {
    const std::vector<float> agreed = waves(100, round);
    const std::vector<float>& x = rounds.step(agreed, 0.037);
    for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(x[i], agreed[i], 1e-6);
  }
}

TEST(SlowMo, TakesTheAverageAndKeepsItsMomentumWhereTheRateIsZero) {
  const auto outer = outers().make("slowmo");
  Rounds rounds(*outer, {1, 2});
  rounds.step({0.5f, 1.5f}, 0.1);
  const std::vector<float> before = rounds.state();
  EXPECT_EQ(rounds.step({0.25f, 4}, 0), (std::vector<float>{0.25f, 4}));
  EXPECT_EQ(rounds.state(), before);
}

TEST(Nesterov, MovesAsTheManualSays) {
  const auto outer = outers().make("nesterov(rate=0.7, momentum=0.9)");
  Rounds rounds(*outer, {1});
  EXPECT_NEAR(rounds.step({0.9f}, 0.1)[0], 0.867, 1e-6);
  EXPECT_NEAR(rounds.state()[0], 0.1, 1e-6);
  EXPECT_NEAR(rounds.step({0.75f}, 0.1)[0], 0.65469, 1e-6);
  EXPECT_NEAR(rounds.state()[0], 0.207, 1e-6);
}

TEST(Nesterov, WithoutMomentumAndAtRateOneIsExactlyPlainAveraging) {
  const auto outer = outers().make("nesterov(rate=1, momentum=0)");
  Rounds rounds(*outer, waves(100, 0));
  for (int round = 1; round < 5; ++round) EXPECT_EQ(rounds.step(waves(100, round), 0.1), waves(100, round));
}

}  // namespace
}  // namespace tacit
