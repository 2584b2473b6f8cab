#include "cli/signals.h"

#include <unistd.h>

#include <csignal>

namespace tacit::cli {
namespace {

// A signal handler has no other way to reach the run than a variable of the program.
StopFlag flag;
volatile std::sig_atomic_t first_signal = 0;

void on_signal(int number) {
  if (first_signal != 0) _exit(128 + number);
  first_signal = number;
  flag.raise();
}

}  // namespace

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

const StopFlag& stop_flag() {
  return flag;
}

int caught_signal() {
  return first_signal;
}

}  // namespace tacit::cli
