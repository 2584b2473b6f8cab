// A schedule at work on a model that may be averaged in fragments.
#pragma once

#include <memory>

#include "method/method.h"

namespace tacit {

// What is due after a step; of fragments one after the other, a period for a round of all.
struct PartDue {
  Due due = Due::nothing;
  std::size_t fragment = 0;
};

// The period has changed.
struct PeriodStep {
  long step = -1;  // steps completed; -1: it never has
  long from = 0, to = 0;
  Reason reason;
};

class Pacing {
 public:
  Pacing(const Method& method, const Horizon& horizon);

  // Called once a step, in order.
  PartDue due(long step);
  void learn(const Agreed& agreed) { pace_->learn(agreed); }
  // Notes whether this step has changed the period.
  void close(long step);

  [[nodiscard]] long period() const { return pace_->period(); }
  [[nodiscard]] const PeriodStep& change() const { return change_; }
  void carry(Archive& archive);

 private:
  const long fragments_;
  const long spacing_;  // between fragments
  std::unique_ptr<Pace> pace_;
  long period_;  // after the last step
  PeriodStep change_;
};

}  // namespace tacit
