// Generated data for logistic regression, as in section 5.1 of the Gossip-PGA paper.
#pragma once

#include <cstddef>

#include "base/key.h"
#include "data/table.h"

namespace tacit::data {

struct LogisticSamples {
  std::size_t dim = 10;
  double variance = 10;  // of every coordinate of a feature vector
};

// One node's rows of a table.
struct Stretch {
  std::size_t first, count;
};

// Nodes that share the first share a truth.
struct LogisticKeys {
  Key truth, samples;
};

// Writes y * h into the rows of one node: h normal, y = +1 with probability 1 / (1 + exp(-h truth)) and -1
// otherwise, the truth a random unit vector.
void fill_logistic(const LogisticSamples& samples, LogisticKeys keys, Stretch rows, Table& table);

}  // namespace tacit::data
