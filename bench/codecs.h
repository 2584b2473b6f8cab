// The parts of the comparison `codecs`.
#pragma once

#include <string>
#include <vector>

#include "bench/comparison.h"
#include "bench/traffic.h"
#include "math/lane.h"

namespace tacit::bench {

// What all parts work on, in huge pages.
struct Ground {
  ConstVec x;
  Traffic& traffic;
  const Effort& effort;
};

// What must at least be moved, in one pass or in two, and the share of its speed that is hoped for.
struct Limit {
  Pass first, second;
  double aim;
};
// The limit's time over ours.
Row against_bandwidth(const std::string& name, const Limit& limit, const Side& ours, const Ground& ground);
double bytes_of(const Limit& limit);  // for each number

std::vector<Row> against_peers(const Ground& ground);
std::vector<Row> with_memory(const Ground& ground);
std::vector<Row> reading(const Ground& ground);

}  // namespace tacit::bench
