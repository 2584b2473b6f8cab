#include "method/node.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "harness.h"

namespace tacit::test {
namespace {

const std::string small = "quadratic(dim=24, noise=0.2)";

Result play_recipe(const std::string& recipe, int nodes, long steps = 50, const std::string& task = small) {
  return play({recipe, task, fmt::format("sim(nodes={})", nodes), steps});
}

TEST(GossipPga, WithoutNeighboursIsLocalSgdBitForBit) {
  for (const int nodes : {1, 2, 5, 8}) {
    EXPECT_EQ(bits(play_recipe("topology = \"none\"\nschedule = \"every(6)\"", nodes)),
              bits(play_recipe("schedule = \"every(6)\"", nodes)));
  }
}

TEST(GossipPga, WithoutAveragesIsGossipBitForBit) {
  for (const int nodes : {1, 2, 5, 8}) {
    EXPECT_EQ(bits(play_recipe("topology = \"ring\"\nschedule = \"every(1000)\"", nodes)),
              bits(play_recipe("topology = \"ring\"", nodes)));
  }
}

TEST(GossipPga, OnTheCompleteGraphOrAveragingAlwaysIsParallelSgd) {
  for (const int nodes : {1, 2, 5, 8, 20}) {
    const Result parallel = play_recipe("gradients = \"dense\"", nodes);
    EXPECT_LT(relative_gap(play_recipe("topology = \"complete\"", nodes), parallel), 1e-5);
    EXPECT_LT(relative_gap(play_recipe("topology = \"ring\"\nschedule = \"every(1)\"", nodes), parallel),
              1e-5);
    EXPECT_LT(relative_gap(play_recipe("schedule = \"every(1)\"", nodes), parallel), 1e-5);
  }
}

TEST(SlowMo, WithoutMomentumIsGossipPga) {
  for (const int nodes : {1, 2, 5, 8}) {
    const std::string pga = "topology = \"one_peer\"\nschedule = \"every(8)\"\n";
    EXPECT_LT(relative_gap(play_recipe(pga + "outer = \"slowmo(momentum=0, rate=1)\"", nodes),
                           play_recipe(pga, nodes)),
              1e-5);
  }
}

TEST(Parallel, KeepsReplicasEqualBitForBit) {
  const Result result = play_recipe("gradients = \"dense\"\ninner = \"sgd(rate=0.1, momentum=0.9)\"", 5);
  for (const auto& x : result.parameters) EXPECT_EQ(x, result.parameters.front());
}

TEST(Warmup, AveragesGradientsSoThatMomentaAgree) {
  const Result result = play_recipe(
      "schedule = \"warmup(steps=50, then=every(5))\"\n"
      "inner = \"sgd(rate=0.1, momentum=0.9)\"",
      5);
  for (const auto& x : result.parameters) EXPECT_EQ(x, result.parameters.front());
}

TEST(Groups, AreReplicasOfEachOther) {
  const Result result = play_recipe("groups = 4\ntopology = \"one_peer\"", 12);
  for (std::size_t k = 0; k < 12; ++k) EXPECT_EQ(result.parameters[k], result.parameters[k / 4 * 4]);
  EXPECT_NE(result.parameters[0], result.parameters[4]);
}

using Models = std::vector<std::vector<double>>;

Models mixed(const Graph& graph, const Models& x) {
  Models result = x;
  for (std::size_t i = 0; i < x.size(); ++i) {
    Neighbours peers;
    graph.at(0, static_cast<int>(i), peers);
    for (std::size_t j = 0; j < x[i].size(); ++j) {
      result[i][j] = peers.self * x[i][j];
      for (std::size_t k = 0; k < peers.from.size(); ++k) {
        result[i][j] += static_cast<double>(peers.weights[k]) * x[static_cast<std::size_t>(peers.from[k])][j];
      }
    }
  }
  return result;
}

// to -= rate * gradient at x
void descend(const Work& work, const Models& x, double rate, Models& to) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::vector<float> at(x[i].begin(), x[i].end());
    std::vector<float> gradient(at.size());
    work.gradient({static_cast<int>(i), static_cast<int>(x.size()), 0, Key(0)}, at, gradient, {});
    for (std::size_t j = 0; j < at.size(); ++j) to[i][j] -= rate * static_cast<double>(gradient[j]);
  }
}

// Combine-while-adapting: x_i = sum of w_ij x_j(old) - rate * gradient, the gradient at the old x. Nothing
// has been sent before the first step, and what the last one sent arrives at the end.
TEST(Lag, OfOneIsDPsgdToRounding) {
  constexpr std::size_t nodes = 6;
  constexpr long steps = 40;
  const auto task = tasks().make("quadratic(dim=8)");
  const auto work = task->on(nodes, Key(0));
  const auto graph = topologies().make("ring")->on(nodes);
  Models x(nodes, std::vector<double>(8, 0.0));
  for (long step = 0; step < steps; ++step) {
    Models next = step == 0 ? x : mixed(*graph, x);
    descend(*work, x, 0.2, next);
    x = next;
  }
  x = mixed(*graph, x);
  const Result result = play_recipe("topology = \"ring\"\nlag = 1\ninner = \"sgd(rate=0.2)\"", nodes, steps,
                                    "quadratic(dim=8)");
  for (std::size_t i = 0; i < nodes; ++i) {
    for (std::size_t j = 0; j < 8; ++j) EXPECT_NEAR(result.parameters[i][j], x[i][j], 1e-5);
  }
}

// Once the learning rate is zero, only mixing is left.
TEST(Lag, LetsConsensusContractOnEveryTopology) {
  for (const std::string topology : {"complete", "ring", "grid", "torus", "exponential", "one_peer",
                                     "hypercube", "star", "random(degree=3)", "push(degree=1)", "matcha"}) {
    for (const int lag : {0, 1, 2, 3, 4}) {
      const std::string recipe = fmt::format(
          "topology = \"{}\"\nlag = {}\ninner = \"sgd(rate=0.5, schedule=step(milestones=[3], factor=0))\"",
          topology, lag);
      const Result early = play({recipe, "quadratic(dim=24)", "sim(nodes=8)", 6, 6});
      const Result late = play({recipe, "quadratic(dim=24)", "sim(nodes=8)", 300, 300});
      EXPECT_LT(late.samples.back().consensus, 1e-3 * early.samples.back().consensus + 1e-9)
          << topology << " lag " << lag;
    }
  }
}

TEST(PushSum, ConservesTheMassAlsoInFlight) {
  for (const int lag : {0, 1, 3}) {
    const Result result = play_recipe(fmt::format("topology = \"push(degree=2)\"\nlag = {}", lag), 7, 60);
    const double sum = std::accumulate(result.mass.begin(), result.mass.end(), 0.0);
    EXPECT_NEAR(sum, 7, 1e-4) << lag;
    EXPECT_NE(result.mass[0], 1.0);
  }
}

TEST(PushSum, ReachesTheOptimumThatGossipReaches) {
  const std::string slow = "inner = \"sgd(rate=0.2, schedule=step(milestones=[100, 200], factor=0.1))\"\n";
  const Result pushed = play_recipe(slow + "topology = \"push(degree=1)\"", 8, 300, "quadratic(dim=24)");
  EXPECT_LT(pushed.samples.back().error, 1e-3 * pushed.samples.front().error);
}

TEST(Messages, AreCountedAsTheMethodSaysThem) {
  constexpr double bytes = 24 * sizeof(float);
  const Result ring = play_recipe("topology = \"ring\"", 8, 64);
  EXPECT_EQ(ring.traffic[3].bytes, 64 * 2 * bytes + 2.0 * 7 / 8 * 16);  // and one agreement of 16 bytes
  EXPECT_EQ(ring.traffic[3].messages, 64 * 2 + 2 * 7);
  const Result local = play_recipe("schedule = \"every(16)\"", 8, 64);
  EXPECT_EQ(local.traffic[3].bytes, 4 * 2 * 7.0 / 8 * (bytes + 5 * 8));
  const Result pga = play_recipe("topology = \"one_peer\"\nschedule = \"every(16)\"", 8, 64);
  EXPECT_EQ(pga.traffic[3].bytes, 60 * bytes + 4 * 2 * 7.0 / 8 * (bytes + 5 * 8));
}

TEST(Stop, EndsAllNodesAfterTheSameStep) {
  for (const std::string world : {"sim(nodes=5)", "sim(nodes=5, workers=2)", "threads(nodes=5)"}) {
    for (const std::string recipe : {"topology = \"ring\"\nagree = 8", "schedule = \"every(8)\"",
                                     "gradients = \"dense\"", "topology = \"ring\"\nlag = 2\nagree = 8"}) {
      StopFlag stop;
      std::atomic<long> turns{0};
      const auto watch = [&](int rank, Trainer&) {
        if (rank == 3 && ++turns == 40) stop.raise();
      };
      const Result result = play({recipe, small, world, 100000, 50000}, watch, &stop);
      EXPECT_EQ(result.summary.ending, Ending::stopped);
      EXPECT_LT(result.summary.last.step, 400);
      EXPECT_GT(result.summary.last.step, 4);
    }
  }
}

TEST(Stop, AtASampleKeepsItsTrainLoss) {
  const Case whole{"schedule = \"every(8)\"", small, "sim(nodes=4)", 40, 10};
  StopFlag stop;
  const auto watch = [&](int, Trainer& trainer) {
    if (trainer.step() == 20) stop.raise();
  };
  const Result stopped = play(whole, watch, &stop);
  ASSERT_EQ(stopped.samples.back().step, 20);
  EXPECT_EQ(stopped.samples.back().train_loss, play(whole).samples[2].train_loss);
}

TEST(Votes, AreExactForManyNodes) {
  const Votes votes{12345, 1 << 20, 3, 7};
  const auto packed = votes.pack();
  const Votes back = Votes::unpack(packed[0], packed[1]);
  EXPECT_EQ(back.stop, 12345);
  EXPECT_EQ(back.checkpoint, 1 << 20);
  EXPECT_EQ(back.drained, 3);
  EXPECT_EQ(back.not_finite, 7);
}

}  // namespace
}  // namespace tacit::test
