// What a run tells about itself. Reports read samples and nothing else.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "method/recipe.h"

namespace tacit {

inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// The state of a run after `step` steps. Unmeasured numbers are NaN. Names in files: docs/metrics.md.
struct Sample {
  long step = 0;
  double epoch = unknown;
  double rate = unknown;
  double time_s = 0;            // by the world's clock: modelled in sim, real elsewhere; of the slowest node
  double train_loss = unknown;  // mean batch loss over nodes since the last sample
  double loss = unknown;        // of the average model on the evaluation set
  double accuracy = unknown;    // likewise
  double consensus = unknown;   // mean of |x_i - mean x|^2
  double error = unknown;       // mean of |x_i - optimum|^2, averaged over copies
  double error_deviation = unknown;  // its standard deviation over copies
  double bytes = 0;                  // sent by a node, mean
  double messages = 0;               // likewise
  double waited_s = 0;               // likewise
  long period = 0;                   // steps between global averages at present; 0: none to come
  long averages = 0;                 // global averages so far
  long dropped = 0;                  // updates dropped because they were not finite, all nodes
};

// Steps that ended in a global average, of all.
inline double averaged_share(const Sample& sample) {
  if (sample.step == 0) return unknown;
  return static_cast<double>(sample.averages) / static_cast<double>(sample.step);
}

// An adaptive schedule changed its period at this step, because of that number.
struct PeriodChange {
  long step = 0;
  long from = 0, to = 0;
  std::string reason;
  double value = 0;
};

// What a run is, before it starts.
struct RunInfo {
  std::string name;  // of the method
  Recipe recipe;
  std::string task, world;  // as spelled
  int nodes = 1;
  long steps = 0;
  std::size_t parameters = 0;
  bool has_accuracy = false;
  bool modelled_time = false;
  std::vector<std::string> warnings;
};

enum class Ending : unsigned char { finished, reached, drained, stopped };

// The summary row.
struct Summary {
  RunInfo info;
  Sample last;
  Ending ending = Ending::finished;
  double wall_s = 0;
  long reached_step = -1;      // where --until was met
  double reached_s = unknown;  // by the world's clock
};

}  // namespace tacit
