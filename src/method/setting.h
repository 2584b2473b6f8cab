// What a node is given: once, and at every step.
#pragma once

#include "method/method.h"

namespace tacit {

// What one local batch gave.
struct Batch {
  long step = 0;
  double loss = 0;
  bool drained = false;  // no data left: there was no batch
};

// What all nodes of a run have in common; it outlives them.
struct Setting {
  const Method& method;
  const Graph& graph;  // spans the groups
  const Layout& layout;
  Horizon horizon;
};

}  // namespace tacit
