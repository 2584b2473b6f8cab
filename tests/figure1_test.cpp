#include "session/figure1.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "session/figure1_expected.h"
#include "session/table5.h"

namespace tacit {
namespace {

std::vector<Sample> curve(double (*error)(double step)) {
  std::vector<Sample> samples;
  for (long step = 0; step <= 1000; step += 50) {
    Sample sample;
    sample.step = step;
    sample.error = error(static_cast<double>(step));
    samples.push_back(sample);
  }
  return samples;
}

double reference(double step) {
  return std::exp(-step / 100);
}

TEST(TransientStage, EndsWithTheFirstSampleThatStaysNearTheReference) {
  const auto parallel = curve(reference);
  const auto late = curve([](double step) { return reference(step) * (step < 420 ? 2 : 1.05); });
  EXPECT_EQ(figure1::transient(late, parallel, 0.10), 450);
  EXPECT_EQ(figure1::transient(parallel, parallel, 0.10), 0);
}

TEST(TransientStage, LooksAtTheLastTimeACurveLeaves) {
  const auto parallel = curve(reference);
  const auto bumpy = curve([](double step) { return reference(step) * (step < 100 || step == 700 ? 2 : 1); });
  EXPECT_EQ(figure1::transient(bumpy, parallel, 0.10), 750);
}

TEST(TransientStage, NeverEndsForACurveThatStaysAbove) {
  const auto parallel = curve(reference);
  const auto above = curve([](double step) { return reference(step) * 1.2; });
  EXPECT_FALSE(figure1::transient(above, parallel, 0.10).has_value());
  EXPECT_EQ(figure1::transient(above, parallel, 0.25), 0);
}

TEST(Figure1, DrawsMeansOverWholePeriods) {
  // Sampled every 50 steps, a period of 16 is seen in 8 phases; only one of them is right after an average.
  const auto saw = curve([](double step) { return std::fmod(step, 400) == 0 ? 0.0 : 8.0; });
  const auto drawn = figure1::over_periods(saw, {});
  for (std::size_t k = 4; k + 4 <= drawn.size(); ++k) EXPECT_DOUBLE_EQ(drawn[k], 7.0);
}

TEST(Figure1, ChecksAPanelAgainstTheIndependentNumbers) {
  figure1::Panel panel{&figure1::setting_named("ring"), 20, {}};
  for (const char* method : {"parallel", "gossip", "gossip-pga", "local"}) {
    Sample sample;
    sample.step = 8500;
    sample.error = panel.curves.empty() ? 2.2e-4 : 2.9e-4;
    panel.curves.push_back({method, {sample}});
  }
  const auto checks = figure1::check_values(panel);
  ASSERT_EQ(checks.size(), 4U);
  EXPECT_TRUE(checks[0].ok);
  EXPECT_TRUE(checks[1].ok);
  EXPECT_FALSE(checks[2].ok);  // 1.32 times parallel where the table says 1.06
  EXPECT_TRUE(checks[3].ok);
}

TEST(Figure1, RunsTheFourMethodsOnOneSetOfData) {
  figure1::Options options;
  options.trials = 2;
  options.steps = 100;
  const StopFlag stop;
  const auto panel = figure1::play(figure1::setting_named("ring"), 4, options, stop);
  ASSERT_EQ(panel.curves.size(), 4U);
  for (const auto& one : panel.curves) {
    EXPECT_EQ(one.samples.front().step, 0);
    EXPECT_EQ(one.samples.back().step, 100);
    EXPECT_GT(one.samples.back().error, 0);
    EXPECT_EQ(one.samples.front().error, panel.curves[0].samples.front().error);
  }
}

TEST(Figure1, NamesTheNearestVariant) {
  EXPECT_THROW(figure1::setting_named("rign"), Error);
}

TEST(Table5, FormulaOfTheGridIsThePapersFifthTable) {
  // n = 100, a scalar a tenth of a latency: n^7 * 2a over n^5 * a + n^5.5 * a.
  const table5::Link link{1e-3, 1e-4};
  EXPECT_NEAR(table5::formula_ratio("grid", 100, link, 10), 1e14 * 2 / (1e10 + 1e11), 1e-6);
  EXPECT_NEAR(table5::formula_ratio("ring", 100, link, 10), 1e22 * 2 / (1e10 + 1e11), 1e2);
}

}  // namespace
}  // namespace tacit
