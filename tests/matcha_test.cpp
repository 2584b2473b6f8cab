#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <numeric>
#include <set>

#include "dense_topology.h"
#include "golden.h"
#include "topology/analysis.h"
#include "topology/plan.h"

namespace tacit {
namespace {

using topology::Edge;
using topology::Matching;
using topology::matchings;
using topology::plan;

std::vector<Edge> edges_of(const char* name, int nodes) {
  std::vector<Edge> edges;
  const auto rows = rows_of(*topologies().make(name)->on(nodes), 0, nodes);
  for (int i = 0; i < nodes; ++i) {
    for (const int j : rows[static_cast<std::size_t>(i)].from) {
      if (j > i) edges.push_back({i, j});
    }
  }
  return edges;
}

TEST(Matchings, HoldEveryEdgeOnceAndNoNodeTwice) {
  for (const char* name :
       {"ring", "grid", "torus", "star", "complete", "random", "random(degree=7, seed=1)"}) {
    for (const int nodes : {8, 9, 10, 25, 40}) {
      if (topologies().make(name)->refuses(nodes)) continue;
      SCOPED_TRACE(fmt::format("{} on {} nodes", name, nodes));
      const auto edges = edges_of(name, nodes);
      std::vector<Edge> together;
      for (const Matching& matching : matchings(nodes, edges)) {
        std::set<int> met;
        for (const Edge& edge : matching) {
          EXPECT_TRUE(met.insert(edge.a).second && met.insert(edge.b).second);
          together.push_back(edge);
        }
      }
      std::sort(together.begin(), together.end());
      EXPECT_EQ(together, edges);
    }
  }
}

TEST(Matchings, AreAsFewAsTheDegreeOrOneMore) {
  EXPECT_EQ(matchings(100, edges_of("ring", 100)).size(), 2U);
  EXPECT_EQ(matchings(9, edges_of("ring", 9)).size(), 3U);
  EXPECT_EQ(matchings(100, edges_of("grid", 100)).size(), 4U);
  EXPECT_EQ(matchings(64, edges_of("hypercube", 64)).size(), 6U);
  EXPECT_LE(matchings(20, edges_of("complete", 20)).size(), 20U);
  for (int seed = 0; seed < 20; ++seed) {
    const auto edges = edges_of(fmt::format("random(degree=5, seed={})", seed).c_str(), 24);
    EXPECT_LE(matchings(24, edges).size(), 6U);
  }
}

TEST(Plan, AgreesWithASearchByBruteForce) {
  for (const auto& line : golden("topology.json", "matcha")) {
    const int nodes = line.at("n");
    const double budget = line.at("budget");
    SCOPED_TRACE(fmt::format("{} nodes, budget {}", nodes, budget));
    std::vector<Matching> parts;
    for (const auto& matching : line.at("matchings")) {
      parts.emplace_back();
      for (const auto& edge : matching) parts.back().push_back({edge[0], edge[1]});
    }
    const auto [probabilities, pull] = plan(nodes, parts, budget);
    const auto expected = line.at("probabilities").get<std::vector<double>>();
    for (std::size_t j = 0; j < expected.size(); ++j) EXPECT_NEAR(probabilities[j], expected[j], 0.02);
    EXPECT_LE(std::accumulate(probabilities.begin(), probabilities.end(), 0.0), budget * 3 + 1e-9);
    EXPECT_NEAR(pull, line.at("pull"), 0.005);

    Eigen::MatrixXd expectation = Eigen::MatrixXd::Zero(nodes, nodes);
    for (std::size_t j = 0; j < parts.size(); ++j) {
      for (const auto& [a, b] : parts[j]) {
        Eigen::VectorXd difference = Eigen::VectorXd::Unit(nodes, a) - Eigen::VectorXd::Unit(nodes, b);
        expectation += probabilities[j] * difference * difference.transpose();
      }
    }
    const double connectivity = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(expectation).eigenvalues()[1];
    EXPECT_NEAR(connectivity, line.at("connectivity"), 1e-4 * connectivity);
  }
}

TEST(Matcha, WithTheWholeBudgetIsPlainGossipWithTheBestPull) {
  const int nodes = 10;
  const auto graph = topologies().make("matcha(budget=1)")->on(nodes);
  // The Laplacian of a ring has the eigenvalues 2 - 2 cos(2 pi k / n): the largest is 4.
  const double smallest = 2 - 2 * std::cos(2 * std::numbers::pi / nodes);
  const float pull = static_cast<float>(2 / (smallest + 4));
  for (long round = 0; round < 20; ++round) {
    for (const Neighbours& row : rows_of(*graph, round, nodes)) {
      ASSERT_EQ(row.from.size(), 2U);
      EXPECT_NEAR(row.weights[0], pull, 1e-6);
      EXPECT_NEAR(row.self, 1 - 2 * pull, 1e-6);
    }
  }
}

TEST(Matcha, SpeaksAsOftenAsItsBudgetAllows) {
  const Analysis half = analyse(*topologies().make("matcha(budget=0.5)")->on(20), 20);
  // Ring of 20: both matchings are active half of the time; four standard errors over 1000 rounds are 0.09.
  EXPECT_NEAR(half.messages_per_step, 1, 0.09);
  EXPECT_LE(half.most_messages, 2);
  EXPECT_TRUE(half.symmetric);
  EXPECT_EQ(half.promise, Promise::doubly);
}

TEST(Matcha, MixesFasterWithALargerBudget) {
  double before = 1;
  for (const char* spelling : {"matcha(budget=0.2)", "matcha(budget=0.5)", "matcha(budget=0.8)"}) {
    const double beta = analyse(*topologies().make(spelling)->on(12), 12).beta;
    EXPECT_LT(beta, before) << spelling;
    before = beta;
  }
}

TEST(Matcha, RefusesABaseThatIsDirectedOrApartOrChanging) {
  using testing::HasSubstr;
  EXPECT_THAT(topologies().make("matcha(base=exponential)")->refuses(8).value_or(""),
              HasSubstr("undirected"));
  EXPECT_THAT(topologies().make("matcha(base=none)")->refuses(8).value_or(""), HasSubstr("connected"));
  EXPECT_THAT(topologies().make("matcha(base=hypercube)")->refuses(6).value_or(""), HasSubstr("try 4 or 8"));
  EXPECT_THROW((void)topologies().make("matcha(base=one_peer)"), Error);
  EXPECT_THROW((void)topologies().make("matcha(budget=0)"), Error);
}

}  // namespace
}  // namespace tacit
