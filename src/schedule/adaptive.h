// What schedules share that choose their periods by what global averages tell.
#pragma once

#include "schedule/schedule.h"

namespace tacit::schedule {

// Periods lie in 1..cap and begin with `first`.
struct Periods {
  long first, cap;
};

// Refuses a first period above the cap.
Periods checked(const Args& args, Periods periods);

// Averages when so many steps have passed since the last average fell due, and on the last step of the run.
class AdaptivePace : public Pace {
 public:
  AdaptivePace(Periods periods, const Horizon& horizon)
      : periods_(periods), steps_(horizon.steps), period_(periods.first) {}

  Due at(long step) override;
  // After three averages in a row whose numbers were not usable the first period returns.
  void learn(const Agreed& agreed) final;
  long period() const final { return period_; }
  Reason reason() const final { return reason_; }
  void carry(Archive& archive) override;

 protected:
  struct Choice {
    double period;  // rounded up and clamped by the caller
    Reason reason;
    bool usable = true;
  };
  // `agreed.step` is the step at which the average fell due, however late it is learnt.
  virtual Choice choose(const Agreed& agreed) = 0;
  [[nodiscard]] Choice keep() const { return {static_cast<double>(period_), reason_}; }
  [[nodiscard]] Choice keep_for_unusable(std::string_view what) const;
  void set_period(double period, Reason reason);
  [[nodiscard]] long first() const { return periods_.first; }

 private:
  Periods periods_;
  long steps_;
  long period_;
  long fell_due_ = -1;  // step of the last average
  long unusable_ = 0;   // averages in a row
  Reason reason_{"schedule", 0};
};

// period = base * (first loss / loss)^exponent. Powers are taken in doubles by the C library, so nodes agree
// bitwise where they run the same build.
struct LossRule {
  Periods periods;
  double exponent;
  double floor = 0;        // subtracted from losses; what is not above it is not usable
  long warmup = 0;         // steps in which the first loss is smoothed and the period stays
  bool compounds = false;  // whether the base is the previous period instead of the first
};
std::unique_ptr<Pace> start_by_loss(const LossRule& rule, const Horizon& horizon);

[[nodiscard]] bool usable_loss(double above_floor);

// Also what these have in common: the losses or spreads of one run decide.
class AdaptiveSchedule : public Schedule {
 public:
  bool adapts() const final { return true; }
};

}  // namespace tacit::schedule
