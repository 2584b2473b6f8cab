#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "program.h"
#include "session/a2sgd.h"

namespace tacit {
namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(ReproduceA2sgd, WritesEveryMethodOnThreeTasks) {
  const Program tacit;
  const Ran ran = tacit({"reproduce", "a2sgd", "-n", "2,4", "--trials", "1", "--steps", "20", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const json found = json::parse(ran.out);
  ASSERT_EQ(found["results"].size(), 2U);
  EXPECT_EQ(found["results"][1]["nodes"], 4);
  for (const json& panel : found["results"][1]["panels"]) {
    ASSERT_EQ(panel["methods"].size(), 8U);
    for (const json& method : panel["methods"]) EXPECT_GT(method["loss"], 0) << method;
  }
  const auto folder = tacit.folder().path() / "runs/a2sgd-1";
  EXPECT_THAT(ScratchFolder::read(folder / "methods.csv"),
              HasSubstr("\n4,\"mlp\",\"two_means, every 16\",8,"));
  EXPECT_EQ(json::parse(ScratchFolder::read(folder / "summary.json")), found);
}

TEST(ReproduceA2sgd, TwoMeansHoldNothingTogetherAndHarmFewCoordinates) {
  a2sgd::Options options;
  options.trials = 1;
  options.steps = 300;
  const a2sgd::Panels panels = a2sgd::play(options, StopFlag());
  for (const a2sgd::Panel* panel : {&panels.alike, &panels.unlike}) {
    const double alone = panel->line("alone").spread;
    EXPECT_NEAR(panel->line("two_means").spread / alone, 1, 0.33) << panel->title;
    EXPECT_LT(panel->line("two_means, every 16").spread, 0.2 * alone) << panel->title;
    EXPECT_LT(panel->line("dense").spread, 1e-9);
    EXPECT_EQ(panel->line("two_means").message_bytes, 8);
  }
  EXPECT_GT(panels.few.line("two_means").distance, 3 * panels.few.line("alone").distance);
}

}  // namespace
}  // namespace tacit
