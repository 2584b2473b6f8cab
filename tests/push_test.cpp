#include <gtest/gtest.h>

#include <numeric>
#include <set>
#include <thread>

#include "dense_topology.h"

namespace tacit {
namespace {

TEST(Push, SendsToAsManyOthersAsItsDegreeInEveryRound) {
  for (const int degree : {1, 3, 6}) {
    const auto graph = topologies().make(fmt::format("push(degree={}, seed=5)", degree))->on(7);
    EXPECT_EQ(graph->promise(), Promise::columns);
    EXPECT_EQ(graph->period(), 0);
    for (long round = 0; round < 50; ++round) {
      for (const Neighbours& row : rows_of(*graph, round, 7)) EXPECT_EQ(std::ssize(row.to), degree);
    }
  }
}

TEST(Push, ConservesTheSumsOfParametersAndMasses) {
  const auto graph = topologies().make("push(degree=2)")->on(9);
  std::vector<float> x{9, 1, 2, 3, 4, 5, 6, 7, 8};
  std::vector<float> mass(9, 1.0F);
  for (long round = 0; round < 100; ++round) {
    x = mixed(*graph, round, x);
    mass = mixed(*graph, round, mass);
  }
  EXPECT_NEAR(std::accumulate(x.begin(), x.end(), 0.0), 45, 1e-4);
  EXPECT_NEAR(std::accumulate(mass.begin(), mass.end(), 0.0), 9, 1e-5);
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(x[i] / mass[i], 5, 1e-5);
}

TEST(Push, ReachesEveryOtherNodeEquallyOften) {
  const int nodes = 6;
  const auto graph = topologies().make("push(degree=2)")->on(nodes);
  Eigen::MatrixXd mean = Eigen::MatrixXd::Zero(nodes, nodes);
  const int rounds = 6000;
  for (long round = 0; round < rounds; ++round) mean += dense(*graph, round, nodes) / rounds;
  // A link is there with probability 2/5; four standard errors of its weight 1/3 are 0.0084.
  for (int i = 0; i < nodes; ++i) {
    for (int j = 0; j < nodes; ++j) EXPECT_NEAR(mean(i, j), i == j ? 1.0 / 3 : 2.0 / 15, 0.0084);
  }
}

TEST(Push, DrawsAfreshInEveryRoundAndFromEverySeed) {
  const auto graph = topologies().make("push")->on(8);
  const auto other = topologies().make("push(seed=1)")->on(8);
  EXPECT_NE(dense(*graph, 0, 8), dense(*graph, 1, 8));
  EXPECT_NE(dense(*graph, 0, 8), dense(*other, 0, 8));
}

TEST(Push, AnswersThreadsInDifferentRoundsAsItAnswersOne) {
  const int nodes = 5;
  const auto graph = topologies().make("push")->on(nodes);
  const auto alone = topologies().make("push")->on(nodes);
  std::vector<int> wrong(static_cast<std::size_t>(nodes));
  std::vector<std::vector<Neighbours>> expected;
  for (long round = 0; round < 300; ++round) expected.push_back(rows_of(*alone, round, nodes));
  {
    std::vector<std::jthread> threads;
    for (int me = 0; me < nodes; ++me) {
      threads.emplace_back([&, me] {
        Neighbours row;
        for (std::size_t round = 0; round < expected.size(); ++round) {
          graph->at(static_cast<long>(round), me, row);
          const Neighbours& right = expected[round][static_cast<std::size_t>(me)];
          if (row.to != right.to || row.from != right.from) ++wrong[static_cast<std::size_t>(me)];
        }
      });
    }
  }
  EXPECT_EQ(wrong, std::vector<int>(static_cast<std::size_t>(nodes)));
}

TEST(Push, RefusesMoreReceiversThanThereAreOthers) {
  EXPECT_EQ(topologies().make("push(degree=3)")->refuses(3), "push: degree=3 needs at least 4 nodes, got 3");
}

}  // namespace
}  // namespace tacit
