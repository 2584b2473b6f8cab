#include "world/clock.h"

#include <algorithm>

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

void NodeClock::receive(std::span<Arrival> arrivals) {
  std::sort(arrivals.begin(), arrivals.end(),
            [](const Arrival& a, const Arrival& b) { return a.first_s() < b.first_s(); });
  for (const Arrival& message : arrivals) {
    receives_until_s =
        std::max(message.last_s, std::max(receives_until_s, message.first_s()) + message.busy_s);
    now_s = std::max(now_s, receives_until_s);
  }
}

}  // namespace tacit
