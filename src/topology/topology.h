// Whom a node mixes parameters with. Pure functions of (round, node): they never touch the network.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/shelf.h"

namespace tacit {

// One row of the mixing matrix W: x_me becomes self * x_me + sum of weights[k] * x_from[k]. Peers in rank
// order, without `me`; equal peers appear once.
struct Neighbours {
  std::vector<int> to, from;
  std::vector<float> weights;  // one for each of `from`
  float self = 1;

  void clear() {
    to.clear();
    from.clear();
    weights.clear();
    self = 1;
  }
};

// What the columns and rows of every W add up to.
enum class Promise : unsigned char {
  doubly,   // rows and columns sum to one: gossip keeps the mean
  columns,  // only columns: push-sum carries a mass beside the parameters
};

// A topology on a given number of nodes. If i hears j in a round then j speaks to i in it.
class Graph {
 public:
  virtual ~Graph() = default;
  // Refills `out`; no allocation once its vectors have grown.
  virtual void at(long round, int me, Neighbours& out) const = 0;
  // The weights of `at` before they are rounded to float, with the node's own last. For analysis: it may
  // allocate.
  [[nodiscard]] virtual std::vector<double> exact(long round, int me) const;
  // Rounds after which W repeats; 0 for one drawn afresh every round.
  [[nodiscard]] virtual long period() const { return 1; }
  [[nodiscard]] virtual Promise promise() const { return Promise::doubly; }
};

// Settings of a topology.
class Topology {
 public:
  virtual ~Topology() = default;
  // Why this number of nodes cannot be had, and which can.
  [[nodiscard]] virtual std::optional<std::string> refuses(int nodes) const;
  // What is legal but probably not meant ("7 is prime: a grid of it is a line").
  [[nodiscard]] virtual std::optional<std::string> warns(int nodes) const;
  // Throws Error if it refuses `nodes`. One node always gives W = [1].
  [[nodiscard]] virtual std::unique_ptr<Graph> on(int nodes) const = 0;
  // Whether W is the same in every round.
  [[nodiscard]] virtual bool fixed() const { return true; }
};

const Shelf<Topology>& topologies();

}  // namespace tacit
