// The mixing matrix of a graph, row by row as its nodes see it.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "topology/topology.h"

namespace tacit {

inline std::vector<Neighbours> rows_of(const Graph& graph, long round, int nodes) {
  std::vector<Neighbours> rows(static_cast<std::size_t>(nodes));
  for (int i = 0; i < nodes; ++i) graph.at(round, i, rows[static_cast<std::size_t>(i)]);
  return rows;
}

// W of one round, with the weights that `exact` tells.
inline Eigen::MatrixXd dense(const Graph& graph, long round, int nodes) {
  Eigen::MatrixXd w = Eigen::MatrixXd::Zero(nodes, nodes);
  Neighbours row;
  for (int i = 0; i < nodes; ++i) {
    graph.at(round, i, row);
    const std::vector<double> weights = graph.exact(round, i);
    for (std::size_t k = 0; k < row.from.size(); ++k) w(i, row.from[k]) += weights[k];
    w(i, i) += weights.back();
  }
  return w;
}

// One gossip step with the float weights that nodes use.
inline std::vector<float> mixed(const Graph& graph, long round, const std::vector<float>& x) {
  std::vector<float> result;
  const auto rows = rows_of(graph, round, static_cast<int>(x.size()));
  for (std::size_t i = 0; i < x.size(); ++i) {
    float sum = rows[i].self * x[i];
    for (std::size_t k = 0; k < rows[i].from.size(); ++k) {
      sum += rows[i].weights[k] * x[static_cast<std::size_t>(rows[i].from[k])];
    }
    result.push_back(sum);
  }
  return result;
}

}  // namespace tacit
