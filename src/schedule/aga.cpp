#include <algorithm>

#include "schedule/adaptive.h"

namespace tacit::schedule {
namespace {

// Gossip-AGA (Chen et al. 2021, eq. 9): period = ceil((F_first / F)^(1/4) * first).
class Aga final : public AdaptiveSchedule {
 public:
  explicit Aga(Args& args) {
    const long first = args.whole("first", 4, "steps of the first period", between(1, 1e9));
    rule_.exponent =
        args.number("exponent", 0.25, "power of first loss over loss; 0: constant", between(0, 8));
    rule_.compounds =
        args.choice("base", {"first", "previous"}, "the period that is multiplied") == "previous";
    const long cap = args.whole("cap", 64, "longest period", between(1, 1e9));
    rule_.warmup = args.whole(
        "warmup", 0,
        "steps in which the period stays and the first loss is smoothed; 0: 5 epochs, or 5 % of the run "
        "if that is less or the task has no epochs",
        between(0, 1e15));
    last_loss_ = args.choice("loss", {"mean", "batch"},
                             "of the steps since the last average, or of the last one") == "batch";
    rule_.floor = args.number("floor", 0, "a known lower bound of the loss, subtracted");
    rule_.periods = checked(args, {first, cap});
  }

  std::unique_ptr<Pace> start(const Horizon& horizon) const override {
    LossRule rule = rule_;
    if (rule.warmup == 0) rule.warmup = usual_warmup(horizon);
    return start_by_loss(rule, horizon);
  }
  bool wants_last_loss() const override { return last_loss_; }

 private:
  static long usual_warmup(const Horizon& horizon) {
    const long epochs = 5 * horizon.steps_per_epoch;
    if (horizon.steps == 0) return epochs;
    return epochs == 0 ? horizon.steps / 20 : std::min(epochs, horizon.steps / 20);
  }

  LossRule rule_{};
  bool last_loss_;
};

}  // namespace

std::unique_ptr<Schedule> make_aga(Args& args) {
  return std::make_unique<Aga>(args);
}

}  // namespace tacit::schedule
