#include "topology/topology.h"

namespace tacit {

std::vector<double> Graph::exact(long round, int me) const {
  Neighbours row;
  at(round, me, row);
  std::vector<double> weights(row.weights.begin(), row.weights.end());
  weights.push_back(row.self);
  return weights;
}

std::optional<std::string> Topology::refuses(int nodes) const {
  if (nodes >= 1) return std::nullopt;
  return fmt::format("a topology needs at least 1 node, got {}", nodes);
}

std::optional<std::string> Topology::warns(int) const {
  return std::nullopt;
}

}  // namespace tacit
