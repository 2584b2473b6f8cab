#include <gtest/gtest.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/error.h"
#include "scratch_folder.h"
#include "session/csv.h"
#include "session/folder.h"
#include "session/jsonl.h"
#include "session/progress.h"

namespace tacit {
namespace {

Summary short_run(Sink& sink) {
  Summary summary;
  summary.info.name = "local";
  summary.info.steps = 100;
  sink.start(summary.info);
  for (long step = 0; step <= 100; step += 5) {
    Sample sample;
    sample.step = step;
    sample.loss = 1.0 / static_cast<double>(1 + step);
    sink.sample(sample);
    summary.last = sample;
  }
  sink.finish(summary);
  return summary;
}

std::vector<std::string> lines(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> result;
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  return result;
}

std::string rewound(std::FILE* file) {
  std::rewind(file);
  char text[8192] = {};
  return {text, std::fread(text, 1, sizeof text, file)};
}

TEST(Jsonl, HoldsTheRunItsSamplesAndItsSummary) {
  const ScratchFolder folder;
  Jsonl sink(folder.path());
  short_run(sink);
  const auto rows = lines(ScratchFolder::read(folder.path() / "run.jsonl"));
  ASSERT_EQ(rows.size(), 23U);
  const auto first = nlohmann::json::parse(rows.front());
  EXPECT_EQ(first["type"], "run");
  EXPECT_EQ(first["recipe"]["schedule"], "never");
  EXPECT_EQ(print(parse_recipe(first["recipe_toml"].get<std::string>())), print(Recipe{}));
  EXPECT_GE(first["host"]["cores"], 1);
  const auto last = nlohmann::json::parse(rows.back());
  EXPECT_EQ(last["type"], "summary");
  EXPECT_EQ(last["ending"], "finished");
  EXPECT_EQ(last["last"]["step"], 100);
}

TEST(Jsonl, LeavesOutWhatWasNotMeasured) {
  const ScratchFolder folder;
  Jsonl sink(folder.path());
  short_run(sink);
  const auto sample = nlohmann::json::parse(lines(ScratchFolder::read(folder.path() / "run.jsonl"))[1]);
  EXPECT_EQ(sample["type"], "sample");
  EXPECT_TRUE(sample.contains("val/loss"));
  EXPECT_FALSE(sample.contains("val/accuracy"));
}

TEST(Jsonl, HasARowForEachChangeOfThePeriod) {
  const ScratchFolder folder;
  Jsonl sink(folder.path());
  sink.start({});
  sink.change({372, 4, 7, "loss ratio", 0.31});
  sink.finish({});
  const auto rows = lines(ScratchFolder::read(folder.path() / "run.jsonl"));
  EXPECT_EQ(rows.at(1), R"({"type":"period","step":372,"from":4,"to":7,"reason":"loss ratio","value":0.31})");
}

TEST(Jsonl, BearsItsNameOnlyOnceItIsFinished) {
  const ScratchFolder folder;
  {
    Jsonl sink(folder.path());
    sink.start({});
  }
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "run.jsonl"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "run.jsonl.partial"));
}

TEST(Csv, HasARowASampleAndLeavesUnmeasuredCellsEmpty) {
  const ScratchFolder folder;
  Csv sink(folder.path());
  short_run(sink);
  const auto rows = lines(ScratchFolder::read(folder.path() / "samples.csv"));
  ASSERT_EQ(rows.size(), 22U);
  EXPECT_EQ(rows[0].substr(0, 21), "step,epoch,lr,time_s,");
  EXPECT_EQ(rows[1].substr(0, 9), "0,,,0,,1,");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "samples.csv.partial"));
}

TEST(Sinks, RefuseAFolderThatDoesNotExistBeforeAnythingIsRun) {
  EXPECT_THROW(Jsonl("/nonexistent/folder"), Error);
  EXPECT_THROW(Csv("/nonexistent/folder"), Error);
}

TEST(Folder, FreshOnesNeverMeet) {
  const ScratchFolder folder;
  EXPECT_EQ(fresh_folder(folder.path(), "local").filename(), "local-1");
  EXPECT_EQ(fresh_folder(folder.path(), "local").filename(), "local-2");
}

TEST(Folder, AFinishedRunIsOnlyWrittenOverByForce) {
  const ScratchFolder folder;
  folder.write("run.jsonl", "{}\n");
  EXPECT_THROW(given_folder(folder.path(), false), Error);
  EXPECT_EQ(given_folder(folder.path(), true), folder.path());
}

// What progress says of four changes, of a run that is over after them.
std::vector<std::string> said_of_changes(bool terminal, double pause_s) {
  std::FILE* out = std::tmpfile();
  Progress progress(out, terminal, pause_s);
  RunInfo info;
  info.name = "aga";
  info.steps = 100;
  progress.start(info);
  progress.change({10, 4, 5, "loss ratio", 0.5});
  progress.change({20, 5, 6, "spread over target", 0.6249});
  progress.change({30, 6, 4, "loss not usable", 3});
  progress.change({40, 4, 7, "first epoch over", 0});
  progress.finish({});
  const std::string text = rewound(out);
  std::fclose(out);
  return lines(text);
}

TEST(Progress, SaysWhyThePeriodChanged) {
  const auto said = said_of_changes(false, 0);
  ASSERT_EQ(said.size(), 5U);
  EXPECT_EQ(said[0], "step 10: period 4 -> 5: loss ratio 0.5");
  EXPECT_EQ(said[1], "step 20: period 5 -> 6: spread over target 0.625");
  EXPECT_EQ(said[2], "step 30: period 6 -> 4: loss not usable 3");
  EXPECT_EQ(said[3], "step 40: period 4 -> 7: first epoch over");
}

TEST(Progress, SaysOneLineForAllChangesOfAPause) {
  const auto said = said_of_changes(false, 1e9);
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0], "step 40: period 4 -> 7 (4 changes): first epoch over");
}

TEST(Progress, PutsChangesAboveTheLineItRewrites) {
  const auto said = said_of_changes(true, 1e9);
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0], "\r\033[Kstep 40: period 4 -> 7 (4 changes): first epoch over");
  EXPECT_EQ(said[1].substr(0, 7), "\r\033[Kaga");
}

TEST(Progress, SaysALineEveryTenthWhereThereIsNoTerminal) {
  std::FILE* out = std::tmpfile();
  Progress progress(out, false, 0);
  short_run(progress);
  const auto said = lines(rewound(out));
  std::fclose(out);
  ASSERT_EQ(said.size(), 10U);
  EXPECT_NE(said.front().find("local"), std::string::npos);
  EXPECT_NE(said.front().find("10/100"), std::string::npos);
  EXPECT_NE(said.back().find("100/100  loss 0.0099"), std::string::npos);
  for (const std::string& line : said) EXPECT_EQ(line.find('\r'), std::string::npos);
}

}  // namespace
}  // namespace tacit
