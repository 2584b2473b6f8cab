// The local update of a node, with its correction of bias.
#pragma once

#include "method/lanes.h"

namespace tacit {

struct LocalStep {
  const Ops& ops;
  const Layout& layout;
  long step;  // from where the optimizer's state began
  double rate;
};

// Moves lanes.x by the optimizer along lanes.gradient, which may be overwritten.
void local_step(const Method& method, const LocalStep& now, Lanes& lanes);

}  // namespace tacit
