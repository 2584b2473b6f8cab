// Averages and gossip in the words of codecs: identities, and what must be conserved.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "harness.h"

namespace tacit::test {
namespace {

constexpr const char* noisy = "quadratic(dim=24, noise=0.2)";

Result play_on(const std::string& recipe, int nodes, const std::string& task = noisy, long steps = 50) {
  return play({recipe, task, fmt::format("sim(nodes={})", nodes), steps, steps});
}

// Mean over nodes, in doubles.
std::vector<double> mean(const Result& result) {
  std::vector<double> sum(result.parameters.front().size());
  for (const auto& x : result.parameters) {
    for (std::size_t j = 0; j < x.size(); ++j) sum[j] += x[j] / double(result.parameters.size());
  }
  return sum;
}

TEST(CodedGradients, OfEveryEntryAreDenseOnesBitForBit) {
  const std::string momentum = "\ninner = \"sgd(rate=0.1, momentum=0.9)\"";
  for (const int nodes : {1, 3, 8}) {
    EXPECT_EQ(bits(play_on("gradients = \"topk(density=1)\"" + momentum, nodes)),
              bits(play_on("gradients = \"dense\"" + momentum, nodes)));
  }
}

TEST(CodedGradients, LeaveAllNodesWithTheSameBits) {
  for (const std::string codec : {"topk(density=0.1)", "gaussiank(density=0.2)", "randk(density=0.2)", "sign",
                                  "qsgd", "int8", "powersgd", "bf16", "fp16"}) {
    const Result result = play_on("gradients = \"" + codec + "\"", 5);
    for (const auto& x : result.parameters) EXPECT_EQ(x, result.parameters.front()) << codec;
  }
}

TEST(CodedGradients, FindTheOptimumThatDenseOnesFind) {
  for (const std::string codec : {"topk(density=0.1)", "gaussiank(density=0.1)", "randk(density=0.2)", "sign",
                                  "int8", "powersgd(rank=1)", "bf16", "qsgd"}) {
    const Result result =
        play_on("gradients = \"" + codec + "\"\ninner = \"sgd(rate=0.05, schedule=cosine)\"", 5,
                "quadratic(dim=24)", 1500);
    EXPECT_LT(result.samples.back().error, 3e-3) << codec;
  }
}

TEST(CodedAverages, OfEveryEntryAreDenseOnes) {
  for (const std::string rest :
       {"", "\nlag = 2", "\ntopology = \"ring\"", "\nouter = \"nesterov(rate=0.7)\""}) {
    const Result coded = play_on("schedule = \"every(7)\"\nglobal_codec = \"topk(density=1)\"" + rest, 5);
    const Result dense = play_on("schedule = \"every(7)\"" + rest, 5);
    EXPECT_LT(relative_gap(coded, dense), 1e-5) << rest;
  }
}

TEST(RoundedGossip, KeepsTheMeanOnEveryGraph) {
  for (const std::string graph : {"ring", "one_peer", "star", "grid"}) {
    for (const std::string lag : {"0", "1"}) {
      const std::string recipe = "lag = " + lag + "\ntopology = \"" + graph + "\"";
      const std::vector<double> exact = mean(play_on(recipe, 6));
      for (const std::string codec : {"bf16", "fp16"}) {
        const Result rounded = play_on(recipe + "\ncodec = \"" + codec + "\"", 6);
        const std::vector<double> found = mean(rounded);
        for (std::size_t j = 0; j < exact.size(); ++j)
          EXPECT_NEAR(found[j], exact[j], 2e-5) << recipe << codec;
      }
    }
  }
}

TEST(RoundedGossip, KeepsTheMassOfPushSum) {
  for (const std::string lag : {"0", "1"}) {
    const Result result = play_on("topology = \"push(degree=2)\"\ncodec = \"bf16\"\nlag = " + lag, 6);
    EXPECT_NEAR(std::accumulate(result.mass.begin(), result.mass.end(), 0.0), 6, 1e-9);
  }
}

TEST(Choco, ThatSaysEverythingIsGossip) {
  for (const std::string rest : {"", "\nschedule = \"every(7)\""}) {
    const Result public_copies = play_on("topology = \"ring\"\ncodec = \"topk(density=1)\"" + rest, 5);
    EXPECT_LT(relative_gap(public_copies, play_on("topology = \"ring\"" + rest, 5)), 1e-5);
  }
}

TEST(Choco, AgreesOnlyWithAStepThatSuitsItsWords) {
  const std::string choco = "topology = \"ring\"\ncodec = \"topk(density=0.1)\"\npull = ";
  const auto spread = [&](const std::string& pull) {
    return play_on(choco + pull + "\ninner = \"sgd(rate=0.02)\"", 8, "quadratic(dim=40)", 600)
        .samples.back()
        .consensus;
  };
  const double alone =
      play_on("inner = \"sgd(rate=0.02)\"", 8, "quadratic(dim=40)", 600).samples.back().consensus;
  EXPECT_LT(spread("0.1"), 0.2 * alone);
  EXPECT_GT(spread("1"), alone) << "what check warns of";
}

TEST(Corrections, ReachTheOptimumOfUnlikeNodesWhereGossipDoesNot) {
  const auto error = [](const std::string& rest) {
    return play_on("topology = \"ring\"\ninner = \"sgd(rate=0.1)\"" + rest, 8, "quadratic(dim=20, spread=2)",
                   4000)
        .samples.back()
        .error;
  };
  EXPECT_GT(error(""), 0.1);
  EXPECT_LT(error("\ncorrect = \"d2\"\npull = 0.5"), 1e-9) << "and does not drift";
  EXPECT_LT(error("\ncorrect = \"d2\"\npull = 0.5\nschedule = \"every(9)\""), 1e-6);
  EXPECT_LT(error("\ncorrect = \"tracking\""), 1e-9);
  EXPECT_LT(error("\ncorrect = \"tracking\"\nschedule = \"every(9)\""), 1e-9);
}

TEST(AdaptiveSchedules, LetLossAndSpreadRideOnTheAverage) {
  for (const std::string schedule :
       {"aga(first=3)", "variance(first=3)", "lupa(first=3)", "adacomm(first=9)"}) {
    const Result result = play_on("schedule = \"" + schedule + "\"", 4, noisy, 200);
    const auto averages = double(result.samples.back().averages);
    ASSERT_GT(averages, 5);
    EXPECT_EQ(result.traffic[1].messages, averages * 2 * 3) << schedule;
    EXPECT_EQ(result.traffic[1].bytes, averages * 2 * 3 / 4.0 * (24 * 4 + 5 * 8)) << schedule;
  }
}

TEST(Fragments, AreAllAveragedOnceInAPeriod) {
  const std::string still = "inner = \"sgd(rate=0.000000001)\"\n";
  const std::string streams = "schedule = \"every(8)\"\nfragments = 4\n";
  const auto messages = [&](const std::string& recipe) {
    return play_on(still + recipe, 4, noisy, 80).traffic[0];
  };
  const Traffic whole = messages("schedule = \"every(8)\""), parts = messages(streams);
  EXPECT_EQ(parts.messages, 4 * whole.messages);
  EXPECT_EQ(parts.bytes, whole.bytes + 30 * 2 * 3 / 4.0 * 40) << "the doubles ride on every fragment";
  EXPECT_EQ(play_on(streams, 4, noisy, 80).samples.back().averages, 10);
}

TEST(Fragments, MayBeManyAndCoded) {
  const std::string recipe =
      "schedule = \"every(16)\"\nfragments = 16\nglobal_codec = \"int8\"\ngradients = \"topk(density=0.5)\"";
  const Result sim = play({recipe, noisy, "sim(nodes=3)", 100, 100});
  EXPECT_EQ(bits(sim), bits(play({recipe, noisy, "threads(nodes=3)", 100, 100})));
}

TEST(Merge, KeepsTheShareOfAMass) {
  const std::string still =
      "topology = \"push\"\nschedule = \"every(6)\"\ninner = \"sgd(rate=0.000000000001)\"\nmerge = ";
  EXPECT_LT(play_on(still + "0.9", 8, noisy, 24).samples.back().consensus, 1e-10);
  const std::vector<double> mass = play_on(still + "0.9", 8, noisy, 24).mass;
  EXPECT_NEAR(std::accumulate(mass.begin(), mass.end(), 0.0), 8, 1e-9);
}

TEST(Fragments, MergeKeepsAShareOfTheLocalValue) {
  const std::string once = "schedule = \"every(50)\"\n";
  const double alone = play_on("", 4).samples.back().consensus;
  EXPECT_NEAR(play_on(once + "merge = 0.5", 4).samples.back().consensus, 0.25 * alone, 1e-6 * alone);
  EXPECT_EQ(play_on(once + "merge = 0", 4).samples.back().consensus, 0);
}

// Hears what a schedule decides.
class Listener final : public Sink {
 public:
  void change(const PeriodChange& change) override { changes.push_back(change); }
  std::vector<PeriodChange> changes;
};

TEST(AdaptiveSchedules, TellEveryChangeOnceWithItsReason) {
  const Method method =
      make_method(parse_recipe("schedule = \"aga(first=3, exponent=4)\"\ninner = \"sgd(rate=0.02)\""));
  const auto task = tasks().make("quadratic(dim=10)");
  const auto world = worlds().make("sim(nodes=3)");
  const auto work = task->on(3, Key(0));
  Stage stage = make_stage(method, *task, *work, *world);
  stage.options.steps = 200;
  Listener listener;
  Sink* sinks[] = {&listener};
  run(stage, sinks, StopFlag());
  ASSERT_GE(listener.changes.size(), 2U);
  long period = 3;
  for (const PeriodChange& change : listener.changes) {
    EXPECT_EQ(change.from, period);
    EXPECT_NE(change.to, period);
    EXPECT_FALSE(change.reason.empty());
    period = change.to;
  }
}

}  // namespace
}  // namespace tacit::test
