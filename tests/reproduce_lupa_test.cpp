#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "program.h"
#include "session/lupa.h"

namespace tacit {
namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(ReproduceLupa, CountsRoundsAndSecondsOnGeneratedData) {
  const Program tacit;
  const Ran ran = tacit({"reproduce", "lupa", "-n", "4,16", "--trials", "1", "--steps", "600", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const json found = json::parse(ran.out);
  std::vector<double> rounds;
  for (const json& line : found["rounds"]) rounds.push_back(line["rounds"]);
  ASSERT_EQ(rounds.size(), 6U);
  EXPECT_THAT(std::vector<double>(rounds.begin(), rounds.begin() + 4),
              testing::ElementsAre(600, 120, 60, 10));
  EXPECT_EQ(rounds.back(), 1);
  ASSERT_EQ(found["times"].size(), 2U);
  EXPECT_LT(found["times"][1]["time_s"], found["times"][0]["time_s"]);
  const auto folder = tacit.folder().path() / "runs/lupa-1";
  EXPECT_THAT(ScratchFolder::read(folder / "rounds.csv"), HasSubstr("\none shot,\"every(600)\",1,"));
  EXPECT_THAT(ScratchFolder::read(folder / "times.csv"), HasSubstr("\nsynchronous,16,"));
  EXPECT_EQ(json::parse(ScratchFolder::read(folder / "summary.json")), found);
}

TEST(ReproduceLupa, LearnsFromAGivenFile) {
  const Program tacit;
  const auto data = tacit.folder().path() / "given.svm";
  lupa::write_problem(data, 3);
  const Ran ran =
      tacit({"reproduce", "lupa", "-n", "2", "--trials", "1", "--steps", "120", "--data", "given.svm"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("logistic regression on given.svm, 2 nodes"));
  EXPECT_THAT(ran.out, HasSubstr("as expected"));
  EXPECT_EQ(tacit({"reproduce", "lupa", "--data", "nowhere.svm"}).code, 2);
}

TEST(ReproduceLupa, SpeedUpIsAgainstTheFewestNodes) {
  const std::vector<lupa::Reach> reaches = {{1, 0.1, 100, 8}, {4, 0.2, 30, 2}, {8}};
  EXPECT_EQ(lupa::Times::speed_up(reaches, reaches[1]), 4);
  EXPECT_TRUE(std::isnan(lupa::Times::speed_up(reaches, reaches[2])));
}

// What the paper shows of rounds holds on real data.
TEST(ReproduceLupa, RareRoundsReachTheSynchronousLevelOfA9a) {
  const char* folder = std::getenv("TACIT_DATA");
  lupa::Options options;
  if (folder != nullptr) options.data = std::string(folder) + "/libsvm/a9a";
  if (!std::filesystem::exists(options.data)) GTEST_SKIP() << "TACIT_DATA holds no libsvm/a9a";
  options.nodes = {16};
  options.trials = 1;
  const auto rounds = lupa::play_rounds(options, StopFlag());
  EXPECT_EQ(rounds.lines[2].rounds, 60);
  for (const Claim& claim : lupa::claims(options, rounds, {})) {
    EXPECT_TRUE(claim.holds()) << claim.what << ": " << claim.measured;
  }
}

}  // namespace
}  // namespace tacit
