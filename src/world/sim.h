// The simulated world: all nodes in one loop, each with a clock of its own.
#pragma once

#include <memory>
#include <vector>

#include "base/key.h"
#include "world/clock.h"
#include "world/world.h"

namespace tacit {

// How long a local step takes.
struct Compute {
  double step_s = 0.001;
  bool measured = false;  // by the clock of this machine's thread instead
  double stragglers = 0;  // share of steps that take `slowdown` times as long
  double slowdown = 4;
  Key key{0};

  [[nodiscard]] double seconds(int node, long step) const;
};

struct SimSettings {
  int nodes = 16;
  int workers = 1;
  Network network;
  Compute compute;
};

std::unique_ptr<World> make_sim_world(const SimSettings& settings, const Ops& ops);

}  // namespace tacit
