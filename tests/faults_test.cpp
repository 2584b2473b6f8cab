// Nodes whose data run out, and numbers that are not finite.
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "harness.h"

namespace tacit::test {
namespace {

// Loses its gradient on one node at one step; runs out of data on another.
class Faulty final : public Work {
 public:
  explicit Faulty(long drained_after) : drained_after_(drained_after) {}
  double gradient(const Place& at, ConstVec x, Vec gradient, std::span<std::byte>) const override {
    for (std::size_t j = 0; j < x.size(); ++j) gradient[j] = x[j] - static_cast<float>(at.node);
    if (at.node == 1 && at.step == 7) gradient[0] = std::nanf("");
    return 1;
  }
  bool ready(int node, long step) const override { return node != 2 || step < drained_after_; }
  Score score(ConstVec x, int part, int, std::span<std::byte>) const override {
    return {part == 0 ? x[0] : 0.0, 0, part == 0 ? 1.0 : 0.0};
  }

 private:
  long drained_after_;
};

class FaultyTask final : public Task {
 public:
  Layout layout() const override {
    Layout layout;
    layout.add("x", 1, 5);
    return layout;
  }
  void start(Key, Vec x) const override { std::fill(x.begin(), x.end(), 0.0f); }
  std::unique_ptr<Work> on(int, Key) const override { return std::make_unique<Faulty>(10); }
};

Summary play_faulty(const std::string& recipe, long steps) {
  const Method method = make_method(parse_recipe(recipe));
  const FaultyTask task;
  const auto work = task.on(4, Key(0));
  const auto world = worlds().make("sim(nodes=4)");
  Stage stage = make_stage(method, task, *work, *world);
  stage.options.steps = steps;
  return run(stage, {}, StopFlag());
}

TEST(Faults, DropUpdatesThatAreNotFiniteAndOutliveDrainedNodes) {
  for (const std::string recipe : {"gradients = \"dense\"", "schedule = \"every(5)\"", "topology = \"ring\"",
                                   "topology = \"ring\"\nlag = 2"}) {
    const Summary summary = play_faulty(recipe, 40);
    EXPECT_EQ(summary.last.dropped, 1) << recipe;
    EXPECT_TRUE(std::isfinite(summary.last.loss)) << recipe;
    EXPECT_EQ(summary.last.step, 40);
  }
}

// Nodes 0, 1 and 3 want 4/3 on average; node 2 drains, and must not pull the others with what it has left.
TEST(Faults, LeaveEveryMethodAtTheOptimumOfThoseWhoGoOn) {
  const std::string slow = "inner = \"sgd(rate=0.2, schedule=cosine)\"\n";
  for (const std::string recipe :
       {"gradients = \"dense\"", "gradients = \"topk(density=0.4)\"", "schedule = \"every(5)\"",
        "schedule = \"every(5)\"\nglobal_codec = \"int8\"",
        "schedule = \"every(4)\"\nfragments = 4\nglobal_codec = \"bf16\"",
        "topology = \"complete\"\ncorrect = \"tracking\"", "topology = \"ring\"\ncorrect = \"tracking\"",
        "topology = \"ring\"\ncorrect = \"d2\"\npull = 0.5"}) {
    const Summary summary = play_faulty(slow + recipe, 400);
    EXPECT_NEAR(summary.last.loss, 4.0 / 3, 0.02) << recipe;
  }
}

// What is said in part cannot be unsaid: the step is skipped by all, and counted by each.
TEST(Faults, MakeAllNodesSkipTheStepWhereGradientsAreCoded) {
  for (const std::string codec :
       {"topk(density=0.4)", "sign", "randk(density=0.4)", "qsgd", "powersgd", "int8"}) {
    const Summary summary = play_faulty("gradients = \"" + codec + "\"", 60);
    EXPECT_EQ(summary.last.dropped, 4) << codec;
    EXPECT_EQ(summary.last.consensus, 0) << codec;
    EXPECT_NEAR(summary.last.loss, 4.0 / 3, 0.15) << codec << ": the mean of what nodes 0, 1 and 3 want";
  }
}

TEST(Faults, SayWhichRateMadeTheParametersOverflow) {
  try {
    play({"inner = \"sgd(rate=1e9)\"", "quadratic(dim=3)", "sim(nodes=2)", 50, 50});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("learning rate"), std::string::npos) << error.what();
  }
}

TEST(Faults, SayThatTheOuterOptimizerMadeTheParametersOverflow) {
  for (const std::string outer : {"nesterov(rate=100)", "slowmo(rate=100)"}) {
    try {
      play({"schedule = \"every(4)\"\nouter = \"" + outer + "\"", "quadratic(dim=24, noise=0.2)",
            "sim(nodes=4)", 400, 400});
      ADD_FAILURE() << outer;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("`outer`"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace tacit::test
