#include "topology/fixed.h"

namespace tacit::topology {
namespace {

// Node i hears i - 2^t for all 2^t < n. These hops differ from each other for every n, so no peer comes
// twice.
class Exponential final : public Topology {
 public:
  [[nodiscard]] std::unique_ptr<Graph> on(int nodes) const override {
    accept(*this, nodes);
    int hops = 0;
    for (long hop = 1; hop < nodes; hop *= 2) ++hops;
    std::vector<Link> links;
    for (int i = 0; i < nodes; ++i) {
      for (int t = 0; t < hops; ++t) {
        const long to = (i + (1L << t)) % nodes;
        links.push_back({static_cast<int>(to), i, 1.0 / (hops + 1)});
      }
    }
    return weighted(nodes, std::move(links));
  }
};

}  // namespace

std::unique_ptr<Topology> make_exponential(Args&) {
  return std::make_unique<Exponential>();
}

}  // namespace tacit::topology
