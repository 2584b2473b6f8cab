// What a mixing matrix does to disagreement, in numbers.
#pragma once

#include "topology/topology.h"

namespace tacit {

struct Analysis {
  // The norm of P (I - J): the largest factor by which one period leaves disagreement behind. P is the
  // product of W over the period; where rows and columns sum to one this is the largest singular value of P -
  // J. For graphs drawn afresh it is the root of the norm of E[(I - J) W'W (I - J)], the mean taken over the
  // first `rounds`.
  double beta = 0;
  double gap = 1;                // 1 - beta
  double step_beta = 0;          // the same of round 0 alone; of one round where drawn afresh
  long period = 1;               // 0: drawn afresh every round
  long rounds = 1;               // how many were looked at
  double messages_per_step = 0;  // that a node sends, on average
  long most_messages = 0;        // that one node sends in one round
  double smallest_weight = 1;    // of those that are not zero, a node's own among them
  double largest_weight = 0;
  bool symmetric = true;  // W = W' in every round looked at
  Promise promise = Promise::doubly;
};

// Solves a dense eigenproblem: fails above 2048 nodes.
Analysis analyse(const Graph& graph, int nodes);

// Whether W = W' in round 0.
bool symmetric(const Graph& graph, int nodes);
// Of a symmetric W. Fails above 2048 nodes.
double smallest_eigenvalue(const Graph& graph, int nodes);

}  // namespace tacit
