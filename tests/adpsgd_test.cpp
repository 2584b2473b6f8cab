#include "session/adpsgd.h"

#include <gtest/gtest.h>

#include "session/curve.h"

namespace tacit {
namespace {

adpsgd::Options small() {
  adpsgd::Options options;
  options.nodes = 16;
  options.trials = 2;
  options.steps = 1600;
  return options;
}

const adpsgd::Panel& small_panel() {
  static const StopFlag stop;
  static const adpsgd::Panel panel = adpsgd::play(small(), stop);
  return panel;
}

TEST(Adpsgd, KeepsTheSpreadOfPeriodFourWithHalfTheAveragesWhereTheRateDrops) {
  for (const Claim& claim : adpsgd::claims(small_panel())) {
    EXPECT_TRUE(claim.holds()) << claim.what << ": " << claim.measured;
  }
}

TEST(Adpsgd, IsComparedWithTheConstantPeriodOfAsManyAverages) {
  const auto& rows = small_panel().rows;
  ASSERT_EQ(rows.size(), 4U);
  const double averages = rows[0].mean(adpsgd::averages_of);
  EXPECT_NEAR(rows[3].mean(adpsgd::averages_of), averages, 0.1 * averages);
  EXPECT_GT(rows[3].mean(adpsgd::before_of), 1.2 * rows[0].mean(adpsgd::before_of));
}

TEST(Adpsgd, CountsMoreSpreadBeforeAveragesThanAfterThem) {
  for (const adpsgd::Row& row : small_panel().rows) {
    EXPECT_GT(row.mean(adpsgd::before_of), row.mean(adpsgd::after_of));
    EXPECT_GT(row.mean(adpsgd::after_of), 0);
  }
}

TEST(Adpsgd, HasTheSameBitsWhereNobodyListens) {
  const adpsgd::Row& row = small_panel().rows[1];
  const Scene scene = make_scene("logistic(iid=true, batch=4)", "sim", 16, 0);
  Recipe recipe;
  set(recipe, "schedule", row.schedule);
  set(recipe, "inner", "sgd(rate=0.1, schedule=step(milestones=[800, 1200]))");
  RunOptions options;
  options.steps = 1600;
  Curve curve;
  Sink* sinks[] = {&curve};
  const StopFlag stop;
  Act(scene, {"plain", recipe, options}).play(sinks, stop);
  EXPECT_EQ(curve.samples().back().error, row.runs[0].samples.back().error);
}

TEST(Adpsgd, IsExpectedToAverage570TimesIn4000Steps) {
  const adpsgd::Row row{"adaptive", "", {}};
  const auto expected = adpsgd::expected_of({adpsgd::Options{}, {}}, row);
  ASSERT_TRUE(expected);
  EXPECT_EQ(expected->averages, 570);
  EXPECT_FALSE(adpsgd::expected_of({small(), {}}, row));
}

}  // namespace
}  // namespace tacit
