#include "topology/weights_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "dense_topology.h"
#include "topology/analysis.h"

namespace tacit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using topology::parse_weights;
using topology::Weights;

std::string error_of(const std::string& text) {
  try {
    (void)parse_weights(text, "w.txt");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string written(const std::string& name, const std::string& text) {
  const auto path = std::filesystem::path(testing::TempDir()) / name;
  std::ofstream(path) << text;
  return path.string();
}

TEST(WeightsFile, HoldsTheRowsOfAMatrix) {
  const Weights weights = parse_weights("# a pair\n0.5 0.5\n\n\t0.5   5e-1 # second row\r\n", "w.txt");
  EXPECT_EQ(weights.nodes, 2);
  EXPECT_EQ(weights.promise, Promise::doubly);
  ASSERT_EQ(weights.links.size(), 2U);
  EXPECT_EQ(weights.links[0].to, 0);
  EXPECT_EQ(weights.links[0].from, 1);
  EXPECT_EQ(weights.links[0].weight, 0.5);
}

TEST(WeightsFile, HoldsEntriesInAnyOrder) {
  const Weights weights = parse_weights("1 1 0.5\n0 0 0.5\n0 1 0.5\n1 0 0.5\n", "w.txt");
  EXPECT_EQ(weights.nodes, 2);
  EXPECT_EQ(weights.links.size(), 2U);
}

TEST(WeightsFile, OfThreeLinesOfThreeNumbersIsAMatrix) {
  const Weights weights = parse_weights("0 1 0\n0 0 1\n1 0 0", "w.txt");
  EXPECT_EQ(weights.nodes, 3);
  EXPECT_EQ(weights.promise, Promise::doubly);
  EXPECT_EQ(weights.links.size(), 3U);
}

TEST(WeightsFile, IsForPushSumWhereOnlyColumnsSumToOne) {
  EXPECT_EQ(parse_weights("0.5 1\n0.5 0", "w.txt").promise, Promise::columns);
}

TEST(WeightsFile, NeedsNoMoreThanSixDigits) {
  EXPECT_EQ(
      parse_weights(".333333 .333333 .333333\n.333333 .333333 .333333\n.333333 .333333 .333333", "w").promise,
      Promise::doubly);
}

TEST(WeightsFile, NamesTheRowOrColumnThatDoesNotSumToOne) {
  EXPECT_THAT(error_of("0.5 0.5\n0.25 0.5"), HasSubstr("row 1 sums to 0.75 and column 0 to 0.75"));
  EXPECT_THAT(error_of("0.5 0.5\n1 0"),
              HasSubstr("column 0 sums to 1.5; the rows do: is the matrix transposed?"));
  EXPECT_THAT(error_of("0 0 1\n2 2 1\n0 2 0\n2 0 0\n"), HasSubstr("row 1 sums to 0 and column 1 to 0"));
}

TEST(WeightsFile, NamesTheLineThatCannotBeRead) {
  EXPECT_EQ(error_of("0.5 0.5\n0.5 half"), "w.txt: line 2: expected a number, got 'half'");
  EXPECT_EQ(error_of("0.5 nan\n0.5 0.5"), "w.txt: line 1: expected a number, got 'nan'");
  EXPECT_EQ(error_of("0.5 1e999\n0.5 0.5"), "w.txt: line 1: expected a number, got '1e999'");
  EXPECT_EQ(error_of("0.5,0.5\n0.5,0.5"), "w.txt: line 1: expected a number, got '0.5,0.5'");
  EXPECT_EQ(error_of("# two\n0.5 0.5\n0.5"), "w.txt: line 3: 2 rows need 2 weights each, got 1");
  EXPECT_EQ(error_of("-0.5 1.5\n1.5 -0.5"), "w.txt: line 1: a weight must be in [0, 1], got -0.5");
  EXPECT_EQ(error_of("0 0 1\n1 1 1\n2 2 1\n3 3\n"), "w.txt: line 4: expected 'i j weight', got 2 numbers");
  EXPECT_EQ(error_of("0 0 1\n1.5 1 1\n2 2 1\n3 3 1\n"),
            "w.txt: line 2: a node must be a whole number in 0..65535, got 1.5");
  EXPECT_EQ(error_of("0 0 1\n-1 1 1\n2 2 1\n3 3 1\n"),
            "w.txt: line 2: a node must be a whole number in 0..65535, got -1");
  EXPECT_THAT(error_of("0 0 1\n1e9 1 1\n2 2 1\n3 3 1\n"), HasSubstr("line 2: a node must be"));
  EXPECT_EQ(error_of("0 0 1\n1 1 1\n1 1 1\n3 3 1\n"), "w.txt: the weight of '1 1' is given twice");
  EXPECT_THAT(error_of(""), HasSubstr("no weights"));
  EXPECT_THAT(error_of("# nothing\n"), HasSubstr("no weights"));
}

TEST(File, MixesAsItIsWritten) {
  const auto path = written("file_mixes.txt", "0 0 0.5\n0 1 0.5\n1 1 0.5\n1 2 0.5\n2 2 0.5\n2 0 0.5\n");
  const auto graph = topologies().make(fmt::format("file(path=\"{}\")", path))->on(3);
  EXPECT_THAT(mixed(*graph, 0, {2, 4, 6}), ElementsAre(3, 5, 4));
  Neighbours row;
  graph->at(0, 0, row);
  EXPECT_THAT(row.from, ElementsAre(1));
  EXPECT_THAT(row.to, ElementsAre(2));
}

TEST(File, RefusesAnotherNumberOfNodesAndNamesItsOwn) {
  const auto file =
      topologies().make(fmt::format("file(\"{}\")", written("file_two.txt", "0.5 0.5\n0.5 0.5\n")));
  EXPECT_THAT(file->refuses(3).value_or(""), HasSubstr("has 2 nodes, got 3; try 2"));
  EXPECT_FALSE(file->refuses(2));
  EXPECT_FALSE(file->warns(2));
  EXPECT_THAT(file->warns(1).value_or(""), HasSubstr("is not used"));
}

TEST(File, WarnsThatAGraphIsNotConnected) {
  const auto file = topologies().make(fmt::format("file(\"{}\")", written("file_apart.txt", "1 0\n0 1\n")));
  EXPECT_THAT(file->warns(2).value_or(""), HasSubstr("not connected"));
}

TEST(File, SaysThatItCannotBeRead) {
  EXPECT_THROW((void)topologies().make("file(path=\"/no/such/weights.txt\")"), Error);
  EXPECT_THROW((void)topologies().make("file(path=\"/\")"), Error);
  EXPECT_THROW((void)topologies().make("file"), Error);
}

TEST(File, OfThePushSumExampleKeepsItsMass) {
  const auto file = topologies().make("file(path=\"" TACIT_SOURCE_DIR "/tests/golden/push.txt\")");
  const auto graph = file->on(5);
  EXPECT_EQ(graph->promise(), Promise::columns);
  std::vector<float> mass(5, 1.0F);
  for (long round = 0; round < 200; ++round) mass = mixed(*graph, round, mass);
  EXPECT_NEAR(mass[0] + mass[1] + mass[2] + mass[3] + mass[4], 5, 1e-5);
}

}  // namespace
}  // namespace tacit
