#include <array>

#include "inner/inner.h"
#include "inner/scheduled.h"
#include "inner/stretches.h"

namespace tacit::inner {
namespace {

// As in PyTorch: g += decay * x; m = momentum * m + g; x -= rate * (nesterov ? g + momentum * m : m).
class Sgd final : public Inner {
 public:
  explicit Sgd(Args& args)
      : rate_(read_rate(args, 0.1)),
        momentum_(args.number("momentum", 0, "share of the last direction that is kept", fraction())),
        nesterov_(args.flag("nesterov", false, "look ahead along the momentum")),
        decay_(args.number("decay", 0, "weight decay, added to the gradient", at_least(0))),
        schedule_(read_schedule(args)) {
    if (nesterov_ && momentum_ == 0) fail("sgd: nesterov needs a momentum above 0, got 0; try momentum=0.9");
  }

  int lanes() const override { return momentum_ > 0 ? 1 : 0; }
  double rate(long step, long steps) const override { return rate_ * schedule_->factor(step, steps); }

  void step(const Ops& ops, const Layout& layout, const InnerStep& now) const override {
    over_stretches(layout, decay_, [&](std::size_t offset, std::size_t size, double decay) {
      const Lane x = now.x.part(offset, size);
      const Lane g = now.gradient.part(offset, size);
      // The small terms stand before x, so that x is rounded once.
      const auto down = static_cast<float>(-now.rate);
      const Term pull{static_cast<float>(-now.rate * decay), x};
      if (lanes() == 0) return combine_decaying(ops, x, decay, std::array{pull, Term{down, g}, Term{1, x}});

      const Lane m = now.state[0].part(offset, size);
      const Term pulled{static_cast<float>(decay), x};
      const auto kept = static_cast<float>(momentum_);
      combine_decaying(ops, m, decay, std::array{pulled, Term{kept, m}, Term{1, g}});
      if (!nesterov_) return ops.combine(x, std::array{Term{down, m}, Term{1, x}});
      const auto ahead = static_cast<float>(-now.rate * momentum_);
      combine_decaying(ops, x, decay, std::array{pull, Term{down, g}, Term{ahead, m}, Term{1, x}});
    });
  }

 private:
  double rate_, momentum_;
  bool nesterov_;
  double decay_;
  std::unique_ptr<Rate> schedule_;
};

}  // namespace

std::unique_ptr<Inner> make_sgd(Args& args) {
  return std::make_unique<Sgd>(args);
}

}  // namespace tacit::inner
