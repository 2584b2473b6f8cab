// Table 5 of the Gossip-PGA paper: how long the transient stage takes when communication is paid for.
#pragma once

#include "session/figure1.h"

namespace tacit::table5 {

// A network's cost of a message: latency_s + scalars * scalar_s.
struct Link {
  double latency_s = 25e-6;
  double scalar_s = 32e-9;  // a float at 1 Gbit/s
};

struct Options {
  figure1::Options runs;  // period and world follow from n and the link
  Link link;
};

struct Row {
  std::string topology;
  int nodes;
  long period;                                  // sqrt(n), of Gossip-PGA
  std::optional<long> gossip_steps, pga_steps;  // transient stages, 10 %
  double gossip_step_s, pga_step_s;  // communication of one iteration, modelled by the simulated world
  double formula_ratio;              // transient time of gossip over Gossip-PGA's, constants left out

  // Transient time of gossip over Gossip-PGA's; NaN where one never ends.
  [[nodiscard]] double ratio() const;
};

// `topology` is ring or grid.
Row play(const std::string& topology, int nodes, const Options& options, const StopFlag& stop);

// n^7 (td + a) over n^5 td + n^5.5 a for the grid; n^11 in place of n^7 for the ring. t seconds a scalar, a
// latency.
double formula_ratio(const std::string& topology, int nodes, const Link& link, int parameters);

}  // namespace tacit::table5
