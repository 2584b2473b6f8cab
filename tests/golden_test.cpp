// Trajectories against an independent program (tests/golden/trajectories.py).
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "harness.h"

namespace tacit::test {
namespace {

using Json = nlohmann::json;
using Models = std::map<long, std::vector<std::vector<float>>>;  // by completed steps and node

std::string golden_folder() {
  return std::string(TACIT_SOURCE_DIR) + "/tests/golden";
}

std::string recipe_of(const Json& golden) {
  Recipe recipe;
  for (const auto& [key, value] : golden.items()) {
    std::string text = value.is_string() ? value.get<std::string>() : std::to_string(value.get<long>());
    if (const auto at = text.find("GOLDEN"); at != std::string::npos) text.replace(at, 6, golden_folder());
    set(recipe, key, text);
  }
  return print(recipe);
}

// The model of every node as it stands when a step has just been completed: sampling each step ends the turn
// there. The last one is taken once everything in flight has arrived.
Models trajectory(const Json& golden) {
  Models models;
  const auto nodes = golden.at("nodes").get<std::size_t>();
  const auto steps = golden.at("steps").get<long>();
  const auto watch = [&](int rank, Trainer& trainer) {
    auto& at_step = models[trainer.step()];
    at_step.resize(nodes);
    auto& x = at_step[static_cast<std::size_t>(rank)];
    if (!x.empty() && trainer.step() < steps) return;
    const Lane model = trainer.node().model();
    x.resize(model.size);
    host_ops().read(model, x);
  };
  play({recipe_of(golden.at("recipe")), golden.at("task"), fmt::format("sim(nodes={})", nodes), steps, 1},
       watch);
  return models;
}

TEST(Trajectories, FollowTheIndependentProgram) {
  std::ifstream file(golden_folder() + "/trajectories.json");
  const Json cases = Json::parse(file);
  ASSERT_GT(cases.size(), 100U);
  for (const Json& golden : cases) {
    const Models models = trajectory(golden);
    for (const auto& [step, nodes] : golden.at("x").items()) {
      const auto& found = models.at(std::stol(step));
      for (std::size_t i = 0; i < nodes.size(); ++i) {
        for (std::size_t j = 0; j < nodes[i].size(); ++j) {
          ASSERT_NEAR(found[i][j], nodes[i][j].get<double>(), 1e-5)
              << golden.at("name") << ", step " << step << ", node " << i << ", entry " << j;
        }
      }
    }
  }
}

TEST(Trajectories, TakeAsManyAveragesAndMessagesAsTheIndependentProgram) {
  std::ifstream file(golden_folder() + "/trajectories.json");
  for (const Json& golden : Json::parse(file)) {
    const int nodes = golden.at("nodes");
    const Result result = play({recipe_of(golden.at("recipe")), golden.at("task"),
                                fmt::format("sim(nodes={})", nodes), golden.at("steps").get<long>(), 60});
    const Sample& last = result.samples.back();
    EXPECT_EQ(last.averages, golden.at("globals").get<long>()) << golden.at("name");
    EXPECT_NEAR(last.messages, golden.at("messages").get<double>(), 1e-3) << golden.at("name");
    EXPECT_NEAR(last.bytes, golden.at("bytes").get<double>(), 1e-2) << golden.at("name");
  }
}

}  // namespace
}  // namespace tacit::test
