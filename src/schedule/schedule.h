// When everybody averages. Settings are a Schedule, a schedule at work with its state is a Pace.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "base/archive.h"
#include "base/shelf.h"

namespace tacit {

enum class Due : unsigned char {
  nothing,     // gossip, if there is a topology
  gradients,   // gradients are averaged over everyone before the update
  everything,  // parameters are averaged over everyone after the update; replaces that step's gossip
};

// What a schedule may know when it starts.
struct Horizon {
  long steps = 0;            // of the whole run
  long steps_per_epoch = 0;  // 0: the task has no epochs
  int nodes = 1;
};

// What all nodes learnt from a global average: bitwise the same everywhere.
struct Agreed {
  long step;
  double loss;    // mean over nodes of the mean batch loss since the last average (or `wants_last_loss`)
  double spread;  // mean of |x_i - mean x|^2 before the average; NaN unless `wants_spread`
  double rate;    // learning rate in force
};

// Why a period is what it is: "loss ratio", 0.31.
struct Reason {
  std::string_view what;
  double value = 0;
};

// Every node runs its own copy and comes to the same answers.
class Pace {
 public:
  virtual ~Pace() = default;
  // Called once a step, in order.
  virtual Due at(long step) = 0;
  virtual void learn(const Agreed& /*agreed*/) {}
  // The present distance between global averages, for samples; 0: none to come.
  [[nodiscard]] virtual long period() const = 0;
  // Of the last decision to change it.
  [[nodiscard]] virtual Reason reason() const { return {"schedule", 0}; }
  virtual void carry(Archive& /*archive*/) {}
};

class Schedule {
 public:
  virtual ~Schedule() = default;
  [[nodiscard]] virtual std::unique_ptr<Pace> start(const Horizon& horizon) const = 0;
  // Whether it ever answers `everything`, and the shortest period it may choose.
  [[nodiscard]] virtual bool averages() const { return true; }
  [[nodiscard]] virtual long shortest() const { return 1; }
  [[nodiscard]] virtual bool averages_gradients() const { return false; }
  [[nodiscard]] virtual bool wants_spread() const { return false; }
  // Whether Agreed::loss is to be that of the last batch alone.
  [[nodiscard]] virtual bool wants_last_loss() const { return false; }
  // Whether losses decide, so that runs stacked into one vector would disturb each other.
  [[nodiscard]] virtual bool adapts() const { return wants_spread(); }
};

const Shelf<Schedule>& schedules();

}  // namespace tacit
