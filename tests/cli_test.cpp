#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <nlohmann/json.hpp>

#include "program.h"

namespace tacit {
namespace {

using nlohmann::json;
using testing::HasSubstr;

// Small enough to run in a blink.
const std::vector<std::string> small = {"--task", "quadratic", "--nodes", "4", "--steps", "60"};

std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// Files that bear a name which promises a finished result.
std::vector<std::string> finished_files(const Program& tacit) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(tacit.folder().path())) {
    const std::string name = entry.path().filename();
    if (name == "run.jsonl" || name == "samples.csv" || name == "summary.json") names.push_back(name);
  }
  return names;
}

void expect_refused(const std::vector<std::string>& words, const std::string& part) {
  const Program tacit;
  const Ran ran = tacit(words);
  EXPECT_EQ(ran.code, 2);
  EXPECT_TRUE(ran.err.starts_with("tacit: ")) << ran.err;
  EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr(part));
  EXPECT_EQ(ran.out, "");
  EXPECT_TRUE(finished_files(tacit).empty());
}

TEST(Run, WritesItsFilesAndSaysWhere) {
  const Program tacit;
  const Ran ran = tacit(with({"run", "--method", "gossip"}, small));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("written to runs/gossip-1"));
  EXPECT_EQ(finished_files(tacit).size(), 2U);
}

TEST(Run, PrintsOneJsonDocument) {
  const Program tacit;
  const json summary = json::parse(tacit(with({"run", "--method", "local", "--json"}, small)).out);
  EXPECT_EQ(summary["method"], "local");
  EXPECT_EQ(summary["steps"], 60);
  EXPECT_GT(summary["mb_sent"], 0);
  EXPECT_EQ(summary["last"]["comm/averages"], 10);
  EXPECT_EQ(summary["averaged_share"], 10.0 / 60);
}

TEST(Run, LaysFlagsOverTheMethod) {
  const Program tacit;
  const json plan = json::parse(tacit(with({"run", "--method", "local", "--lag", "2", "--period", "5", "--lr",
                                            "0.25", "--agree", "32", "--dry-run", "--json"},
                                           small))
                                    .out);
  EXPECT_EQ(plan["recipe"]["lag"], 2);
  EXPECT_EQ(plan["recipe"]["agree"], 32);
  EXPECT_EQ(plan["recipe"]["schedule"], "every(5)");
  EXPECT_EQ(plan["recipe"]["inner"], "sgd(rate=0.25)");
}

TEST(Run, DryRunSaysWhatItCostsAndWritesNothing) {
  const Program tacit;
  const json plan =
      json::parse(tacit(with({"run", "--method", "gossip-ring", "--dry-run", "--json"}, small)).out);
  EXPECT_EQ(plan["messages_per_step"], 2);
  EXPECT_EQ(plan["bytes_per_step"], 2 * 4 * plan["parameters"].get<long>());
  EXPECT_EQ(plan["lanes"].size(), 2U);
  EXPECT_FALSE(std::filesystem::exists(tacit.folder().path() / "runs"));
}

TEST(Run, DryRunCountsWhatTheRunThenSends) {
  const Program tacit;
  for (const char* method : {"parallel", "local", "gossip", "gossip-pga", "hierarchical"}) {
    const json plan = json::parse(tacit(with({"run", "--method", method, "--dry-run", "--json"}, small)).out);
    const json last = json::parse(tacit(with({"run", "--method", method, "--json"}, small)).out)["last"];
    EXPECT_NEAR(plan["messages_per_step"].get<double>() * 60 / last["comm/messages"].get<double>(), 1, 0.05)
        << method;
  }
}

TEST(Run, StopsAtAGoalWheneverItIsMet) {
  const Program tacit;
  for (const char* goal : {"accuracy=0.3", "accuracy=0.6", "accuracy=0.7"}) {
    const Ran ran = tacit({"run", "--nodes", "4", "--steps", "400", "--until", goal, "--json"});
    ASSERT_EQ(ran.code, 0) << goal << ": " << ran.err;
    const json summary = json::parse(ran.out);
    EXPECT_EQ(summary["ending"], "reached");
    EXPECT_LT(summary["steps"], 400);
    EXPECT_GT(summary["reached_s"], 0);
  }
}

TEST(Run, NeverWritesOverAFinishedRunUnlessForced) {
  const Program tacit;
  const auto words = with({"run", "--out", "mine"}, small);
  EXPECT_EQ(tacit(words).code, 0);
  const Ran again = tacit(words);
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.err, HasSubstr("--force"));
  EXPECT_EQ(tacit(with(words, {"--force"})).code, 0);
}

TEST(Run, ReadsARecipeFile) {
  const Program tacit;
  tacit.folder().write("mine.toml", "topology = \"ring\"\nlag = 1\n");
  EXPECT_THAT(tacit(with({"run", "--method", "mine.toml"}, small)).out, HasSubstr("runs/mine-1"));
}

TEST(Run, EndsAfterTheSameStepOnCtrlC) {
  const Program tacit;
  const Ran ran = tacit({"run", "--steps", "100000000", "--sample", "100", "--out", "mine"}, SIGINT);
  EXPECT_EQ(ran.code, 130);
  EXPECT_THAT(ran.out, HasSubstr("stopped"));
  EXPECT_THAT(ScratchFolder::read(tacit.folder().path() / "mine/run.jsonl"),
              HasSubstr("\"ending\":\"stopped\""));
  const Program other;
  EXPECT_EQ(other({"run", "--steps", "100000000", "--sample", "100"}, SIGTERM).code, 143);
}

TEST(Run, GoesOnFromACheckpointAsIfItHadNeverStopped) {
  const Program tacit;
  const std::vector<std::string> words = {"run",      "-n", "2",          "--steps", "1500",
                                          "--sample", "5",  "--evaluate", "0"};
  const Ran stopped = tacit(with(words, {"--out", "first"}), SIGINT);
  ASSERT_EQ(stopped.code, 130) << stopped.err;
  EXPECT_THAT(stopped.out, HasSubstr("--resume first"));
  const json resumed = json::parse(tacit(with(words, {"--resume", "first", "--json"})).out);
  const json whole = json::parse(tacit(with(words, {"--json"})).out);
  EXPECT_EQ(resumed["loss"], whole["loss"]);
  EXPECT_EQ(resumed["last"]["comm/consensus_distance"], whole["last"]["comm/consensus_distance"]);
}

TEST(Compare, EndsWithATableAndThePathOfWhatItWrote) {
  const Program tacit;
  const Ran ran = tacit(with({"compare"}, small));
  EXPECT_EQ(ran.code, 0) << ran.err;
  for (const char* part : {"parallel", "local", "gossip", "gossip-pga", "averaged", "16.7%", "speed-up",
                           "best loss: ", "runs/compare-1"}) {
    EXPECT_THAT(ran.out, HasSubstr(part));
  }
  EXPECT_EQ(finished_files(tacit).size(), 9U);
}

TEST(Compare, TunesEveryMethodOnTheSameGrid) {
  const Program tacit;
  const auto words = with({"compare", "local", "gossip", "--tune", "rate=0.001..0.01x3", "--json"}, small);
  const json document = json::parse(tacit(words).out);
  ASSERT_EQ(document["methods"].size(), 2U);
  for (const json& method : document["methods"]) EXPECT_GE(method["tuned"]["trials"].size(), 3U);
}

TEST(Compare, RepeatsWithOtherSeeds) {
  const Program tacit;
  const json document = json::parse(tacit(with({"compare", "local", "--seeds", "3", "--json"}, small)).out);
  EXPECT_EQ(document["methods"][0]["runs"], 3);
  EXPECT_TRUE(std::filesystem::exists(tacit.folder().path() / "runs/compare-1/local/seed-2/run.jsonl"));
}

TEST(Compare, LeavesNoSummaryWhenItIsStopped) {
  const Program tacit;
  EXPECT_EQ(tacit({"compare", "--steps", "100000000", "--sample", "100"}, SIGINT).code, 130);
  const auto names = finished_files(tacit);
  EXPECT_EQ(std::count(names.begin(), names.end(), "summary.json"), 0);
}

TEST(List, DescribesEverything) {
  const Program tacit;
  const json all = json::parse(tacit({"list", "--json"}).out);
  EXPECT_GE(all["topologies"].size(), 10U);
  EXPECT_GE(all["recipes"].size(), 10U);
  EXPECT_THAT(tacit({"list", "topologies"}).out, HasSubstr("ring"));
  EXPECT_THAT(tacit({"list", "every"}).out, HasSubstr("steps between global averages"));
  EXPECT_THAT(tacit({"list", "gossip-pga"}).out, HasSubstr("schedule = \"every(6)\""));
  EXPECT_THAT(tacit({"list", "keys"}).out, HasSubstr("sgd(rate=0.1)"));
}

TEST(TopologyCommand, ReportsTheBetaOfTheRing) {
  const Program tacit;
  const json ring = json::parse(tacit({"topology", "ring", "--nodes", "100", "--json"}).out);
  EXPECT_NEAR(ring["beta"].get<double>(), (1 + 2 * std::cos(2 * std::acos(-1) / 100)) / 3, 1e-9);
  EXPECT_NEAR(ring["gap"].get<double>(), 1 - ring["beta"].get<double>(), 1e-12);
  EXPECT_EQ(ring["period"], 1);
  EXPECT_EQ(ring["messages_per_step"], 2);
}

TEST(Doctor, SaysWhatWasFound) {
  const Program tacit;
  const json found = json::parse(tacit({"doctor", "--json"}).out);
  EXPECT_GE(found["cores"], 1);
  EXPECT_THAT(found["worlds"], testing::Contains("sim"));
}

TEST(Reproduce, WritesCurvesAndAPicture) {
  const Program tacit;
  const Ran ran = tacit({"reproduce", "figure1", "-n", "4,8", "--trials", "2", "--steps", "200", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(json::parse(ran.out)["measured_transients"].size(), 6U);
  const auto folder = tacit.folder().path() / "runs/figure1-1";
  EXPECT_TRUE(ScratchFolder::read(folder / "ring.svg").ends_with("</svg>\n"));
  EXPECT_THAT(ScratchFolder::read(folder / "ring.csv"), HasSubstr("\n8,gossip-pga,200,"));
}

// The whole experiment at its smallest size; 64 million steps are too many for a sanitizer.
TEST(Reproduce, MeetsTheIndependentNumbersOfFigure1OnTwentyNodes) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "too long under a sanitizer";
#endif
  const Program tacit;
  const Ran ran = tacit({"reproduce", "figure1", "-n", "20", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const json found = json::parse(ran.out);
  ASSERT_EQ(found["values"].size(), 16U);
  for (const json& value : found["values"]) EXPECT_TRUE(value["ok"]) << value;
  ASSERT_EQ(found["transients"].size(), 3U);
  for (const json& transient : found["transients"]) EXPECT_TRUE(transient["ok"]) << transient;
  EXPECT_LE(found["transients"][1]["steps"], found["transients"][0]["steps"]) << "Gossip-PGA is never slower";
}

TEST(Reproduce, PaysForTheTransientStage) {
  const Program tacit;
  const Ran ran = tacit({"reproduce", "table5", "-n", "4", "--trials", "2", "--steps", "200", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const json rows = json::parse(ran.out)["rows"];
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_GT(rows[0]["gossip_step_s"], 0);
}

TEST(BadInput, IsRefusedWithOneLineThatSaysWhatToDo) {
  expect_refused({"rnu"}, "did you mean 'run'?");
  expect_refused({}, "a command is missing");
  expect_refused({"run", "--topolgy", "ring"}, "did you mean '--topology'?");
  expect_refused({"run", "--topology", "rign"}, "did you mean 'ring'?");
  expect_refused({"run", "--method", "gosip"}, "did you mean 'gossip'?");
  expect_refused({"run", "--steps", "many"}, "--steps");
  expect_refused({"run", "--steps", "0"}, "at least 1");
  expect_refused({"run", "--lag", "soon"}, "whole number");
  expect_refused({"run", "--nodes", "0"}, "nodes must be");
  expect_refused({"run", "--topology", "hypercube", "--nodes", "6"}, "power of two");
  expect_refused({"topology", "hypercube", "--nodes", "6"}, "power of two");
  expect_refused({"run", "--until", "speed=3"}, "loss=0.2");
  expect_refused({"compare", "--tune", "rat=0.1..1x3"}, "did you mean 'rate'?");
  expect_refused({"compare", "--tune", "rate=0.1"}, "rate=0.01..1x7");
  expect_refused({"reproduce", "figure1", "--variant", "rang"}, "did you mean 'ring'?");
}

TEST(BadInput, AnUnwritableFolderIsFoundBeforeAnythingIsRun) {
  expect_refused({"run", "--out", "/proc/none/here"}, "--out");
  expect_refused({"compare", "--out", "/proc/none/here"}, "--out");
  expect_refused({"reproduce", "figure1", "--out", "/proc/none/here"}, "--out");
}

void expect_file_refused(const std::string& name, const std::string& text, const std::string& part) {
  const Program tacit;
  tacit.folder().write(name, text);
  const bool recipe = name.ends_with(".toml");
  const Ran ran =
      recipe ? tacit({"run", "--method", name}) : tacit({"run", "--task", "libsvm(path=\"" + name + "\")"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr(part));
  EXPECT_TRUE(finished_files(tacit).empty());
}

TEST(BadInput, NamesTheFileAndTheLine) {
  expect_file_refused("cut.toml", "topology = \"ring\"\nschedule = \"every(", "cut.toml, line 2");
  expect_file_refused("key.toml", "lag = 1\ntopolgy = \"ring\"\n", "did you mean 'topology'?");
  expect_file_refused("type.toml", "lag = \"one\"\n", "whole number");
  expect_file_refused("data.svm", "+1 1:0.5 2:1\n-1 1:nan 2:0.5\n", "data.svm");
}

}  // namespace
}  // namespace tacit
