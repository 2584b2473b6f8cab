// How often the matchings of MATCHA speak (Wang et al., 2019), and how far nodes then move.
#pragma once

#include <vector>

#include "topology/colouring.h"

namespace tacit::topology {

// Matching j is active with probabilities[j]; then W = I - pull * (sum of the Laplacians of active
// matchings).
struct Plan {
  std::vector<double> probabilities;
  double pull = 0;
};

// Of all probabilities with which on average at most the share `budget` of the matchings is active, those
// that connect the expected graph best; `pull` minimises the norm of E[W^2] - J. The matchings together must
// connect all nodes.
Plan plan(int nodes, const std::vector<Matching>& matchings, double budget);

}  // namespace tacit::topology
