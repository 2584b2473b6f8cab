// Gossip SGD whose global averages grow rarer as the loss falls (Gossip-AGA, Chen et al. 2021): how the
// period follows, how many steps end in a global average, and what that costs beside constant periods.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "session/claim.h"
#include "session/scene.h"

namespace tacit::aga {

// A task whose loss falls so and so far.
struct Setting {
  std::string_view name, title, task, topology, inner;
  bool twins;  // whether exponents are compared with PGA of as many averages
};
std::span<const Setting> settings();

struct Options {
  int nodes = 16;
  int trials = 3;  // seeds, each with data of its own
  long steps = 1500;
  long seed = 0;
  Sink* watcher = nullptr;  // of every run
};

// One schedule, with a curve for every seed.
struct Row {
  std::string method, schedule;
  std::vector<std::vector<Sample>> curves;
  std::string twin = {};  // method of the row with a constant period and as many averages, if there is one

  [[nodiscard]] double share() const;  // of steps that ended in a global average
  [[nodiscard]] double loss() const;   // of the average model at the end
  [[nodiscard]] double fall() const;   // loss at the start over batch loss at the end
  [[nodiscard]] long longest() const;  // period of any sample
};

// PGA with the first period comes first, gossip alone last.
struct Panel {
  const Setting* setting;
  Options options;
  std::vector<Row> rows;

  // Nothing if no method is called so.
  [[nodiscard]] const Row* row(const std::string& method) const;
};

// Cut short where `stop` is raised.
Panel play(const Setting& setting, const Options& options, const StopFlag& stop);

// A row's loss over that of another with the same seeds, less one.
struct Excess {
  double mean;
  double error;  // standard error; NaN for one seed
};
Excess excess(const Row& row, const Row& base);

// Of the paper, of what follows from its rule, and of its experiments on this task.
std::vector<Claim> claims(const Panel& panel);

}  // namespace tacit::aga
