#include "topology/fixed.h"

namespace tacit::topology {
namespace {

class Star final : public Topology {
 public:
  [[nodiscard]] std::unique_ptr<Graph> on(int nodes) const override {
    accept(*this, nodes);
    std::vector<Edge> edges;
    for (int leaf = 1; leaf < nodes; ++leaf) edges.push_back({0, leaf});
    return metropolis(nodes, std::move(edges));
  }
};

}  // namespace

std::unique_ptr<Topology> make_star(Args&) {
  return std::make_unique<Star>();
}

}  // namespace tacit::topology
