#include "method/plan.h"

#include <algorithm>

#include "method/lanes.h"

namespace tacit {
namespace {

constexpr long most_steps = 2000;  // enough to see every period; adaptive schedules are not foreseen anyway

struct Cost {
  double messages = 0, bytes = 0;

  // An all-reduce in two halves: scatter what is summed, gather the sums.
  void add_mean(int members, double message) {
    const double others = members - 1;
    messages += 2 * others;
    bytes += 2 * others / members * message;
  }
};

// The mean over nodes of what one round of gossip sends.
Cost gossip(const Graph& graph, int nodes, long round, double message) {
  Neighbours peers;
  double sent = 0;
  for (int me = 0; me < nodes; ++me) {
    graph.at(round, me, peers);
    sent += static_cast<double>(peers.to.size());
  }
  return {sent / nodes, sent / nodes * message};
}

}  // namespace

Footprint footprint(const Method& method, const Layout& layout, int nodes, const Horizon& horizon) {
  const int groups = static_cast<int>(method.recipe.groups);
  const auto graph = method.topology->on(nodes / groups);
  const bool mass = graph->promise() == Promise::columns;
  Footprint result;
  for (const std::string& name : lane_names(method, mass)) {
    result.lanes.emplace_back(name, layout.size() * sizeof(float));
    result.bytes += result.lanes.back().second;
  }

  const auto dense = static_cast<double>(layout.size() * sizeof(float));
  const auto coded = static_cast<double>(method.codec->bytes(layout)) + (mass ? sizeof(double) : 0);
  const double gradients = method.gradients ? static_cast<double>(method.gradients->bytes(layout)) : dense;
  const long lag = std::max(1L, method.recipe.lag);
  const auto pace = method.schedule->start(horizon);
  result.period = pace->period();
  Cost cost;
  const long steps = std::clamp(horizon.steps, 1L, most_steps);
  for (long step = 0; step < steps; ++step) {
    const Due due = pace->at(step);
    if (method.gradients != nullptr || due == Due::gradients) {
      cost.add_mean(nodes, gradients);
    } else if (groups > 1) {
      cost.add_mean(groups, dense);
    }
    if (due == Due::everything) cost.add_mean(nodes, dense);
    if (due != Due::nothing || !method.gossips() || step % lag != 0) continue;
    const Cost round = gossip(*graph, nodes / groups, step / lag, coded);
    cost.messages += round.messages;
    cost.bytes += round.bytes;
  }
  result.messages_per_step = cost.messages / static_cast<double>(steps);
  result.bytes_per_step = cost.bytes / static_cast<double>(steps);
  return result;
}

}  // namespace tacit
