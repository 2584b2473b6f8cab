#include "topology/fixed.h"

namespace tacit::topology {
namespace {

class Ring final : public Topology {
 public:
  [[nodiscard]] std::unique_ptr<Graph> on(int nodes) const override {
    accept(*this, nodes);
    std::vector<Edge> edges;
    for (int i = 0; i < nodes; ++i) edges.push_back({i, (i + 1) % nodes});
    return metropolis(nodes, std::move(edges));
  }
};

}  // namespace

std::unique_ptr<Topology> make_ring(Args&) {
  return std::make_unique<Ring>();
}

}  // namespace tacit::topology
