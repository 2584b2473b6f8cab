// Two means in place of a gradient (A2SGD, Bhattacharya et al. 2020): bytes, modelled time and loss beside
// other compressed gradients, and how far the nodes drift apart.
#pragma once

#include "session/claim.h"
#include "session/scene.h"

namespace tacit::a2sgd {

struct Options {
  int nodes = 8;
  int trials = 3;  // seeds, each with data of its own
  long steps = 1000;
  long seed = 0;
  std::string world = "sim(latency_us=25, gbit_per_s=1, step_ms=1)";
  Sink* watcher = nullptr;  // of every run
};

// A method at the end of its runs, means over trials.
struct Line {
  std::string name, gradients, schedule;
  double message_bytes;  // the gradient as a node writes it; the most where that varies
  double sent_bytes;     // by a node in a step, everything counted
  double time_s;
  double loss, accuracy;  // of the average model
  double spread;          // mean of |x_i - mean x|^2
  double distance;        // |mean x - optimum|^2, where that is known
};

// All methods on one task.
struct Panel {
  std::string title, task;
  std::size_t parameters;
  std::vector<Line> lines;

  [[nodiscard]] const Line& line(std::string_view name) const;
};

// Many coordinates and data that are alike, many and data that are not, few coordinates.
struct Panels {
  Panel alike, unlike, few;
};

// Cut short where `stop` is raised.
Panels play(const Options& options, const StopFlag& stop);

std::vector<Claim> claims(const Panels& panels);

}  // namespace tacit::a2sgd
