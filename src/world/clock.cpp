#include "world/clock.h"

#include <algorithm>
#include <limits>

namespace tacit {

const Wire& Network::wire(const Group& group) const {
  return wire(group.first, group.member(group.count - 1));
}

double Network::all_reduce_s(const Group& group, double bytes) const {
  const int n = group.count;
  if (n == 1) return 0;
  const Wire& used = wire(group);
  const double rounds = ring ? 2.0 * (n - 1) : 2.0;
  return rounds * used.latency_s + 2.0 * (n - 1) / n * bytes * used.s_per_byte;
}

double NodeClock::send(double busy_s) {
  sends_until_s = std::max(sends_until_s, now_s) + busy_s;
  return sends_until_s;
}

void NodeClock::receive(std::span<const double> arrives_s, std::span<const double> busy_s) {
  double first_byte_s = std::numeric_limits<double>::infinity();
  double last_s = 0;
  double busy_sum_s = 0;
  for (std::size_t k = 0; k < arrives_s.size(); ++k) {
    first_byte_s = std::min(first_byte_s, arrives_s[k] - busy_s[k]);
    last_s = std::max(last_s, arrives_s[k]);
    busy_sum_s += busy_s[k];
  }
  if (arrives_s.empty()) return;
  // The link cannot be done before it has carried everything since the first byte.
  receives_until_s = std::max(last_s, std::max(receives_until_s, first_byte_s) + busy_sum_s);
  now_s = std::max(now_s, receives_until_s);
}

}  // namespace tacit
