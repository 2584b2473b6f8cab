#include <algorithm>
#include <cmath>

#include "schedule/adaptive.h"

namespace tacit::schedule {
namespace {

struct Settings {
  Periods periods;
  double low, high;
};

// The steps at which the phases begin: period 1, the first period while spreads are sampled, adapting.
struct Phases {
  long sampling, adapting;
};

class VariancePace final : public AdaptivePace {
 public:
  VariancePace(const Settings& settings, Phases phases, const Horizon& horizon)
      : AdaptivePace(settings.periods, horizon), settings_(settings), phases_(phases) {
    if (phases.sampling > 0) set_period(1, {"first epoch", 0});
  }

  Due at(long step) override {
    if (step == phases_.sampling) set_period(static_cast<double>(first()), {"first epoch over", 0});
    return AdaptivePace::at(step);
  }
  void carry(Archive& archive) override {
    AdaptivePace::carry(archive);
    archive.scalar("spread_over_rate", target_);
    archive.scalar("spreads_sampled", sampled_);
  }

 private:
  Choice choose(const Agreed& agreed) override {
    if (agreed.step < phases_.sampling || !(agreed.rate > 0)) return keep();
    // Rounding may leave a spread of zero slightly negative.
    const double spread = std::isnan(agreed.spread) ? agreed.spread : std::max(0.0, agreed.spread);
    const double scaled = spread / agreed.rate;
    if (!std::isfinite(scaled)) return keep_for_unusable("spread not usable");
    if (agreed.step < phases_.adapting) {
      target_ += (scaled - target_) / static_cast<double>(++sampled_);
      return keep();
    }
    if (target_ == 0) return keep();
    const double ratio = scaled / target_;
    const double change = ratio < settings_.low ? 1 : ratio > settings_.high ? -1 : 0;
    return {static_cast<double>(period()) + change, {"spread over target", ratio}};
  }

  Settings settings_;
  Phases phases_;
  double target_ = 0;  // mean of spread / rate over the samples
  long sampled_ = 0;
};

// ADPSGD (Jiang and Agrawal 2020): holds spread / rate where it was while it was sampled.
class Variance final : public AdaptiveSchedule {
 public:
  explicit Variance(Args& args) {
    const long first = args.whole("first", 4, "steps of a period while spreads are sampled", between(1, 1e9));
    sampling_ = args.number("sampling", 0.25, "share of the run in which spreads are sampled",
                            {.low = 0, .high = 1, .low_open = true, .high_open = true});
    settings_.low = args.number("low", 0.7, "below this share of the target the period grows by 1", share());
    settings_.high =
        args.number("high", 1.3, "above this multiple of it the period shrinks by 1", at_least(1));
    first_epochs_ = args.whole("first_epoch", 1,
                               "epochs before that with an average every step, at most a quarter of the run; "
                               "0 where the task has none",
                               between(0, 1e6));
    const long cap = args.whole("cap", 1000, "longest period", between(1, 1e9));
    settings_.periods = checked(args, {first, cap});
  }

  std::unique_ptr<Pace> start(const Horizon& horizon) const override {
    long opening = first_epochs_ * horizon.steps_per_epoch;
    if (horizon.steps > 0) opening = std::min(opening, horizon.steps / 4);
    const auto sampled = static_cast<long>(std::ceil(sampling_ * static_cast<double>(horizon.steps)));
    return std::make_unique<VariancePace>(settings_, Phases{opening, opening + sampled}, horizon);
  }
  bool wants_spread() const override { return true; }

 private:
  Settings settings_{};
  double sampling_;
  long first_epochs_;
};

}  // namespace

std::unique_ptr<Schedule> make_variance(Args& args) {
  return std::make_unique<Variance>(args);
}

}  // namespace tacit::schedule
