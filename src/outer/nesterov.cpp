#include <array>

#include "outer/outer.h"

namespace tacit::outer {
namespace {

// DiLoCo (Douillard et al. 2023), as PyTorch's Nesterov: with D = anchor - agreed, m = momentum * m + D and
// anchor -= rate * (D + momentum * m). The local learning rate has no part in it.
class Nesterov final : public Outer {
 public:
  explicit Nesterov(Args& args)
      : rate_(args.number("rate", 0.7, "share of the displacement that is taken", above(0))),
        momentum_(args.number("momentum", 0.9, "share of the last displacement that is kept", fraction())) {}

  int lanes() const override { return 1; }

  void step(const Ops& ops, const OuterStep& now) const override {
    // The displacement takes the anchor's place: between close models it is exact, and the models are added
    // last.
    const Lane moved = now.anchor, m = now.state[0];
    ops.combine(moved, std::array{Term{1, now.anchor}, Term{-1, now.agreed}});
    ops.combine(m, std::array{Term{static_cast<float>(momentum_), m}, Term{1, moved}});
    const auto left = static_cast<float>(1 - rate_);
    const auto down = static_cast<float>(-rate_ * momentum_);
    ops.combine(now.anchor, std::array{Term{left, moved}, Term{down, m}, Term{1, now.agreed}});
  }

 private:
  double rate_, momentum_;
};

}  // namespace

std::unique_ptr<Outer> make_nesterov(Args& args) {
  return std::make_unique<Nesterov>(args);
}

}  // namespace tacit::outer
