#include "data/clusters.h"

#include <algorithm>

#include "math/normals.h"

namespace tacit::data {
namespace {

enum Draws : std::uint64_t { noise_draws, cluster_draws, class_draws, mix_draws };

Table draw_centres(const Clusters& clusters, Key key) {
  Table centres(static_cast<std::size_t>(clusters.classes) * static_cast<std::size_t>(clusters.clusters),
                clusters.features);
  for (std::size_t i = 0; i < centres.rows(); ++i) {
    kernels::normals(key.at(i), 0, {centres.row(i), clusters.features});
  }
  return centres;
}

int draw_label(int classes, Key key, std::size_t sample, Shard shard) {
  const double place = key.at(class_draws).uniform(sample);
  const bool mixed = key.at(mix_draws).uniform(sample) < shard.mix;
  const double at = mixed ? place : (shard.node + place) / shard.nodes;
  return std::min(classes - 1, static_cast<int>(at * classes));
}

}  // namespace

Labelled draw_clusters(const Clusters& clusters, Key world, Key key, Shard shard) {
  const Table centres = draw_centres(clusters, world);
  const auto each = static_cast<std::uint64_t>(clusters.clusters);
  const auto noise = static_cast<float>(clusters.noise);
  Labelled samples{Table(shard.count, clusters.features), std::vector<int>(shard.count)};
  for (std::size_t i = 0; i < shard.count; ++i) {
    const int label = draw_label(clusters.classes, key, i, shard);
    const std::uint64_t cluster =
        static_cast<std::uint64_t>(label) * each + key.at(cluster_draws).below(each, i);
    const float* centre = centres.row(cluster);
    float* row = samples.features.row(i);
    kernels::normals(key.at(noise_draws).at(i), 0, {row, clusters.features});
    for (std::size_t j = 0; j < clusters.features; ++j) row[j] = centre[j] + noise * row[j];
    samples.labels[i] = label;
  }
  return samples;
}

}  // namespace tacit::data
