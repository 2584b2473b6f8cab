// Averaging whose period holds the spread of the models (ADPSGD, Jiang and Agrawal 2020): logistic regression
// on 16 nodes, with and without drops of the learning rate, against constant periods.
#pragma once

#include <span>

#include "session/claim.h"
#include "session/scene.h"

namespace tacit::adpsgd {

struct Options {
  int nodes = 16;
  int trials = 5;  // seeds, each with data of its own
  long steps = 4000;
  long seed = 0;
  bool drops = true;        // of the rate, to a tenth, after a half and after three quarters of the steps
  Sink* watcher = nullptr;  // of every run
};

// Sums over a run of rate times spread, the quantity that bounds its error. Where a step ends in an average,
// the spread is zero or what it was just before.
struct Spread {
  double after = 0;   // at the models whose gradients are taken, as in the bound
  double before = 0;  // at the models that a step leaves, as the schedule sees them
};

struct Run {
  std::vector<Sample> samples;  // of every step, from 0
  Spread spread;

  [[nodiscard]] long averages() const { return samples.back().averages; }
};

// One schedule, with a run for every seed.
struct Row {
  std::string method, schedule;
  std::vector<Run> runs;

  [[nodiscard]] double mean(double (*number)(const Run&)) const;
};

// The adaptive schedule first; then the constant periods 4 and 8, and the one with as many averages as the
// adaptive schedule made.
struct Panel {
  Options options;
  std::vector<Row> rows;
};

// Cut short where `stop` is raised.
Panel play(const Options& options, const StopFlag& stop);

double averages_of(const Run& run);
double after_of(const Run& run);
double before_of(const Run& run);
double error_of(const Run& run);

// Where the trace of the period is read, with what an independent program gave after 4000 steps with drops.
struct TracePoint {
  double share;  // of the run
  long expected;
};
std::span<const TracePoint> trace();
long period_at(const Run& run, double share);

// The same program's averages and spreads (before the average), one run.
struct Expected {
  double averages, before;
};
// Nothing but for the runs it made.
std::optional<Expected> expected_of(const Panel& panel, const Row& row);

// What must hold of the trace and of the sums.
std::vector<Claim> claims(const Panel& panel);

}  // namespace tacit::adpsgd
