// Where methods end on the task mlp at 16 nodes, against an independent program (tests/golden/bands.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string>
#include <vector>

#include "golden.h"
#include "harness.h"

namespace tacit::test {
namespace {

using Json = nlohmann::json;

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const Json& method : golden("bands.json", "methods")) all.push_back(method.at("name"));
  return all;
}

Json found(const std::string& section, const std::string& name) {
  for (Json& entry : golden("bands.json", section)) {
    if (entry.at("name") == name) return entry;
  }
  throw std::runtime_error("bands.json tells nothing of " + name);
}

std::string recipe_of(const Json& method, long seed) {
  Recipe recipe;
  for (const auto& [key, value] : method.at("recipe").items()) {
    set(recipe, key, value.is_string() ? value.get<std::string>() : value.dump());
  }
  recipe.seed = seed;
  return print(recipe);
}

// What a method ends with, mean over seeds.
struct End {
  double loss = 0, accuracy = 0, consensus = 0, averages = 0;
};

End end_of(const Json& method) {
  const long steps = golden("bands.json", "steps");
  const std::string world = fmt::format("sim(nodes={})", golden("bands.json", "nodes").get<int>());
  const auto seeds = golden("bands.json", "seeds").get<std::vector<long>>();
  const double share = 1.0 / static_cast<double>(seeds.size());
  End end;
  for (const long seed : seeds) {
    const Result result = play({recipe_of(method, seed), method.at("task"), world, steps, steps});
    const Sample& last = result.samples.back();
    end.loss += share * last.loss;
    end.accuracy += share * last.accuracy;
    end.consensus += share * last.consensus;
    end.averages += share * static_cast<double>(last.averages);
  }
  return end;
}

void expect_inside(const Json& band, double value, const char* what) {
  EXPECT_GE(value, band.at("low").get<double>()) << what;
  EXPECT_LE(value, band.at("high").get<double>()) << what;
}

class EveryMethod : public testing::TestWithParam<std::string> {};

TEST_P(EveryMethod, EndsInsideTheBandOfTheIndependentProgram) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "too long under a sanitizer";
#endif
  const Json method = found("methods", GetParam());
  const End end = end_of(method);
  expect_inside(method.at("loss"), end.loss, "loss");
  expect_inside(method.at("accuracy"), end.accuracy, "accuracy");
  expect_inside(method.at("gap"), end.loss - method.at("parallel").get<double>(),
                "loss beyond parallel SGD's");
  expect_inside(method.at("consensus"), end.consensus, "spread of the replicas");
  expect_inside(method.at("averages"), end.averages, "global averages");
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  const auto is_other = [](unsigned char c) { return std::isalnum(c) == 0; };
  std::replace_if(name.begin(), name.end(), is_other, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Bands, EveryMethod, testing::ValuesIn(names()), test_name);

double mean(const Json& entry, const char* quantity) {
  return entry.at(quantity).at("mean");
}

TEST(Bands, SignWithoutFeedbackEndsFarOutsideTheBandOfSign) {
  const Json with = found("methods", "gradients as sign");
  const Json without = found("failures", "sign without feedback");
  EXPECT_GT(mean(without, "loss"), with.at("loss").at("high").get<double>() + 0.1);
  EXPECT_LT(mean(without, "accuracy"), with.at("accuracy").at("low").get<double>() - 0.05);
}

TEST(Bands, GossipOfGradientsLetsReplicasDriftFurtherThanNoMessagesAtAll) {
  const Json drifts = found("failures", "gossip of gradients");
  EXPECT_GT(mean(drifts, "consensus"), mean(found("failures", "alone"), "consensus"));
  EXPECT_GT(mean(drifts, "consensus"), 100 * mean(found("methods", "gossip on ring"), "consensus"));
}

TEST(Bands, TwoMeansWithoutAveragesAreNoBetterThanNoMessagesAtAll) {
  const Json two_means = found("failures", "two_means without averages");
  const Json alone = found("failures", "alone");
  EXPECT_GE(mean(two_means, "consensus"), mean(alone, "consensus"));
  EXPECT_GT(mean(two_means, "loss"), alone.at("loss").at("low").get<double>());
}

TEST(Bands, UnlikeDataKeepGossipFromWhereBothCorrectionsEnd) {
  const double gossip = mean(found("methods", "gossip on unlike data"), "loss");
  for (const char* correction : {"d2", "tracking"}) {
    EXPECT_LT(found("methods", correction).at("loss").at("high").get<double>(), gossip) << correction;
  }
}

}  // namespace
}  // namespace tacit::test
