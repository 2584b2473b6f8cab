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
  void add(const Cost& other) {
    messages += other.messages;
    bytes += other.bytes;
  }
};

// The parameter rounds of a run: at most one in flight, an average before gossip.
class Rounds {
 public:
  Rounds(const Method& method, const Graph& graph, const Layout& layout, int nodes)
      : method_(method),
        graph_(graph),
        nodes_(nodes),
        dense_(static_cast<double>(layout.size() * sizeof(float))) {
    const double mass = graph.promise() == Promise::columns ? sizeof(double) : 0;
    coded_ = static_cast<double>(method.codec->bytes(layout)) + mass;
  }

  // What is sent after the local update of this step.
  Cost at(long step, Due due) {
    owes_average_ = owes_average_ || due == Due::everything;
    const bool gossip_due = method_.gossips() && due == Due::nothing;
    Cost cost;
    if (step < lands_ || (!owes_average_ && !gossip_due)) return cost;
    const long lag = method_.recipe.lag;
    lands_ = step + lag;
    if (!owes_average_) return gossip(step / std::max(1L, lag));
    owes_average_ = false;
    cost.add_mean(nodes_, dense_);
    const int momenta = method_.recipe.momentum == "average" ? method_.inner->lanes() : 0;
    if (momenta > 0) cost.add_mean(nodes_, momenta * dense_);
    return cost;
  }

 private:
  // The mean over nodes.
  [[nodiscard]] Cost gossip(long round) const {
    const int groups = nodes_ / static_cast<int>(method_.recipe.groups);
    Neighbours peers;
    double sent = 0;
    for (int me = 0; me < groups; ++me) {
      graph_.at(round, me, peers);
      sent += static_cast<double>(peers.to.size());
    }
    return {sent / groups, sent / groups * coded_};
  }

  const Method& method_;
  const Graph& graph_;
  int nodes_;
  double dense_, coded_ = 0;
  long lands_ = 0;  // the step in which the round in flight is due
  bool owes_average_ = false;
};

}  // namespace

Footprint footprint(const Method& method, const Layout& layout, int nodes, const Horizon& horizon) {
  const int groups = static_cast<int>(method.recipe.groups);
  const auto graph = method.topology->on(nodes / groups);
  Footprint result;
  for (const std::string& name : lane_names(method, graph->promise() == Promise::columns)) {
    result.lanes.emplace_back(name, layout.size() * sizeof(float));
    result.bytes += result.lanes.back().second;
  }

  const auto dense = static_cast<double>(layout.size() * sizeof(float));
  const double gradients = method.gradients ? static_cast<double>(method.gradients->bytes(layout)) : dense;
  const auto pace = method.schedule->start(horizon);
  result.period = pace->period();
  Rounds rounds(method, *graph, layout, nodes);
  Cost cost;
  const long steps = std::clamp(horizon.steps, 1L, most_steps);
  for (long step = 0; step < steps; ++step) {
    const Due due = pace->at(step);
    if (method.gradients != nullptr || due == Due::gradients) {
      cost.add_mean(nodes, gradients);
    } else if (groups > 1) {
      cost.add_mean(groups, dense);
    }
    cost.add(rounds.at(step, due));
  }
  result.messages_per_step = cost.messages / static_cast<double>(steps);
  result.bytes_per_step = cost.bytes / static_cast<double>(steps);
  return result;
}

}  // namespace tacit
