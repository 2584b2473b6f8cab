#include <array>

#include "outer/outer.h"

namespace tacit::outer {
namespace {

// Wang et al. 2020: u = momentum * u + (anchor - agreed) / g and anchor -= rate * g * u, where g is the local
// rate.
class SlowMo final : public Outer {
 public:
  explicit SlowMo(Args& args)
      : momentum_(args.number("momentum", 0.5, "share of the last slow direction that is kept", fraction())),
        rate_(args.number("rate", 1, "slow learning rate, times the local one", above(0))) {}

  int lanes() const override { return 1; }

  void step(const Ops& ops, const OuterStep& now) const override {
    // No local step moved anything, and u is in units of gradients: there is nothing to learn.
    if (now.rate <= 0) return ops.copy(now.agreed, now.anchor);
    // The displacement takes the anchor's place: between close models it is exact, and the models are added
    // last.
    const Lane moved = now.anchor, u = now.state[0];
    ops.combine(moved, std::array{Term{1, now.anchor}, Term{-1, now.agreed}});
    const auto kept = static_cast<float>(momentum_);
    ops.combine(u, std::array{Term{kept, u}, Term{static_cast<float>(1 / now.rate), moved}});
    const auto down = static_cast<float>(-rate_ * now.rate);
    ops.combine(now.anchor, std::array{Term{1, moved}, Term{down, u}, Term{1, now.agreed}});
  }

 private:
  double momentum_, rate_;
};

}  // namespace

std::unique_ptr<Outer> make_slowmo(Args& args) {
  return std::make_unique<SlowMo>(args);
}

}  // namespace tacit::outer
