#include "topology/topology.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dense_topology.h"
#include "topology/analysis.h"

namespace tacit {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::IsEmpty;

Neighbours row_of(const char* topology, int nodes, int me, long round = 0) {
  Neighbours row;
  topologies().make(topology)->on(nodes)->at(round, me, row);
  return row;
}

TEST(Ring, MixesFiveNodesAsTheManualSays) {
  const auto graph = topologies().make("ring")->on(5);
  EXPECT_THAT(mixed(*graph, 0, {1, 2, 3, 4, 5}),
              ElementsAre(FloatNear(8.0F / 3, 1e-6F), FloatNear(2, 1e-6F), FloatNear(3, 1e-6F),
                          FloatNear(4, 1e-6F), FloatNear(10.0F / 3, 1e-6F)));
}

TEST(Ring, OfTwoCountsTheOtherNodeOnce) {
  const Neighbours row = row_of("ring", 2, 0);
  EXPECT_THAT(row.from, ElementsAre(1));
  EXPECT_THAT(row.weights, ElementsAre(0.5F));
  EXPECT_EQ(row.self, 0.5F);
}

TEST(Ring, NamesItsPeersInRankOrderAcrossTheSeam) {
  EXPECT_THAT(row_of("ring", 5, 0).from, ElementsAre(1, 4));
  EXPECT_THAT(row_of("ring", 5, 4).to, ElementsAre(0, 3));
}

TEST(OnePeer, AveragesFourNodesExactlyInTwoSteps) {
  const auto graph = topologies().make("one_peer")->on(4);
  EXPECT_THAT(mixed(*graph, 1, mixed(*graph, 0, {4, 0, 0, 0})), ElementsAre(1, 1, 1, 1));
}

TEST(OnePeer, KeepsTheSumOfSixNodesButDoesNotAverageThemExactly) {
  const auto graph = topologies().make("one_peer")->on(6);
  EXPECT_EQ(graph->period(), 3);
  std::vector<float> x{6, 0, 0, 0, 0, 0};
  for (long round = 0; round < 3; ++round) x = mixed(*graph, round, x);
  EXPECT_THAT(x, ElementsAre(1.5F, 1.5F, 0.75F, 0.75F, 0.75F, 0.75F));
}

TEST(OnePeer, HearsTheNodeBehindAndSpeaksToTheOneAhead) {
  const Neighbours row = row_of("one_peer", 10, 3, 6);  // the hop of round 6 is 4
  EXPECT_THAT(row.to, ElementsAre(7));
  EXPECT_THAT(row.from, ElementsAre(9));
}

TEST(Exponential, HearsEveryPowerOfTwoBehind) {
  EXPECT_THAT(row_of("exponential", 8, 0).from, ElementsAre(4, 6, 7));
  EXPECT_THAT(row_of("exponential", 6, 0).from, ElementsAre(2, 4, 5));
  EXPECT_THAT(row_of("exponential", 6, 0).to, ElementsAre(1, 2, 4));
  EXPECT_THAT(row_of("exponential", 2, 0).from, ElementsAre(1));
}

TEST(Torus, WithASideOfTwoHasThreeNeighboursAndFullRows) {
  const Neighbours row = row_of("torus", 8, 0);  // 2 x 4
  EXPECT_THAT(row.from, ElementsAre(1, 3, 4));
  EXPECT_THAT(row.weights, ElementsAre(0.25F, 0.25F, 0.25F));
  EXPECT_EQ(row.self, 0.25F);
}

TEST(Grid, WeighsACornerAnEdgeAndTheMiddleByTheLargerDegree) {
  const auto graph = topologies().make("grid")->on(9);
  const Eigen::MatrixXd w = dense(*graph, 0, 9);
  EXPECT_NEAR(w(0, 1), 1.0 / 4, 1e-15);
  EXPECT_NEAR(w(1, 4), 1.0 / 5, 1e-15);
  EXPECT_NEAR(w(0, 0), 1.0 / 2, 1e-15);
  EXPECT_NEAR(w(1, 1), 1 - 2.0 / 4 - 1.0 / 5, 1e-15);
  EXPECT_NEAR(w(4, 4), 1.0 / 5, 1e-15);
}

TEST(Grid, AndTorusWarnThatAPrimeNumberOfNodesIsALineOrARing) {
  EXPECT_THAT(topologies().make("grid")->warns(7).value_or(""),
              HasSubstr("7 is prime: a grid of it is a line"));
  EXPECT_THAT(topologies().make("torus")->warns(97).value_or(""),
              HasSubstr("97 is prime: a torus of it is a ring"));
  for (const int nodes : {1, 4, 6, 100}) {
    EXPECT_FALSE(topologies().make("grid")->warns(nodes)) << nodes;
    EXPECT_FALSE(topologies().make("torus")->warns(nodes)) << nodes;
  }
  EXPECT_THAT(row_of("grid", 7, 0).from, ElementsAre(1));
  EXPECT_THAT(row_of("torus", 7, 0).from, ElementsAre(1, 6));
}

TEST(Hypercube, RefusesNumbersThatAreNoPowerOfTwo) {
  const auto hypercube = topologies().make("hypercube");
  EXPECT_EQ(hypercube->refuses(6),
            "hypercube: the number of nodes must be a power of two, got 6; try 4 or 8");
  for (const int nodes : {1, 2, 4, 1024}) EXPECT_FALSE(hypercube->refuses(nodes)) << nodes;
  EXPECT_TRUE(hypercube->refuses((1 << 29) - 1));
  EXPECT_THAT(row_of("hypercube", 8, 5).from, ElementsAre(1, 4, 7));
}

TEST(Star, JoinsEveryoneToTheHub) {
  const Neighbours hub = row_of("star", 4, 0);
  EXPECT_THAT(hub.from, ElementsAre(1, 2, 3));
  EXPECT_EQ(hub.self, 0.25F);
  const Neighbours leaf = row_of("star", 4, 3);
  EXPECT_THAT(leaf.from, ElementsAre(0));
  EXPECT_EQ(leaf.self, 0.75F);
}

TEST(Complete, AveragesInOneStep) {
  const auto graph = topologies().make("complete")->on(4);
  EXPECT_THAT(mixed(*graph, 0, {4, 0, 8, 0}), ElementsAre(3, 3, 3, 3));
}

TEST(None, HearsNobody) {
  const Neighbours row = row_of("none", 9, 4);
  EXPECT_THAT(row.to, IsEmpty());
  EXPECT_THAT(row.from, IsEmpty());
  EXPECT_EQ(row.self, 1.0F);
}

TEST(Random, GivesEveryNodeItsDegree) {
  for (const int degree : {2, 3, 4, 9}) {
    const auto graph = topologies().make(fmt::format("random(degree={}, seed=3)", degree))->on(10);
    for (const Neighbours& row : rows_of(*graph, 0, 10)) {
      EXPECT_EQ(row.from.size(), static_cast<std::size_t>(degree));
      EXPECT_EQ(row.to, row.from);
      EXPECT_FLOAT_EQ(row.self, 1.0F / static_cast<float>(degree + 1));
    }
  }
}

TEST(Random, DependsOnItsSeed) {
  const auto matrix = [](int seed) {
    return dense(*topologies().make(fmt::format("random(seed={})", seed))->on(20), 0, 20);
  };
  EXPECT_EQ(matrix(1), matrix(1));
  EXPECT_NE(matrix(1), matrix(2));
}

TEST(Random, RefusesDegreesThatNoRegularConnectedGraphHas) {
  EXPECT_EQ(topologies().make("random")->refuses(4), "random: degree=4 needs at least 5 nodes, got 4");
  EXPECT_THAT(topologies().make("random(degree=3)")->refuses(7).value_or(""), HasSubstr("try 8"));
  EXPECT_TRUE(topologies().make("random(degree=1)")->refuses(4));
  EXPECT_FALSE(topologies().make("random(degree=1)")->refuses(2));
  EXPECT_THROW((void)topologies().make("random(degree=0)"), Error);
}

}  // namespace
}  // namespace tacit
