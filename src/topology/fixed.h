// What topologies with the same W in every round are made of.
#pragma once

#include <compare>
#include <memory>
#include <vector>

#include "topology/topology.h"

namespace tacit::topology {

// Node `to` gives `weight` to what it hears from node `from`.
struct Link {
  int to, from;
  double weight;
};

// The graph of these links between different nodes, each at most once. A node's own weight is what its column
// lacks to one, also after rounding: so the mean, or push-sum's total, is kept and does not creep.
std::unique_ptr<Graph> weighted(int nodes, std::vector<Link> links, Promise promise = Promise::doubly);

// An undirected edge.
struct Edge {
  int a, b;
  auto operator<=>(const Edge&) const = default;
};

// Metropolis-Hastings weights: w_ij = 1 / (1 + max(degree_i, degree_j)). Loops and repeated edges do not
// count.
std::unique_ptr<Graph> metropolis(int nodes, std::vector<Edge> edges);

// Whether in round 0 word gets from every node to every other.
bool connected(const Graph& graph, int nodes);

// Throws Error if the topology refuses so many nodes.
void accept(const Topology& topology, int nodes);

}  // namespace tacit::topology
