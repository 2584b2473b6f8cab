#include "method/plan.h"

#include <algorithm>

#include "method/fragments.h"
#include "method/lanes.h"
#include "method/pacing.h"

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
  // The same in the words of a codec: gathered where messages do not add up.
  void add_mean(const Codec& codec, const Layout& layout, int members) {
    const auto said = static_cast<double>(codec.bytes(layout));
    if (!codec.lends() && !codec.summable()) {
      messages += members - 1;
      bytes += (members - 1) * said;
    } else {
      for (int turn = 0; turn < codec.turns(); ++turn) add_mean(members, said / codec.turns());
    }
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
        fragments_(cut(layout, method.recipe.fragments)),
        nodes_(nodes),
        dense_(static_cast<double>(layout.size() * sizeof(float))) {
    const double mass = graph.promise() == Promise::columns ? sizeof(double) : 0;
    coded_ = static_cast<double>(method.codec->bytes(layout)) + mass;
  }

  // What is sent after the local update of this step.
  Cost at(long step, PartDue part) {
    owes_average_ = owes_average_ || part.due == Due::everything;
    if (part.due == Due::everything) fragment_ = part.fragment;
    const bool gossip_due = method_.gossips() && part.due == Due::nothing;
    Cost cost;
    if (step < lands_ || (!owes_average_ && !gossip_due)) return cost;
    const long lag = method_.recipe.lag;
    lands_ = step + lag;
    if (!owes_average_) return gossip(step / std::max(1L, lag));
    owes_average_ = false;
    cost.add_mean(*method_.global_codec, fragments_[fragment_].layout, nodes_);
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
    const double tracked = method_.correct() == Correct::tracking ? dense_ : 0;
    const double messages = sent / groups;
    return {tracked > 0 ? 2 * messages : messages, messages * (coded_ + tracked)};
  }

  const Method& method_;
  const Graph& graph_;
  const std::vector<Fragment> fragments_;
  int nodes_;
  double dense_, coded_ = 0;
  std::size_t fragment_ = 0;
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

  Pacing pacing(method, horizon);
  result.period = pacing.period();
  Rounds rounds(method, *graph, layout, nodes);
  Cost cost;
  const long steps = std::clamp(horizon.steps, 1L, most_steps);
  for (long step = 0; step < steps; ++step) {
    const auto [due, fragment] = pacing.due(step);
    if (method.shares_gradients() || due == Due::gradients) {
      cost.add_mean(method.gradient_codec(due), layout, nodes);
    } else if (groups > 1) {
      cost.add_mean(*method.exact, layout, groups);
    }
    cost.add(rounds.at(step, {due, fragment}));
  }
  result.messages_per_step = cost.messages / static_cast<double>(steps);
  result.bytes_per_step = cost.bytes / static_cast<double>(steps);
  return result;
}

}  // namespace tacit
