#include "topology/fixed.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <tuple>

namespace tacit::topology {
namespace {

// Lists of all nodes, one behind the other: those of node i lie at first[i] .. first[i + 1].
class Fixed final : public Graph {
 public:
  Fixed(int nodes, std::vector<Link> links, Promise promise)
      : promise_(promise), first_to_(places(nodes)), first_from_(places(nodes)) {
    std::sort(links.begin(), links.end(),
              [](const Link& a, const Link& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });
    fill_columns(links);
    std::sort(links.begin(), links.end(),
              [](const Link& a, const Link& b) { return std::tie(a.to, a.from) < std::tie(b.to, b.from); });
    fill_rows(links);
  }

  void at(long, int me, Neighbours& out) const override {
    const auto row = static_cast<std::size_t>(me);
    out.to.assign(to_.begin() + first_to_[row], to_.begin() + first_to_[row + 1]);
    out.from.assign(from_.begin() + first_from_[row], from_.begin() + first_from_[row + 1]);
    out.weights.assign(weights_.begin() + first_from_[row], weights_.begin() + first_from_[row + 1]);
    out.self = self_[row];
  }

  [[nodiscard]] std::vector<double> exact(long, int me) const override {
    const auto row = static_cast<std::size_t>(me);
    std::vector<double> weights(exact_.begin() + first_from_[row], exact_.begin() + first_from_[row + 1]);
    weights.push_back(exact_self_[row]);
    return weights;
  }

  [[nodiscard]] Promise promise() const override { return promise_; }

 private:
  static std::vector<long> places(int nodes) {
    return std::vector<long>(static_cast<std::size_t>(nodes) + 1);
  }

  void fill_columns(const std::vector<Link>& links) {
    exact_self_.assign(first_to_.size() - 1, 1.0);
    std::vector<double> rounded_self = exact_self_;
    for (const Link& link : links) {
      assert(link.to != link.from);
      const auto column = static_cast<std::size_t>(link.from);
      exact_self_[column] -= link.weight;
      rounded_self[column] -= static_cast<float>(link.weight);
      to_.push_back(link.to);
      ++first_to_[column + 1];
    }
    self_.assign(rounded_self.begin(), rounded_self.end());
    std::partial_sum(first_to_.begin(), first_to_.end(), first_to_.begin());
  }

  void fill_rows(const std::vector<Link>& links) {
    for (const Link& link : links) {
      from_.push_back(link.from);
      exact_.push_back(link.weight);
      weights_.push_back(static_cast<float>(link.weight));
      ++first_from_[static_cast<std::size_t>(link.to) + 1];
    }
    std::partial_sum(first_from_.begin(), first_from_.end(), first_from_.begin());
  }

  Promise promise_;
  std::vector<long> first_to_, first_from_;
  std::vector<int> to_, from_;
  std::vector<float> weights_, self_;
  std::vector<double> exact_, exact_self_;
};

// How many nodes hear of node 0, or with `backwards` how many node 0 hears of.
int reached(const Graph& graph, int nodes, bool backwards) {
  std::vector<bool> seen(static_cast<std::size_t>(nodes));
  seen[0] = true;
  std::vector<int> open{0};
  Neighbours row;
  int count = 1;
  while (!open.empty()) {
    graph.at(0, open.back(), row);
    open.pop_back();
    for (const int peer : backwards ? row.from : row.to) {
      if (seen[static_cast<std::size_t>(peer)]) continue;
      seen[static_cast<std::size_t>(peer)] = true;
      open.push_back(peer);
      ++count;
    }
  }
  return count;
}

}  // namespace

std::unique_ptr<Graph> weighted(int nodes, std::vector<Link> links, Promise promise) {
  return std::make_unique<Fixed>(nodes, std::move(links), promise);
}

std::unique_ptr<Graph> metropolis(int nodes, std::vector<Edge> edges) {
  for (Edge& edge : edges) edge = {std::min(edge.a, edge.b), std::max(edge.a, edge.b)};
  std::erase_if(edges, [](const Edge& edge) { return edge.a == edge.b; });
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());

  std::vector<int> degree(static_cast<std::size_t>(nodes));
  for (const Edge& edge : edges) {
    ++degree[static_cast<std::size_t>(edge.a)];
    ++degree[static_cast<std::size_t>(edge.b)];
  }
  std::vector<Link> links;
  for (const auto& [a, b] : edges) {
    const double weight =
        1.0 / (1 + std::max(degree[static_cast<std::size_t>(a)], degree[static_cast<std::size_t>(b)]));
    links.push_back({a, b, weight});
    links.push_back({b, a, weight});
  }
  return weighted(nodes, std::move(links));
}

bool connected(const Graph& graph, int nodes) {
  return reached(graph, nodes, false) == nodes && reached(graph, nodes, true) == nodes;
}

void accept(const Topology& topology, int nodes) {
  if (const auto reason = topology.refuses(nodes)) throw Error(*reason);
}

}  // namespace tacit::topology
