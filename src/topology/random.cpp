#include <algorithm>

#include "base/key.h"
#include "topology/fixed.h"

namespace tacit::topology {
namespace {

bool has(const std::vector<int>& peers, int peer) {
  return std::find(peers.begin(), peers.end(), peer) != peers.end();
}

// A regular graph that forgets its start by random swaps of two edges, which keep every degree.
class Shuffled {
 public:
  Shuffled(int nodes, int degree, Key key) : peers_(static_cast<std::size_t>(nodes)), key_(key) {
    for (int i = 0; i < nodes; ++i) {
      for (int hop = 1; hop <= degree / 2; ++hop) add(i, (i + hop) % nodes);
      if (degree % 2 == 1 && i < nodes / 2) add(i, i + nodes / 2);
    }
  }

  // Replaces (a, b) and (c, d) by (a, d) and (c, b), unless that makes a loop or a second edge.
  void swap() {
    Edge& one = draw_edge();
    Edge& other = draw_edge();
    if (key_.bits(draws_++) % 2 == 1) std::swap(other.a, other.b);
    const auto [a, b] = one;
    const auto [c, d] = other;
    if (a == c || a == d || b == c || b == d || has(of(a), d) || has(of(c), b)) return;
    replace(a, b, d);
    replace(b, a, c);
    replace(c, d, b);
    replace(d, c, a);
    one = {a, d};
    other = {c, b};
  }

  [[nodiscard]] const std::vector<Edge>& edges() const { return edges_; }

 private:
  std::vector<int>& of(int node) { return peers_[static_cast<std::size_t>(node)]; }

  void add(int a, int b) {
    edges_.push_back({a, b});
    of(a).push_back(b);
    of(b).push_back(a);
  }

  void replace(int node, int before, int after) {
    std::replace(of(node).begin(), of(node).end(), before, after);
  }

  Edge& draw_edge() { return edges_[key_.below(edges_.size(), draws_++)]; }

  std::vector<Edge> edges_;
  std::vector<std::vector<int>> peers_;
  Key key_;
  std::uint64_t draws_ = 0;
};

class Random final : public Topology {
 public:
  Random(long degree, long seed) : degree_(degree), seed_(seed) {}

  [[nodiscard]] std::optional<std::string> refuses(int nodes) const override {
    if (nodes <= 1) return Topology::refuses(nodes);
    if (degree_ == 1 && nodes > 2) {
      return fmt::format("random: with degree=1 only 2 nodes are connected, got {}; try a larger degree",
                         nodes);
    }
    if (degree_ >= nodes) {
      return fmt::format("random: degree={} needs at least {} nodes, got {}", degree_, degree_ + 1, nodes);
    }
    if (degree_ % 2 == 1 && nodes % 2 == 1) {
      return fmt::format("random: an odd degree={} needs an even number of nodes, got {}; try {}", degree_,
                         nodes, nodes + 1);
    }
    return std::nullopt;
  }

  [[nodiscard]] std::unique_ptr<Graph> on(int nodes) const override {
    accept(*this, nodes);
    if (nodes == 1) return weighted(1, {});
    Shuffled shuffled(nodes, static_cast<int>(degree_),
                      Key(static_cast<std::uint64_t>(seed_)).at(Purpose::topology));
    // Ten swaps an edge leave no trace of the start; more follow only while the graph falls apart.
    constexpr std::size_t swaps_per_edge = 10;
    while (true) {
      for (std::size_t i = 0; i < swaps_per_edge * shuffled.edges().size(); ++i) shuffled.swap();
      auto graph = metropolis(nodes, shuffled.edges());
      if (connected(*graph, nodes)) return graph;
    }
  }

 private:
  long degree_, seed_;
};

}  // namespace

std::unique_ptr<Topology> make_random(Args& args) {
  const long degree = args.whole("degree", 4, "neighbours of every node", between(1, 1e6));
  const long seed = args.whole("seed", 0, "which of the regular graphs", at_least(0));
  return std::make_unique<Random>(degree, seed);
}

}  // namespace tacit::topology
