// Figure 1 of the Gossip-PGA paper (Chen et al. 2021): logistic regression, mean squared error of the nodes
// against iterations, and the transient stage after which a method is as good as parallel SGD.
#pragma once

#include <optional>

#include "session/curve.h"
#include "session/scene.h"

namespace tacit::figure1 {

struct Setting {
  std::string_view name, title, topology;
  bool iid;
};

// ring is the figure itself; the others are its variants.
std::span<const Setting> settings();
const Setting& setting_named(const std::string& name);

struct Options {
  int trials = 50;
  long steps = 20000;
  long sample = 50;
  long period = 16;  // of local SGD and Gossip-PGA
  long seed = 0;
  std::string world = "sim";
  Sink* watcher = nullptr;  // of every run
};

struct MethodCurve {
  std::string method;
  std::vector<Sample> samples;
};

// The four methods on the same data, parallel SGD first.
struct Panel {
  const Setting* setting;
  int nodes;
  std::vector<MethodCurve> curves;
};

// Plays the four methods; cut short where `stop` is raised.
Panel play(const Setting& setting, int nodes, const Options& options, const StopFlag& stop);

// The method of that name with the figure's topology, period and learning rate.
Recipe recipe(const std::string& method, const Setting& setting, const Options& options);

// The first sample from which on the error stays within (1 + tolerance) of the reference's; nothing if it
// never does.
std::optional<long> transient(std::span<const Sample> curve, std::span<const Sample> reference,
                              double tolerance);

// For pictures: errors averaged over a whole period, for right after a global average nodes agree and look
// converged.
std::vector<double> over_periods(std::span<const Sample> curve, const Options& options);

// The error at exactly this step; NaN if it was not sampled.
double error_at(std::span<const Sample> curve, long step);

}  // namespace tacit::figure1
