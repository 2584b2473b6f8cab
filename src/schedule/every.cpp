#include "schedule/schedule.h"

namespace tacit::schedule {
namespace {

class EveryPace final : public Pace {
 public:
  explicit EveryPace(long period) : period_(period) {}

  Due at(long step) override { return (step + 1) % period_ == 0 ? Due::everything : Due::nothing; }
  long period() const override { return period_; }

 private:
  long period_;
};

class Every final : public Schedule {
 public:
  explicit Every(Args& args)
      : period_(args.whole("period", required, "steps between global averages", at_least(1))) {}

  std::unique_ptr<Pace> start(const Horizon& /*horizon*/) const override {
    return std::make_unique<EveryPace>(period_);
  }
  long shortest() const override { return period_; }

 private:
  long period_;
};

}  // namespace

std::unique_ptr<Schedule> make_every(Args& args) {
  return std::make_unique<Every>(args);
}

}  // namespace tacit::schedule
