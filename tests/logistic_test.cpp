#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "task/task.h"

namespace tacit {
namespace {

constexpr std::size_t dim = 10;

// What section 5.1 of the method notes lists, from all samples of all nodes.
struct Facts {
  double start = 0;    // f(0)
  double least = 0;    // f at the minimum
  double square = 0;   // |x|^2 there
  double slope = 0;    // |grad f| there
  double scatter = 0;  // b^2: mean |grad f_i|^2 there
  double noise = 0;    // sigma^2: mean squared distance of a batch's gradient from its node's
};

double squared(const std::vector<double>& v) {
  double sum = 0;
  for (const double value : v) sum += value * value;
  return sum;
}

std::vector<double> mean_gradient(const Work& work, int nodes, int node, Facts& facts) {
  constexpr long steps = 4000;
  std::vector<double> mean(dim);
  std::vector<float> g(dim);
  std::vector<std::byte> memory(1024);
  double squares = 0;
  for (long step = 0; step < steps; ++step) {
    const Key key = Key(0).at(static_cast<std::uint64_t>(node)).at(static_cast<std::uint64_t>(step));
    work.gradient({node, nodes, step, key}, work.optimum(), g, memory);
    for (std::size_t j = 0; j < dim; ++j) {
      mean[j] += static_cast<double>(g[j]) / steps;
      squares += static_cast<double>(g[j]) * g[j] / steps;
    }
  }
  const double noise = squares - squared(mean);
  facts.noise += noise / nodes;
  // The mean of drawn gradients is itself off by noise / steps.
  facts.scatter += (squared(mean) - noise / steps) / nodes;
  return mean;
}

Facts facts_of(const std::string& spelling, int nodes) {
  const auto work = tasks().make(spelling)->on(nodes, Key(0));
  const std::vector<float> zero(dim);
  const Score start = work->score(zero, 0, 1, {});
  const Score least = work->score(work->optimum(), 0, 1, {});
  Facts facts;
  facts.start = start.loss / start.count;
  facts.least = least.loss / least.count;
  for (const float value : work->optimum()) facts.square += static_cast<double>(value) * value;
  std::vector<double> total(dim);
  for (int node = 0; node < nodes; ++node) {
    const std::vector<double> own = mean_gradient(*work, nodes, node, facts);
    for (std::size_t j = 0; j < dim; ++j) total[j] += own[j] / nodes;
  }
  facts.slope = std::sqrt(squared(total));
  return facts;
}

TEST(Logistic, HasTheListedPropertiesWhereNodesDiffer) {
  const Facts facts = facts_of("logistic", 20);
  EXPECT_NEAR(facts.start, 0.69315, 1e-5);
  EXPECT_NEAR(facts.least, 0.6904, 0.012);
  EXPECT_GT(facts.square, 0.0005);
  EXPECT_LT(facts.square, 0.015);
  EXPECT_NEAR(facts.scatter, 1.20, 0.1);
  EXPECT_NEAR(facts.noise, 23.6, 0.7);
}

TEST(Logistic, HasTheListedPropertiesWhereNodesShareATruth) {
  const Facts facts = facts_of("logistic(iid=true)", 20);
  EXPECT_NEAR(facts.start, 0.69315, 1e-5);
  EXPECT_NEAR(facts.least, 0.348, 0.004);
  EXPECT_NEAR(facts.square, 0.99, 0.03);
  EXPECT_LT(std::abs(facts.scatter), 0.01);
  EXPECT_NEAR(facts.noise, 10.2, 0.4);
}

// A batch that holds every sample many times over has nearly no noise left, so its slope is that of the
// whole.
TEST(Logistic, FindsTheMinimumOfEveryTrial) {
  for (const char* spelling : {"logistic(samples=300, trials=3, dim=4)", "logistic(samples=40000, dim=4)"}) {
    const auto task = tasks().make(spelling);
    const auto work = task->on(2, Key(3));
    ASSERT_EQ(work->optimum().size(), task->layout().size());
    const std::vector<float> best(work->optimum().begin(), work->optimum().end());
    const double least = work->score(best, 0, 1, {}).loss;
    const double count = work->score(best, 0, 1, {}).count;
    for (std::size_t j = 0; j < best.size(); ++j) {
      std::vector<float> up = best;
      std::vector<float> down = best;
      up[j] += 0.01F;
      down[j] -= 0.01F;
      const double rise = work->score(up, 0, 1, {}).loss - least;
      const double fall = work->score(down, 0, 1, {}).loss - least;
      EXPECT_GT(rise, 0);
      EXPECT_GT(fall, 0);
      // The parabola through the three points has its lowest point at the middle one.
      EXPECT_NEAR(0.01 * (fall - rise) / (2 * (fall + rise)), 0, 2e-4) << spelling << " at " << j;
      EXPECT_LT(rise / count, 1e-3);
    }
  }
}

TEST(Logistic, StacksTrialsThatAreIndependentAndSeenAlone) {
  const auto task = tasks().make("logistic(trials=3, samples=50)");
  EXPECT_EQ(task->copies(), 3);
  ASSERT_EQ(task->layout().parts.size(), 3U);
  EXPECT_EQ(task->layout().parts[2].name, "w2");
  EXPECT_EQ(task->layout().parts[2].offset, 2 * dim);
  const auto work = task->on(2, Key(0));
  std::vector<float> x(3 * dim);
  std::vector<float> before(3 * dim);
  std::vector<float> after(3 * dim);
  std::vector<std::byte> memory(task->scratch());
  work->gradient({0, 2, 0, Key(4)}, x, before, memory);
  x[dim] = 1;
  work->gradient({0, 2, 0, Key(4)}, x, after, memory);
  for (std::size_t j = 0; j < 3 * dim; ++j) {
    if (j / dim == 1) continue;
    EXPECT_EQ(before[j], after[j]) << "trial " << j / dim << " must not feel trial 1";
  }
  EXPECT_NE(before[0], before[dim]);
}

TEST(Logistic, KnowsNoMinimumOfSamplesThatAPlaneSeparates) {
  EXPECT_TRUE(tasks().make("logistic(samples=3)")->on(1, Key(0))->optimum().empty());
}

TEST(Logistic, RefusesMoreThanTheMachineHolds) {
  const auto task = tasks().make("logistic(samples=1000000000, trials=1000)");
  try {
    (void)task->on(100, Key(0));
    FAIL() << "6 petabytes were accepted";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("reduce trials or samples"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace tacit
