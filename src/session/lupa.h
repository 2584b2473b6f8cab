// How rarely models can be averaged (LUPA-SGD, Haddadpour et al. 2019): logistic regression, rounds of
// communication against the final loss, and the time to a loss against the number of nodes.
#pragma once

#include <optional>

#include "session/claim.h"
#include "session/scene.h"

namespace tacit::lupa {

struct Options {
  std::string data;                           // a LIBSVM file
  std::vector<int> nodes = {1, 2, 4, 8, 16};  // of the times; the rounds take the last
  int trials = 3;                             // orders of the data
  long steps = 5469;
  long seed = 0;
  std::string world = "sim(latency_us=25, gbit_per_s=1, step_ms=0.1)";
  Sink* watcher = nullptr;  // of every run

  // The long period: 91 of 5469 steps.
  [[nodiscard]] long period() const;
};

// Writes a convex problem of 8000 rows to learn from where no data are given.
void write_problem(const std::filesystem::path& path, long seed);

// A way of averaging, means over trials.
struct Line {
  std::string name, schedule;
  double rounds;  // of communication with everybody
  double loss;    // at the end, on the training data
  double time_s;
};

struct Rounds {
  double first_loss;
  std::vector<Line> lines;  // synchronous first, one shot last

  // How much less the loss fell than that of the synchronous line, as a share of that fall.
  [[nodiscard]] double missing(const Line& line) const;
};

// The shortest time to the target over a grid of rates, means over trials; unknown where no rate came there.
struct Reach {
  int nodes;
  double rate = unknown, steps = unknown, time_s = unknown;
};

struct Times {
  double target;
  std::vector<Reach> synchronous, rare;  // gradients at every step; models after every period

  // Times as fast as the fewest nodes.
  [[nodiscard]] static double speed_up(const std::vector<Reach>& reaches, const Reach& reach);
};

// Both are cut short where `stop` is raised.
Rounds play_rounds(const Options& options, const StopFlag& stop);
Times play_times(const Options& options, const Rounds& rounds, const StopFlag& stop);

std::vector<Claim> claims(const Options& options, const Rounds& rounds, const Times& times);

}  // namespace tacit::lupa
