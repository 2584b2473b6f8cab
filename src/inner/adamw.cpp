#include <array>

#include "inner/inner.h"
#include "inner/moments.h"
#include "inner/scheduled.h"
#include "inner/stretches.h"

namespace tacit::inner {
namespace {

// Loshchilov and Hutter 2019, as in PyTorch: the decay does not pass through the moments.
class AdamW final : public Inner {
 public:
  explicit AdamW(Args& args)
      : rate_(read_rate(args, 0.001)),
        moments_(args, 1e-8),
        decay_(args.number("decay", 0.01, "weight decay, beside the gradient", at_least(0))),
        schedule_(read_schedule(args)) {}

  int lanes() const override { return Moments::lanes; }
  double rate(long step, long steps) const override { return rate_ * schedule_->factor(step, steps); }

  void step(const Ops& ops, const Layout& layout, const InnerStep& now) const override {
    moments_.direct(ops, now);
    over_stretches(layout, decay_, [&](std::size_t offset, std::size_t size, double decay) {
      const Lane x = now.x.part(offset, size);
      const Lane direction = now.gradient.part(offset, size);
      const Term pull{static_cast<float>(-now.rate * decay), x};
      const auto down = static_cast<float>(-now.rate);
      combine_decaying(ops, x, decay, std::array{pull, Term{down, direction}, Term{1, x}});
    });
  }

 private:
  double rate_;
  Moments moments_;
  double decay_;
  std::unique_ptr<Rate> schedule_;
};

}  // namespace

std::unique_ptr<Inner> make_adamw(Args& args) {
  return std::make_unique<AdamW>(args);
}

}  // namespace tacit::inner
