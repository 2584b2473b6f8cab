// Nodes on lanes that the host must not look into: what runs here runs on a device.
#include <gtest/gtest.h>

#include "harness.h"
#include "protected_ops.h"
#include "world/sim.h"

namespace tacit::test {
namespace {

class OnDevices : public testing::TestWithParam<std::string> {};

std::vector<double> losses(const std::string& recipe, const Ops& ops) {
  const Method method = make_method(parse_recipe(recipe));
  const auto task = tasks().make("mlp(hidden=4, features=5, classes=3, samples=20, evaluated=20, batch=2)");
  SimSettings settings;
  settings.nodes = 4;
  const auto work = task->on(settings.nodes, Key(0));
  const auto world = make_sim_world(settings, ops);
  Stage stage = make_stage(method, *task, *work, *world);
  stage.options.steps = 24;
  stage.options.sample = 4;
  Curve curve;
  Sink* sinks[] = {&curve};
  run(stage, sinks, StopFlag());
  std::vector<double> result;
  for (const Sample& sample : curve.samples()) {
    result.push_back(sample.loss);
    result.push_back(sample.consensus);
  }
  return result;
}

TEST_P(OnDevices, EveryRecipeGivesTheBitsOfTheHost) {
  const ProtectedOps device;
  const std::string recipe = shortened(GetParam());
  EXPECT_EQ(losses(recipe, device), losses(recipe, host_ops()));
}

INSTANTIATE_TEST_SUITE_P(Library, OnDevices, testing::ValuesIn(recipe_names()), [](const auto& given) {
  std::string name = given.param;
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
});

}  // namespace
}  // namespace tacit::test
