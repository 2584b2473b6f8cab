// Work that is too short to be measured once.
#pragma once

#include <functional>

#include "bench/duel.h"

namespace tacit::bench {

// How often something of `once_s` is done in one measurement, so that the clock of the gate sees it.
int repeats(double once_s, const Effort& effort);

// Does `job` so often and tells the mean. Runs it twice to learn how long it takes.
Side repeated(std::function<void()> job, const Effort& effort);

}  // namespace tacit::bench
