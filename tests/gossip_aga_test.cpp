#include <gtest/gtest.h>

#include <cmath>

#include "session/aga.h"

namespace tacit {
namespace {

const aga::Setting& setting_named(std::string_view name) {
  for (const aga::Setting& setting : aga::settings()) {
    if (setting.name == name) return setting;
  }
  ADD_FAILURE() << "no setting " << name;
  return aga::settings().front();
}

aga::Panel small_panel(std::string_view name) {
  aga::Options options;
  options.nodes = 4;
  options.trials = 1;
  options.steps = 200;
  const StopFlag stop;
  return aga::play(setting_named(name), options, stop);
}

aga::Row row_with(const std::vector<double>& losses) {
  aga::Row row;
  for (const double loss : losses) {
    Sample sample;
    sample.loss = loss;
    row.curves.push_back({sample});
  }
  return row;
}

TEST(GossipAga, AveragesTheLessTheGreaterItsExponent) {
  const aga::Panel panel = small_panel("far");
  EXPECT_LT(panel.row("AGA")->share(), panel.row("PGA, every 4")->share());
  EXPECT_LT(panel.row("AGA, exponent 0.5")->share(), panel.row("AGA")->share());
  EXPECT_LT(panel.row("AGA, exponent 1")->share(), panel.row("AGA, exponent 0.5")->share());
  EXPECT_GT(panel.row("AGA, base previous")->longest(), 2 * panel.row("AGA")->longest());
}

TEST(GossipAga, IsComparedWithTheConstantPeriodOfAsManyAverages) {
  const aga::Panel panel = small_panel("far");
  for (const char* method : {"AGA", "AGA, exponent 0.5", "AGA, exponent 1"}) {
    const aga::Row& row = *panel.row(method);
    const aga::Row* twin = panel.row(row.twin);
    ASSERT_NE(twin, nullptr) << method;
    EXPECT_NEAR(1 / twin->share(), 1 / row.share(), 0.15 / row.share()) << method;
  }
}

TEST(GossipAga, StaysNearItsFirstPeriodWhereTheLossHardlyFalls) {
  const aga::Panel panel = small_panel("logistic");
  EXPECT_LE(panel.row("AGA")->longest(), 6);
  EXPECT_TRUE(panel.row("AGA")->twin.empty());
  EXPECT_EQ(panel.rows.back().method, "gossip");
  EXPECT_EQ(panel.rows.back().share(), 0);
}

TEST(GossipAga, ClaimsSomethingOfEverySetting) {
  for (const aga::Setting& setting : aga::settings()) {
    EXPECT_FALSE(aga::claims(small_panel(setting.name)).empty()) << setting.name;
  }
}

TEST(Excess, IsTheMeanOverSeedsOfTheLossBeyondAnother) {
  const auto excess = aga::excess(row_with({1.1, 2.6}), row_with({1, 2}));
  EXPECT_NEAR(excess.mean, 0.2, 1e-12);
  EXPECT_NEAR(excess.error, 0.1, 1e-12);
}

TEST(Excess, HasNoErrorForOneSeed) {
  const auto excess = aga::excess(row_with({1}), row_with({2}));
  EXPECT_DOUBLE_EQ(excess.mean, -0.5);
  EXPECT_TRUE(std::isnan(excess.error));
}

}  // namespace
}  // namespace tacit
