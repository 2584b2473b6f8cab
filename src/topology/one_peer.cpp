#include "topology/fixed.h"

namespace tacit::topology {
namespace {

// In round k node i hears i - 2^(k mod L), L = ceil(log2 n). A period is exactly J if n is a power of two.
class Hops final : public Graph {
 public:
  explicit Hops(int nodes) : nodes_(nodes) {
    while ((1L << count_) < nodes) ++count_;
  }

  void at(long round, int me, Neighbours& out) const override {
    out.clear();
    if (count_ == 0) return;
    const long hop = 1L << (round % count_);
    out.to.push_back(static_cast<int>((me + hop) % nodes_));
    out.from.push_back(static_cast<int>((me + nodes_ - hop) % nodes_));
    out.weights.push_back(0.5F);
    out.self = 0.5F;
  }

  [[nodiscard]] long period() const override { return count_ == 0 ? 1 : count_; }

 private:
  int nodes_;
  int count_ = 0;
};

class OnePeer final : public Topology {
 public:
  [[nodiscard]] std::unique_ptr<Graph> on(int nodes) const override {
    accept(*this, nodes);
    return std::make_unique<Hops>(nodes);
  }

  [[nodiscard]] bool fixed() const override { return false; }
};

}  // namespace

std::unique_ptr<Topology> make_one_peer(Args&) {
  return std::make_unique<OnePeer>();
}

}  // namespace tacit::topology
