// What is learnt. Tasks are shared by all nodes and threads and keep no state of their own.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/key.h"
#include "base/shelf.h"
#include "math/lane.h"

namespace tacit {

// Where a batch is drawn: it is a pure function of this.
struct Place {
  int node = 0;
  int nodes = 1;
  long step = 0;
  Key key{0};  // of the run, already at this node and step
};

// Sums over the part of the evaluation set that one node looked at.
struct Score {
  double loss = 0;
  double correct = 0;  // stays 0 where the task has no accuracy
  double count = 0;
};

// Data laid out for a number of nodes. Everything is const: many threads call it at once.
class Work {
 public:
  virtual ~Work() = default;
  // The loss of this place's batch at x; writes the gradient. `scratch` is zero at first and then as this
  // work left it at its last call on this thread, for whatever node: good for hints, not for state.
  virtual double gradient(const Place& at, ConstVec x, Vec gradient, std::span<std::byte> scratch) const = 0;
  // False once this node's data has run out (it then answers with weight zero until all are done).
  [[nodiscard]] virtual bool ready(int /*node*/, long /*step*/) const { return true; }
  // Part `part` of `parts` of the evaluation of a model.
  [[nodiscard]] virtual Score score(ConstVec x, int part, int parts, std::span<std::byte> scratch) const = 0;
  // The exact minimiser where it is known, laid out like x; otherwise empty.
  [[nodiscard]] virtual ConstVec optimum() const { return {}; }
  // Steps an epoch takes; 0: the task has no epochs.
  [[nodiscard]] virtual long steps_per_epoch() const { return 0; }
};

class Task {
 public:
  virtual ~Task() = default;
  [[nodiscard]] virtual Layout layout() const = 0;
  // Every node starts from the same x.
  virtual void start(Key key, Vec x) const = 0;
  // Makes or reads the data for `nodes` nodes; throws Error for data that cannot be used.
  [[nodiscard]] virtual std::unique_ptr<Work> on(int nodes, Key key) const = 0;
  // Independent repetitions stacked into one vector, each `layout().size() / copies()` long.
  [[nodiscard]] virtual int copies() const { return 1; }
  [[nodiscard]] virtual bool has_accuracy() const { return false; }
  // Whether all nodes draw from the same distribution.
  [[nodiscard]] virtual bool alike() const { return true; }
  // Bytes of scratch memory that `gradient` and `score` want.
  [[nodiscard]] virtual std::size_t scratch() const { return 0; }
};

const Shelf<Task>& tasks();

}  // namespace tacit
