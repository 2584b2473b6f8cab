// What every inner optimizer reads first and last: its base rate and the schedule that moves it.
#pragma once

#include <memory>

#include "base/args.h"
#include "rate/rate.h"

namespace tacit::inner {

inline double read_rate(Args& args, double fallback) {
  return args.number("rate", fallback, "learning rate at its height", at_least(0));
}

inline std::unique_ptr<Rate> read_schedule(Args& args) {
  return rates().make(args.policy("schedule", "constant", "how the rate moves over the run"));
}

}  // namespace tacit::inner
