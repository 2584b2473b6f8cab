#include "schedule/adaptive.h"

namespace tacit::schedule {
namespace {

// Adaptive LUPA-SGD (Haddadpour et al. 2019): period = ceil((F_first / F)^(1/3) * first).
class Lupa final : public AdaptiveSchedule {
 public:
  explicit Lupa(Args& args) {
    const long first = args.whole("first", 91, "steps of the first period", between(1, 1e9));
    rule_.exponent = args.number("exponent", 0.3333333333333333, "power of first loss over loss; 0: constant",
                                 between(0, 8));
    const long cap = args.whole("cap", 1000, "longest period", between(1, 1e9));
    rule_.floor = args.number("floor", 0, "a known lower bound of the loss, subtracted");
    rule_.periods = checked(args, {first, cap});
  }

  std::unique_ptr<Pace> start(const Horizon& horizon) const override { return start_by_loss(rule_, horizon); }

 private:
  LossRule rule_{};
};

}  // namespace

std::unique_ptr<Schedule> make_lupa(Args& args) {
  return std::make_unique<Lupa>(args);
}

}  // namespace tacit::schedule
