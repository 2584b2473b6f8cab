// Ctrl-C and SIGTERM: the first asks all nodes to stop after the same step, a second ends the program at
// once.
#pragma once

#include "session/run.h"

namespace tacit::cli {

void catch_signals();
// Raised by the first signal.
const StopFlag& stop_flag();
// The first signal's number; 0: none yet.
int caught_signal();

}  // namespace tacit::cli
