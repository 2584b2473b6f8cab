#include "schedule/adaptive.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace tacit::schedule {
namespace {

constexpr long patience = 3;

class LossPace final : public AdaptivePace {
 public:
  LossPace(const LossRule& rule, const Horizon& horizon) : AdaptivePace(rule.periods, horizon), rule_(rule) {}

  void carry(Archive& archive) override {
    AdaptivePace::carry(archive);
    archive.scalar("first_loss", first_loss_);
  }

 private:
  Choice choose(const Agreed& agreed) override {
    const double loss = agreed.loss - rule_.floor;
    if (!usable_loss(loss)) return keep_for_unusable("loss not usable");
    if (first_loss_ == 0 || agreed.step < rule_.warmup) {
      first_loss_ = first_loss_ == 0 ? loss : (first_loss_ + loss) / 2;
      return keep();
    }
    const long base = rule_.compounds ? period() : first();
    return {std::pow(first_loss_ / loss, rule_.exponent) * static_cast<double>(base),
            {"loss ratio", loss / first_loss_}};
  }

  LossRule rule_;
  double first_loss_ = 0;  // 0: none yet
};

}  // namespace

Periods checked(const Args& args, Periods periods) {
  if (periods.first > periods.cap) {
    fail("{}: first must be at most cap = {}, got {}; raise cap", args.owner(), periods.cap, periods.first);
  }
  return periods;
}

Due AdaptivePace::at(long step) {
  if (step - fell_due_ < period_ && step + 1 != steps_) return Due::nothing;
  fell_due_ = step;
  return Due::everything;
}

void AdaptivePace::learn(const Agreed& agreed) {
  const Choice choice = choose({fell_due_, agreed.loss, agreed.spread, agreed.rate});
  if (choice.usable) {
    unusable_ = 0;
    set_period(choice.period, choice.reason);
  } else if (++unusable_ >= patience) {
    set_period(static_cast<double>(periods_.first), {choice.reason.what, static_cast<double>(unusable_)});
  }
}

AdaptivePace::Choice AdaptivePace::keep_for_unusable(std::string_view what) const {
  return {static_cast<double>(period_), {what}, false};
}

// Clamped before it becomes a whole number: a quotient of losses may be infinite.
void AdaptivePace::set_period(double period, Reason reason) {
  const auto next = static_cast<long>(std::clamp(std::ceil(period), 1.0, static_cast<double>(periods_.cap)));
  if (next != period_) reason_ = reason;
  period_ = next;
}

void AdaptivePace::carry(Archive& archive) {
  archive.scalar("period", period_);
  archive.scalar("fell_due", fell_due_);
  archive.scalar("unusable", unusable_);
}

bool usable_loss(double above_floor) {
  return std::isfinite(above_floor) && above_floor > 0;
}

std::unique_ptr<Pace> start_by_loss(const LossRule& rule, const Horizon& horizon) {
  return std::make_unique<LossPace>(rule, horizon);
}

}  // namespace tacit::schedule
