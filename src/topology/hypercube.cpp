#include <bit>

#include "topology/fixed.h"

namespace tacit::topology {
namespace {

class Hypercube final : public Topology {
 public:
  [[nodiscard]] std::optional<std::string> refuses(int nodes) const override {
    if (nodes < 1 || std::has_single_bit(static_cast<unsigned>(nodes))) return Topology::refuses(nodes);
    const auto below = std::bit_floor(static_cast<unsigned>(nodes));
    return fmt::format("hypercube: the number of nodes must be a power of two, got {}; try {} or {}", nodes,
                       below, 2 * below);
  }

  [[nodiscard]] std::unique_ptr<Graph> on(int nodes) const override {
    accept(*this, nodes);
    std::vector<Edge> edges;
    for (int i = 0; i < nodes; ++i) {
      for (int bit = 1; bit < nodes; bit *= 2) edges.push_back({i, i ^ bit});
    }
    return metropolis(nodes, std::move(edges));
  }
};

}  // namespace

std::unique_ptr<Topology> make_hypercube(Args&) {
  return std::make_unique<Hypercube>();
}

}  // namespace tacit::topology
