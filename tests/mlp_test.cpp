#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "data/clusters.h"
#include "task/task.h"

namespace tacit {
namespace {

TEST(Clusters, MixClassesAsMuchAsAsked) {
  const data::Clusters clusters;
  const auto classes = [&](double mix) {
    const auto own = draw_clusters(clusters, Key(1), Key(2), {4000, 3, 16, mix});
    std::vector<double> share(10);
    for (const int label : own.labels) share[static_cast<std::size_t>(label)] += 1.0 / 4000;
    return share;
  };
  for (const double share : classes(1)) EXPECT_NEAR(share, 0.1, 0.03);
  // The fourth of sixteen stretches of ten sorted classes is [1.875, 2.5).
  EXPECT_NEAR(classes(0)[1], 0.2, 0.03);
  EXPECT_NEAR(classes(0)[2], 0.8, 0.03);
  EXPECT_NEAR(classes(0.5)[2], 0.45, 0.03);
}

TEST(Clusters, GiveEveryClassToSomeNodeWhateverTheirNumber) {
  const data::Clusters clusters;
  for (const int nodes : {1, 3, 10, 16, 64}) {
    std::set<int> seen;
    for (int node = 0; node < nodes; ++node) {
      const auto own =
          draw_clusters(clusters, Key(1), Key(2).at(static_cast<std::uint64_t>(node)), {200, node, nodes, 0});
      seen.insert(own.labels.begin(), own.labels.end());
    }
    EXPECT_EQ(seen.size(), 10U) << nodes << " nodes";
  }
}

double accuracy_after(const std::string& spelling, int nodes, long steps) {
  const auto task = tasks().make(spelling);
  const auto work = task->on(nodes, Key(1));
  std::vector<std::byte> memory(task->scratch());
  std::vector<float> x(task->layout().size());
  std::vector<float> g(x.size());
  std::vector<float> mean(x.size());
  task->start(Key(1), x);
  for (long step = 0; step < steps; ++step) {
    std::fill(mean.begin(), mean.end(), 0.0F);
    for (int node = 0; node < nodes; ++node) {
      work->gradient({node, nodes, step, Key(1)}, x, g, memory);
      for (std::size_t j = 0; j < x.size(); ++j) mean[j] += g[j] / static_cast<float>(nodes);
    }
    for (std::size_t j = 0; j < x.size(); ++j) x[j] -= 0.2F * mean[j];
  }
  const Score score = work->score(x, 0, 1, memory);
  return score.correct / score.count;
}

TEST(Mlp, LearnsItsClustersAlsoWhereEveryNodeSeesOtherClasses) {
  EXPECT_GT(accuracy_after("mlp", 8, 400), 0.88);
  EXPECT_GT(accuracy_after("mlp(mix=0)", 8, 400), 0.85);
}

TEST(Mlp, BeatsEveryPlaneOnlyWithItsHiddenLayers) {
  // Two hidden units can hardly tell ten classes apart.
  EXPECT_LT(accuracy_after("mlp(hidden=2)", 4, 400), 0.7);
}

TEST(Mlp, DecaysWeightsButNotBiases) {
  const Layout layout = tasks().make("mlp")->layout();
  ASSERT_EQ(layout.parts.size(), 6U);
  for (const Part& part : layout.parts) EXPECT_EQ(part.decay, part.name.front() == 'w') << part.name;
  EXPECT_EQ(layout.parts[0].rows, 32U);
  EXPECT_EQ(layout.parts[0].cols, 64U);
}

TEST(Mlp, CountsTheStepsOfAnEpoch) {
  EXPECT_EQ(tasks().make("mlp(samples=33)")->on(2, Key(0))->steps_per_epoch(), 2);
}

}  // namespace
}  // namespace tacit
