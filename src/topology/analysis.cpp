#include "topology/analysis.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace tacit {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr int most_nodes = 2048;
constexpr long rounds_of_random = 1000;

struct Entry {
  int column;
  double weight;
};
using Row = std::vector<Entry>;  // by column
using Rows = std::vector<Row>;

Row::const_iterator place(const Row& row, int column) {
  return std::lower_bound(row.begin(), row.end(), column,
                          [](const Entry& entry, int c) { return entry.column < c; });
}

Rows rows_of(const Graph& graph, long round, int nodes) {
  Rows rows(static_cast<std::size_t>(nodes));
  Neighbours peers;
  for (int i = 0; i < nodes; ++i) {
    graph.at(round, i, peers);
    const std::vector<double> weights = graph.exact(round, i);
    Row& row = rows[static_cast<std::size_t>(i)];
    for (std::size_t k = 0; k < peers.from.size(); ++k) row.push_back({peers.from[k], weights[k]});
    row.insert(place(row, i), {i, weights.back()});
  }
  return rows;
}

bool is_symmetric(const Rows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const auto& [column, weight] : rows[i]) {
      const Row& other = rows[static_cast<std::size_t>(column)];
      const auto found = place(other, static_cast<int>(i));
      const bool mutual = found != other.end() && found->column == static_cast<int>(i);
      if (!mutual || found->weight != weight) return false;
    }
  }
  return true;
}

// What one round says besides its norm; messages are summed over all nodes.
void note(const Rows& rows, Analysis& result) {
  std::vector<long> sent(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const auto& [column, weight] : rows[i]) {
      if (column != static_cast<int>(i)) ++sent[static_cast<std::size_t>(column)];
      if (weight == 0) continue;
      result.smallest_weight = std::min(result.smallest_weight, weight);
      result.largest_weight = std::max(result.largest_weight, weight);
    }
  }
  for (const long messages : sent) {
    result.messages_per_step += static_cast<double>(messages);
    result.most_messages = std::max(result.most_messages, messages);
  }
  result.symmetric = result.symmetric && is_symmetric(rows);
}

// W times a matrix.
Matrix product(const Rows& rows, const Matrix& right) {
  Matrix result = Matrix::Zero(right.rows(), right.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const auto& [column, weight] : rows[i]) {
      result.row(static_cast<Eigen::Index>(i)) += weight * right.row(column);
    }
  }
  return result;
}

double largest_eigenvalue(const Eigen::MatrixXd& symmetric) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solved(symmetric, Eigen::EigenvaluesOnly);
  return solved.eigenvalues().cwiseAbs().maxCoeff();
}

// The norm of P (I - J). A symmetric P has it as an eigenvalue; else it is the root of one of A'A.
double norm(Matrix p, bool symmetric) {
  p.colwise() -= p.rowwise().mean().eval();
  if (symmetric) return largest_eigenvalue(p);
  return std::sqrt(largest_eigenvalue(p.transpose() * p));
}

// The root of the norm of E[(I - J) W'W (I - J)].
double norm_of_mean(Matrix square) {
  square.colwise() -= square.rowwise().mean().eval();
  square.rowwise() -= square.colwise().mean().eval();
  return std::sqrt(largest_eigenvalue(square));
}

// Adds W'W.
void add_square(const Rows& rows, Matrix& sum) {
  for (const Row& row : rows) {
    for (const Entry& a : row) {
      for (const Entry& b : row) sum(a.column, b.column) += a.weight * b.weight;
    }
  }
}

void require_solvable(int nodes) {
  if (nodes > most_nodes) fail("analysis: solves for at most {} nodes, got {}", most_nodes, nodes);
}

}  // namespace

bool symmetric(const Graph& graph, int nodes) {
  return is_symmetric(rows_of(graph, 0, nodes));
}

double smallest_eigenvalue(const Graph& graph, int nodes) {
  require_solvable(nodes);
  const Matrix w = product(rows_of(graph, 0, nodes), Matrix::Identity(nodes, nodes));
  return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(w, Eigen::EigenvaluesOnly).eigenvalues().minCoeff();
}

Analysis analyse(const Graph& graph, int nodes) {
  require_solvable(nodes);
  Analysis result{.period = graph.period(), .promise = graph.promise()};
  const bool drawn = result.period == 0;
  result.rounds = drawn ? rounds_of_random : result.period;

  // Of W'W, or the product of W so far.
  Matrix sum = Matrix::Zero(nodes, nodes);
  if (!drawn) sum.setIdentity();
  for (long round = 0; round < result.rounds; ++round) {
    const Rows rows = rows_of(graph, round, nodes);
    note(rows, result);
    if (drawn) {
      add_square(rows, sum);
    } else {
      sum = product(rows, sum);
      if (round == 0) result.step_beta = norm(sum, result.symmetric);
    }
  }
  result.messages_per_step /= static_cast<double>(result.rounds * nodes);

  if (drawn) {
    result.step_beta = norm_of_mean(sum / static_cast<double>(result.rounds));
    result.beta = result.step_beta;
  } else {
    result.beta = result.period == 1 ? result.step_beta : norm(std::move(sum), false);
  }
  result.gap = 1 - result.beta;
  return result;
}

}  // namespace tacit
