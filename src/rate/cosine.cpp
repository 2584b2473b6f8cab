#include <algorithm>
#include <cmath>
#include <numbers>

#include "rate/rate.h"
#include "rate/warmup.h"

namespace tacit::rate {
namespace {

// Half a cosine wave from the end of the warm-up to the end of the run.
class Cosine final : public Rate {
 public:
  explicit Cosine(Args& args)
      : to_(args.number("to", 0, "share of the height that is left at the end of the run", between(0, 1))),
        warmup_(args) {}

  double factor(long step, long steps) const override {
    const long length = std::max(1L, steps - warmup_.steps());
    const long gone = std::clamp(step - warmup_.steps(), 0L, length);
    const double angle = std::numbers::pi * static_cast<double>(gone) / static_cast<double>(length);
    return warmup_.factor(step) * (to_ + (1 - to_) * (1 + std::cos(angle)) / 2);
  }

 private:
  double to_;
  WarmUp warmup_;
};

}  // namespace

std::unique_ptr<Rate> make_cosine(Args& args) {
  return std::make_unique<Cosine>(args);
}

}  // namespace tacit::rate
