#include "topology/fixed.h"

namespace tacit::topology {
namespace {

// Counts instead of storing its n * n links.
class Everyone final : public Graph {
 public:
  explicit Everyone(int nodes) : nodes_(nodes), weight_(static_cast<float>(1.0 / nodes)) {
    self_ = static_cast<float>(1.0 - (nodes - 1) * static_cast<double>(weight_));
  }

  void at(long, int me, Neighbours& out) const override {
    out.clear();
    for (int peer = 0; peer < nodes_; ++peer) {
      if (peer != me) out.to.push_back(peer);
    }
    out.from = out.to;
    out.weights.assign(out.from.size(), weight_);
    out.self = self_;
  }

  [[nodiscard]] std::vector<double> exact(long, int) const override {
    std::vector<double> weights(static_cast<std::size_t>(nodes_), 1.0 / nodes_);
    return weights;
  }

 private:
  int nodes_;
  float weight_, self_;
};

class Complete final : public Topology {
 public:
  [[nodiscard]] std::unique_ptr<Graph> on(int nodes) const override {
    accept(*this, nodes);
    return std::make_unique<Everyone>(nodes);
  }
};

}  // namespace

std::unique_ptr<Topology> make_complete(Args&) {
  return std::make_unique<Complete>();
}

}  // namespace tacit::topology
