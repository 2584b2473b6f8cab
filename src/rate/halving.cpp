#include <cmath>

#include "rate/rate.h"
#include "rate/warmup.h"

namespace tacit::rate {
namespace {

class Halving final : public Rate {
 public:
  explicit Halving(Args& args)
      : every_(args.whole("every", 1000, "steps after which the rate is halved again", at_least(1))),
        warmup_(args) {}

  double factor(long step, long /*steps*/) const override {
    const long passed = step / every_;
    return warmup_.factor(step) * std::pow(0.5, static_cast<double>(passed));
  }

 private:
  long every_;
  WarmUp warmup_;
};

}  // namespace

std::unique_ptr<Rate> make_halving(Args& args) {
  return std::make_unique<Halving>(args);
}

}  // namespace tacit::rate
