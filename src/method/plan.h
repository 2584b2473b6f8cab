// What a method costs before it is run.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "method/method.h"

namespace tacit {

// Of one node, mean over nodes and over the first steps of the run.
struct Footprint {
  std::vector<std::pair<std::string, std::size_t>> lanes;  // name, bytes
  std::size_t bytes = 0;                                   // of all lanes
  double messages_per_step = 0;
  double bytes_per_step = 0;
  long period = 0;  // steps between global averages at the start; 0: none
};

// Follows the schedule and the graph as a run would, without any vector.
Footprint footprint(const Method& method, const Layout& layout, int nodes, const Horizon& horizon);

}  // namespace tacit
