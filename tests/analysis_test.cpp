#include "topology/analysis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "golden.h"

namespace tacit {
namespace {

Analysis analysis_of(const std::string& topology, int nodes) {
  return analyse(*topologies().make(topology)->on(nodes), nodes);
}

TEST(Analysis, OfTheRingIsItsClosedFormToNineDigits) {
  for (const int nodes : {3, 4, 5, 8, 10, 16, 20, 33, 50, 100}) {
    const double beta = std::abs(1 + 2 * std::cos(2 * std::numbers::pi / nodes)) / 3;
    EXPECT_NEAR(analysis_of("ring", nodes).beta, beta, 1e-9) << nodes;
  }
  EXPECT_NEAR(analysis_of("ring", 100).beta, 0.998684, 5e-7);
}

TEST(Analysis, MeetsTheTableOfTheManual) {
  struct Line {
    int nodes;
    double ring, grid, torus, exponential, star;
  };
  constexpr Line table[] = {
      {4, 0.33333, 0.33333, 0.33333, 0.33333, 0.75000},   {8, 0.80474, 0.85355, 0.50000, 0.50000, 0.87500},
      {16, 0.94925, 0.86864, 0.60000, 0.60000, 0.93750},  {20, 0.96737, 0.91425, 0.72361, 0.66667, 0.95000},
      {32, 0.98719, 0.96578, 0.88284, 0.66667, 0.96875},  {50, 0.99474, 0.97848, 0.92361, 0.71429, 0.98000},
      {64, 0.99679, 0.96770, 0.88284, 0.71429, 0.98438},  {100, 0.99868, 0.97947, 0.92361, 0.75000, 0.99000},
      {256, 0.99980, 0.99208, 0.96955, 0.77778, 0.99609},
  };
  for (const auto& [nodes, ring, grid, torus, exponential, star] : table) {
    SCOPED_TRACE(nodes);
    EXPECT_NEAR(analysis_of("ring", nodes).beta, ring, 5e-6);
    EXPECT_NEAR(analysis_of("grid", nodes).beta, grid, 5e-6);
    EXPECT_NEAR(analysis_of("torus", nodes).beta, torus, 5e-6);
    EXPECT_NEAR(analysis_of("exponential", nodes).beta, exponential, 5e-6);
    EXPECT_NEAR(analysis_of("star", nodes).beta, star, 5e-6);
  }
}

TEST(Analysis, KnowsTheClosedFormsOfOtherTopologies) {
  for (const int nodes : {1, 2, 3, 10, 33}) {
    EXPECT_NEAR(analysis_of("complete", nodes).beta, 0, 1e-14);
    EXPECT_NEAR(analysis_of("none", nodes).beta, nodes == 1 ? 0 : 1, 1e-14);
  }
  for (const int bits : {1, 3, 6})
    EXPECT_NEAR(analysis_of("hypercube", 1 << bits).beta, 1 - 2.0 / (bits + 1), 1e-12);
}

TEST(Analysis, OfOnePeerIsThatOfAWholePeriodBesideOneStep) {
  for (const auto& line : golden("topology.json", "one_peer")) {
    const int nodes = line.at("n");
    SCOPED_TRACE(nodes);
    const Analysis analysis = analysis_of("one_peer", nodes);
    EXPECT_NEAR(analysis.beta, line.at("period"), 1e-9);
    EXPECT_NEAR(analysis.step_beta, line.at("step"), 1e-9);
    EXPECT_EQ(analysis.gap, 1 - analysis.beta);
    EXPECT_EQ(analysis.period, std::ceil(std::log2(nodes)));
  }
}

TEST(Analysis, OfPushIsTheRootOfAMeanOverAllChoices) {
  for (const auto& line : golden("topology.json", "push")) {
    const int degree = line.at("degree");
    const Analysis analysis = analysis_of(fmt::format("push(degree={})", degree), line.at("n"));
    const double beta = line.at("beta");
    EXPECT_NEAR(analysis.beta, beta, 0.05 * beta);
    EXPECT_EQ(analysis.period, 0);
    EXPECT_EQ(analysis.messages_per_step, degree);
  }
}

TEST(Analysis, OfRandomRegularGraphsLiesWhereManyDrawsLie) {
  for (const auto& line : golden("topology.json", "random")) {
    const int nodes = line.at("n");
    const int degree = line.at("degree");
    SCOPED_TRACE(fmt::format("degree {} on {} nodes", degree, nodes));
    const int seeds = 60;
    double mean = 0;
    for (int seed = 0; seed < seeds; ++seed) {
      mean += analysis_of(fmt::format("random(degree={}, seed={})", degree, seed), nodes).beta / seeds;
    }
    const double error =
        line.at("deviation").get<double>() * std::sqrt(1.0 / seeds + 1.0 / line.at("draws").get<int>());
    EXPECT_NEAR(mean, line.at("mean"), 4 * error);
  }
}

TEST(Analysis, CountsMessagesAndWeights) {
  const Analysis star = analysis_of("star", 10);
  EXPECT_NEAR(star.messages_per_step, 1.8, 1e-12);
  EXPECT_EQ(star.most_messages, 9);
  EXPECT_NEAR(star.smallest_weight, 0.1, 1e-12);
  EXPECT_NEAR(star.largest_weight, 0.9, 1e-12);
  EXPECT_TRUE(star.symmetric);
  EXPECT_FALSE(analysis_of("exponential", 8).symmetric);
  EXPECT_EQ(analysis_of("exponential", 100).messages_per_step, 7);
  EXPECT_EQ(analysis_of("one_peer", 100).messages_per_step, 1);
  EXPECT_EQ(analysis_of("push", 8).promise, Promise::columns);
}

TEST(Analysis, RefusesWhatItCannotSolve) {
  EXPECT_THROW((void)analysis_of("ring", 4096), Error);
}

}  // namespace
}  // namespace tacit
