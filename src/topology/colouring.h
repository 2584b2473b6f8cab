// An undirected graph in rounds: edges that share no node can speak at the same time.
#pragma once

#include <vector>

#include "topology/fixed.h"

namespace tacit::topology {

// Edges of which no two meet.
using Matching = std::vector<Edge>;

// Divides the edges, all different, into matchings: at most one more than the largest degree (Misra and
// Gries, 1992).
std::vector<Matching> matchings(int nodes, const std::vector<Edge>& edges);

}  // namespace tacit::topology
