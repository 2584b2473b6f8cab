// Two sides measured in turns within one run, so that what disturbs one disturbs the other.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace tacit::bench {

// One measurement of one side.
struct Timing {
  double seconds = 0;
  double peer_cpu_s = 0;  // processor time of other processes that belong to this side
};

using Side = std::function<Timing()>;

// How long to measure.
struct Effort {
  int pairs = 15;
  int warm_ups = 2;
  int retries = 5;             // of a pair that others disturbed
  double foreign_cores = 0.1;  // what counts as disturbed
  bool quick = false;          // a look, not a measurement: comparisons shrink their sizes too
};
inline constexpr Effort quick_effort{.pairs = 5, .warm_ups = 1, .retries = 1, .quick = true};

// The median of first / second over pairs, its bootstrap interval of 95 %, and how quiet it was.
struct Verdict {
  double ratio = 0, low = 0, high = 0;
  double first_s = 0, second_s = 0;  // medians
  double foreign_cores = 0;          // of the loudest pair that was used
  int pairs = 0, disturbed = 0;  // disturbed: stayed above the gate in all retries and were used nevertheless

  [[nodiscard]] bool ever_quiet() const { return disturbed < pairs; }
};

Verdict duel(const Side& first, const Side& second, const Effort& effort);

double median(std::vector<double> values);

// 2.5 % and 97.5 % points of the median under resampling, by fixed draws.
struct Interval {
  double low, high;
};
Interval bootstrap(const std::vector<double>& values);

}  // namespace tacit::bench
