#include "bench/duel.h"

#include <algorithm>
#include <cassert>

#include "base/key.h"
#include "bench/load.h"

namespace tacit::bench {
namespace {

struct Pair {
  double first_s, second_s, foreign_cores;
};

struct Watched {
  double seconds, foreign_cores;
};

Watched watch(const Side& side) {
  const Load load;
  const Timing timing = side();
  return {timing.seconds, load.foreign_cores(timing.peer_cpu_s)};
}

Pair measure(const Side& first, const Side& second) {
  const Watched a = watch(first);
  const Watched b = watch(second);
  return {a.seconds, b.seconds, std::max(a.foreign_cores, b.foreign_cores)};
}

// The first pair that nobody disturbed, or the least disturbed of all tries.
Pair quiet_pair(const Side& first, const Side& second, const Effort& effort) {
  Pair best = measure(first, second);
  for (int retry = 0; retry < effort.retries && best.foreign_cores > effort.foreign_cores; ++retry) {
    const Pair next = measure(first, second);
    if (next.foreign_cores < best.foreign_cores) best = next;
  }
  return best;
}

}  // namespace

double median(std::vector<double> values) {
  assert(!values.empty());
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

Interval bootstrap(const std::vector<double>& values) {
  constexpr std::size_t rounds = 4000;
  std::vector<double> medians;
  std::vector<double> drawn(values.size());
  for (std::size_t round = 0; round < rounds; ++round) {
    const Key key = Key(1).at(round);
    for (std::size_t k = 0; k < drawn.size(); ++k) drawn[k] = values[key.below(values.size(), k)];
    medians.push_back(median(drawn));
  }
  std::sort(medians.begin(), medians.end());
  return {medians[rounds / 40], medians[rounds - 1 - rounds / 40]};
}

Verdict duel(const Side& first, const Side& second, const Effort& effort) {
  for (int k = 0; k < effort.warm_ups; ++k) (void)measure(first, second);
  std::vector<double> ratios, firsts, seconds;
  Verdict verdict;
  for (int k = 0; k < effort.pairs; ++k) {
    const Pair pair = quiet_pair(first, second, effort);
    ratios.push_back(pair.first_s / pair.second_s);
    firsts.push_back(pair.first_s);
    seconds.push_back(pair.second_s);
    verdict.foreign_cores = std::max(verdict.foreign_cores, pair.foreign_cores);
    if (pair.foreign_cores > effort.foreign_cores) ++verdict.disturbed;
  }
  const Interval interval = bootstrap(ratios);
  verdict.pairs = effort.pairs;
  verdict.ratio = median(ratios);
  verdict.low = interval.low;
  verdict.high = interval.high;
  verdict.first_s = median(firsts);
  verdict.second_s = median(seconds);
  return verdict;
}

}  // namespace tacit::bench
