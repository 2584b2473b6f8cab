#include "data/libsvm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/error.h"
#include "task/task.h"

namespace tacit {
namespace {

using data::parse_libsvm;

std::string refusal(const std::string& text) {
  try {
    (void)parse_libsvm(text, "file.svm");
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

std::string written(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path) << text;
  return path;
}

std::string refused_task(const std::string& spelling, int nodes) {
  try {
    (void)tasks().make(spelling)->on(nodes, Key(0));
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Libsvm, ReadsRowsWithTheirLabels) {
  const auto rows = parse_libsvm("+1 1:0.5 3:-2e-3\n\n# a comment\n-1 2:1 # another\r\n-1\n", "file.svm");
  ASSERT_EQ(rows.rows(), 3U);
  EXPECT_EQ(rows.cols, 3U);
  EXPECT_THAT(rows.labels, testing::ElementsAre(1, -1, -1));
  ASSERT_EQ(rows.row(0).size(), 2U);
  EXPECT_EQ(rows.row(0)[1].column, 2U);
  EXPECT_EQ(rows.row(0)[1].value, -2e-3F);
  EXPECT_EQ(rows.row(1)[0].column, 1U);
  EXPECT_TRUE(rows.row(2).empty());
}

TEST(Libsvm, ReadsZeroAndOneAsLabels) {
  EXPECT_THAT(parse_libsvm("0 1:1\n1 1:2", "file.svm").labels, testing::ElementsAre(-1, 1));
}

TEST(Libsvm, NamesTheFileAndTheLineOfWhatIsWrong) {
  EXPECT_EQ(refusal("1 1:1\n1 2:nan\n"), "libsvm: file.svm:2: the value must be a finite number, got 'nan'");
  EXPECT_EQ(refusal("1 1:inf"), "libsvm: file.svm:1: the value must be a finite number, got 'inf'");
  EXPECT_EQ(refusal("1 1:1e99"), "libsvm: file.svm:1: the value must be a finite number, got '1e99'");
  EXPECT_EQ(refusal("1 1:"), "libsvm: file.svm:1: the value must be a finite number, got ''");
  EXPECT_EQ(refusal("1 3:1 2:1"), "libsvm: file.svm:1: indices must rise, got 2 after 3");
  EXPECT_EQ(refusal("1 3:1 3:1"), "libsvm: file.svm:1: indices must rise, got 3 after 3");
  EXPECT_EQ(refusal("1 0:1"), "libsvm: file.svm:1: an index must be a whole number from 1 on, got '0'");
  EXPECT_EQ(refusal("1 x:1"), "libsvm: file.svm:1: an index must be a whole number from 1 on, got 'x'");
  EXPECT_EQ(refusal("1 99999999999:1"),
            "libsvm: file.svm:1: an index must be a whole number from 1 on, got '99999999999'");
  EXPECT_EQ(refusal("1 word"), "libsvm: file.svm:1: expected index:value, got 'word'");
  EXPECT_EQ(refusal("cat 1:1"), "libsvm: file.svm:1: the label must be a finite number, got 'cat'");
  EXPECT_EQ(refusal("2 1:1"), "libsvm: file.svm:1: labels must be -1 and 1 or 0 and 1, got 2");
  EXPECT_EQ(refusal("-1 1:1\n1 1:1\n0 1:1"),
            "libsvm: file.svm:3: label 0 does not go with label -1 of line 1; use -1 and 1 or 0 and 1");
}

TEST(Libsvm, RefusesFilesWithoutData) {
  EXPECT_THAT(refusal(""), testing::HasSubstr("file.svm holds no rows"));
  EXPECT_THAT(refusal("# nothing\n\n"), testing::HasSubstr("file.svm holds no rows"));
  EXPECT_THAT(refusal("1\n-1\n"), testing::HasSubstr("file.svm holds no features"));
  EXPECT_THAT(refused_task("libsvm(path=\"/no/such/file\")", 1),
              testing::HasSubstr("cannot read /no/such/file"));
  EXPECT_THAT(refused_task("libsvm(path=\"" + testing::TempDir() + "\")", 1),
              testing::HasSubstr("cannot read"));
  EXPECT_THAT(refused_task("libsvm()", 1), testing::HasSubstr("path is missing"));
  const std::string two = written("two.svm", "1 1:1\n-1 2:1\n");
  EXPECT_THAT(refused_task("libsvm(path=\"" + two + "\")", 3), testing::HasSubstr("use at most 2 nodes"));
}

// Row i is the only one with feature i, so a gradient at zero tells which rows a step looked at.
TEST(LibsvmTask, LooksAtEveryRowOnceInAnEpochOfAllNodes) {
  constexpr int nodes = 3;
  constexpr std::size_t rows = 30;
  std::string text;
  for (std::size_t i = 1; i <= rows; ++i) text += "1 " + std::to_string(i) + ":1\n";
  const auto work =
      tasks().make("libsvm(path=\"" + written("each.svm", text) + "\", batch=5)")->on(nodes, Key(1));
  ASSERT_EQ(work->steps_per_epoch(), 2);
  const std::vector<float> x(rows);
  std::vector<float> g(rows);
  for (long epoch = 0; epoch < 3; ++epoch) {
    std::multiset<std::size_t> seen;
    for (int node = 0; node < nodes; ++node) {
      for (long step = 2 * epoch; step < 2 * epoch + 2; ++step) {
        work->gradient({node, nodes, step, Key(9)}, x, g, {});
        for (std::size_t j = 0; j < rows; ++j) {
          if (g[j] != 0) seen.insert(j);
        }
      }
    }
    EXPECT_EQ(seen.size(), rows);
    EXPECT_EQ(std::set<std::size_t>(seen.begin(), seen.end()).size(), rows);
  }
}

TEST(LibsvmTask, EvaluatesOnTheTestFile) {
  const std::string train = written("train.svm", "1 1:1\n-1 2:1\n");
  const std::string test = written("test.svm", "1 1:1 9:5\n-1 1:1\n-1 2:3\n");
  const auto work = tasks().make("libsvm(path=\"" + train + "\", test=\"" + test + "\")")->on(1, Key(0));
  const std::vector<float> x = {2, -2};
  const Score score = work->score(x, 0, 1, {});
  EXPECT_EQ(score.count, 3);
  EXPECT_EQ(score.correct, 2);
  EXPECT_NEAR(score.loss, std::log1p(std::exp(-2.0)) + std::log1p(std::exp(2.0)) + std::log1p(std::exp(-6.0)),
              1e-6);
}

TEST(LibsvmTask, LearnsA9a) {
  const char* folder = std::getenv("TACIT_DATA");
  const std::string path = folder == nullptr ? "" : std::string(folder) + "/libsvm/a9a";
  if (folder == nullptr || !std::filesystem::exists(path)) GTEST_SKIP() << "TACIT_DATA holds no libsvm/a9a";
  const auto rows = data::read_libsvm(path);
  EXPECT_EQ(rows.rows(), 32561U);
  EXPECT_EQ(rows.cols, 123U);
  EXPECT_EQ(std::count(rows.labels.begin(), rows.labels.end(), 1.0F), 7841);
  const auto work = tasks().make("libsvm(path=\"" + path + "\", test=\"" + path + ".t\")")->on(1, Key(0));
  std::vector<float> x(123);
  std::vector<float> g(123);
  for (long step = 0; step < 2000; ++step) {
    work->gradient({0, 1, step, Key(0)}, x, g, {});
    for (std::size_t j = 0; j < x.size(); ++j) x[j] -= 0.1F * g[j];
  }
  const Score score = work->score(x, 0, 1, {});
  EXPECT_EQ(score.count, 16281);
  EXPECT_NEAR(score.correct / score.count, 0.848, 0.006);
}

}  // namespace
}  // namespace tacit
