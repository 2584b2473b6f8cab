#include <algorithm>

#include "schedule/schedule.h"

namespace tacit::schedule {
namespace {

// The nested pace counts its own steps from the end of the warm-up.
class WarmupPace final : public Pace {
 public:
  WarmupPace(long steps, std::unique_ptr<Pace> then) : steps_(steps), then_(std::move(then)) {}

  Due at(long step) override { return step < steps_ ? Due::gradients : then_->at(step - steps_); }
  void learn(const Agreed& agreed) override {
    Agreed shifted = agreed;
    shifted.step -= steps_;
    then_->learn(shifted);
  }
  long period() const override { return then_->period(); }
  Reason reason() const override { return then_->reason(); }
  void carry(Archive& archive) override { then_->carry(archive); }

 private:
  long steps_;
  std::unique_ptr<Pace> then_;
};

class Warmup final : public Schedule {
 public:
  explicit Warmup(Args& args)
      : steps_(args.whole("steps", required, "first steps, in which gradients are averaged", at_least(0))),
        then_(schedules().make(args.policy("then", "every(16)", "schedule of the steps that follow"))) {}

  std::unique_ptr<Pace> start(const Horizon& horizon) const override {
    Horizon rest = horizon;
    rest.steps = std::max(0L, horizon.steps - steps_);
    return std::make_unique<WarmupPace>(steps_, then_->start(rest));
  }
  bool averages() const override { return then_->averages(); }
  long shortest() const override { return then_->shortest(); }
  bool averages_gradients() const override { return steps_ > 0 || then_->averages_gradients(); }
  bool wants_spread() const override { return then_->wants_spread(); }
  bool wants_last_loss() const override { return then_->wants_last_loss(); }
  bool adapts() const override { return then_->adapts(); }

 private:
  long steps_;
  std::unique_ptr<Schedule> then_;
};

}  // namespace

std::unique_ptr<Schedule> make_warmup(Args& args) {
  return std::make_unique<Warmup>(args);
}

}  // namespace tacit::schedule
