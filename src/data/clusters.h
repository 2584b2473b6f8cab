// Generated classes that no straight line separates: each is a union of Gaussian clusters.
#pragma once

#include <cstddef>
#include <vector>

#include "base/key.h"
#include "data/table.h"

namespace tacit::data {

struct Clusters {
  int classes = 10;
  int clusters = 3;  // a class
  std::size_t features = 32;
  double noise = 1.1;  // standard deviation around a centre; the centres' own is 1
};

struct Labelled {
  Table features;
  std::vector<int> labels;
};

// One node's samples: a share `mix` has labels of all classes, the others of the stretch of the sorted
// classes that is this node's.
struct Shard {
  std::size_t count;
  int node = 0;
  int nodes = 1;
  double mix = 1;
};

// Samples around the centres that `world` chooses, drawn by `key`.
Labelled draw_clusters(const Clusters& clusters, Key world, Key key, Shard shard);

}  // namespace tacit::data
