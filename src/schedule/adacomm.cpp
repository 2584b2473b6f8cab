#include <cmath>

#include "schedule/adaptive.h"

namespace tacit::schedule {
namespace {

struct Settings {
  Periods periods;
  double floor;
};

class AdaCommPace final : public AdaptivePace {
 public:
  AdaCommPace(const Settings& settings, const Horizon& horizon)
      : AdaptivePace(settings.periods, horizon), floor_(settings.floor) {}

  void carry(Archive& archive) override {
    AdaptivePace::carry(archive);
    archive.scalar("first_loss", first_loss_);
    archive.scalar("first_rate", first_rate_);
  }

 private:
  // Both first values come from the same average; a rate of 0 says nothing about the period.
  Choice choose(const Agreed& agreed) override {
    const double loss = agreed.loss - floor_;
    if (!usable_loss(loss)) return keep_for_unusable("loss not usable");
    if (!(agreed.rate > 0)) return keep();
    if (first_loss_ == 0) {
      first_loss_ = loss;
      first_rate_ = agreed.rate;
      return keep();
    }
    const double ratio = loss / first_loss_ * (first_rate_ / agreed.rate);
    if (!std::isfinite(ratio)) return keep_for_unusable("loss not usable");
    return {std::sqrt(ratio) * static_cast<double>(first()), {"loss ratio", loss / first_loss_}};
  }

  double floor_;
  double first_loss_ = 0;  // 0: none yet
  double first_rate_ = 0;
};

// AdaComm (Wang and Joshi 2019): period = ceil(sqrt(F / F_first * rate_first / rate) * first).
class AdaComm final : public AdaptiveSchedule {
 public:
  explicit AdaComm(Args& args) {
    const long first = args.whole("first", 16, "steps of the first period", between(1, 1e9));
    const long cap = args.whole("cap", 64, "longest period", between(1, 1e9));
    settings_.floor = args.number("floor", 0, "a known lower bound of the loss, subtracted");
    settings_.periods = checked(args, {first, cap});
  }

  std::unique_ptr<Pace> start(const Horizon& horizon) const override {
    return std::make_unique<AdaCommPace>(settings_, horizon);
  }

 private:
  Settings settings_{};
};

}  // namespace

std::unique_ptr<Schedule> make_adacomm(Args& args) {
  return std::make_unique<AdaComm>(args);
}

}  // namespace tacit::schedule
