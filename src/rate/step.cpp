#include <algorithm>
#include <cmath>
#include <vector>

#include "rate/rate.h"
#include "rate/warmup.h"

namespace tacit::rate {
namespace {

class Step final : public Rate {
 public:
  explicit Step(Args& args)
      : milestones_(args.numbers("milestones", required, "steps at which the rate drops", at_least(0))),
        factor_(args.number("factor", 0.1, "what each drop multiplies the rate by", between(0, 1))),
        warmup_(args) {}

  double factor(long step, long /*steps*/) const override {
    const auto passed = std::count_if(milestones_.begin(), milestones_.end(), [&](double milestone) {
      return milestone <= static_cast<double>(step);
    });
    return warmup_.factor(step) * std::pow(factor_, static_cast<double>(passed));
  }

 private:
  std::vector<double> milestones_;
  double factor_;
  WarmUp warmup_;
};

}  // namespace

std::unique_ptr<Rate> make_step(Args& args) {
  return std::make_unique<Step>(args);
}

}  // namespace tacit::rate
