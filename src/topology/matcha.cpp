#include <algorithm>

#include "base/key.h"
#include "topology/plan.h"

namespace tacit::topology {
namespace {

// A neighbour and the matching in which it is met.
struct Meeting {
  int peer;
  std::size_t matching;
};

class Matchings final : public Graph {
 public:
  Matchings(int nodes, const std::vector<Matching>& matchings, const Plan& plan, Key key)
      : meetings_(static_cast<std::size_t>(nodes)),
        probabilities_(plan.probabilities),
        pull_(static_cast<float>(plan.pull)),
        key_(key) {
    for (std::size_t j = 0; j < matchings.size(); ++j) {
      for (const auto& [a, b] : matchings[j]) {
        meetings_[static_cast<std::size_t>(a)].push_back({b, j});
        meetings_[static_cast<std::size_t>(b)].push_back({a, j});
      }
    }
    for (auto& mine : meetings_) {
      std::sort(mine.begin(), mine.end(), [](const Meeting& a, const Meeting& b) { return a.peer < b.peer; });
    }
  }

  void at(long round, int me, Neighbours& out) const override {
    out.clear();
    const Key drawn = key_.at(static_cast<std::uint64_t>(round));
    for (const auto& [peer, matching] : meetings_[static_cast<std::size_t>(me)]) {
      if (drawn.uniform(matching) < probabilities_[matching]) out.from.push_back(peer);
    }
    out.to = out.from;
    out.weights.assign(out.from.size(), pull_);
    out.self = 1.0F - static_cast<float>(out.from.size()) * pull_;
  }

  [[nodiscard]] long period() const override { return 0; }

 private:
  std::vector<std::vector<Meeting>> meetings_;
  std::vector<double> probabilities_;
  float pull_;
  Key key_;
};

// The edges of a graph, or nothing if some node hears another that does not hear it.
std::optional<std::vector<Edge>> edges_of(const Graph& graph, int nodes) {
  std::vector<Edge> edges;
  Neighbours row;
  for (int i = 0; i < nodes; ++i) {
    graph.at(0, i, row);
    if (row.to != row.from) return std::nullopt;
    for (const int peer : row.from) {
      if (peer > i) edges.push_back({i, peer});
    }
  }
  return edges;
}

class Matcha final : public Topology {
 public:
  Matcha(std::unique_ptr<Topology> base, double budget, long seed)
      : base_(std::move(base)), budget_(budget), seed_(seed) {}

  [[nodiscard]] std::optional<std::string> refuses(int nodes) const override {
    if (nodes <= 1) return Topology::refuses(nodes);
    if (const auto reason = base_->refuses(nodes)) return "matcha: its base refuses: " + *reason;
    const auto graph = base_->on(nodes);
    if (!edges_of(*graph, nodes)) {
      return fmt::format("matcha: its base must be undirected, which it is not on {} nodes; try base=ring",
                         nodes);
    }
    if (!connected(*graph, nodes)) {
      return fmt::format("matcha: its base must be connected, which it is not on {} nodes; try base=ring",
                         nodes);
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<std::string> warns(int nodes) const override {
    if (nodes <= 512) return base_->warns(nodes);
    return fmt::format("matcha: the plan for {} nodes takes a while: dozens of dense eigenproblems", nodes);
  }

  [[nodiscard]] std::unique_ptr<Graph> on(int nodes) const override {
    accept(*this, nodes);
    const Key key = Key(static_cast<std::uint64_t>(seed_)).at(Purpose::topology);
    if (nodes == 1) return std::make_unique<Matchings>(1, std::vector<Matching>{}, Plan{}, key);
    const auto rounds = matchings(nodes, *edges_of(*base_->on(nodes), nodes));
    return std::make_unique<Matchings>(nodes, rounds, plan(nodes, rounds, budget_), key);
  }

  [[nodiscard]] bool fixed() const override { return false; }

 private:
  std::unique_ptr<Topology> base_;
  double budget_;
  long seed_;
};

}  // namespace

std::unique_ptr<Topology> make_matcha(Args& args) {
  const Spelled spelled = args.policy("base", "ring", "the undirected topology whose edges are used");
  const double budget =
      args.number("budget", 0.5, "share of the base's matchings that speak in a round, on average", share());
  const long seed = args.whole("seed", 0, "which random rounds", at_least(0));
  auto base = topologies().make(spelled);
  if (!base->fixed()) fail("matcha: base must be the same in every round, got {}; try ring", print(spelled));
  return std::make_unique<Matcha>(std::move(base), budget, seed);
}

}  // namespace tacit::topology
