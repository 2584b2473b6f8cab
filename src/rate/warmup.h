// The linear climb that every rate policy may begin with.
#pragma once

#include "base/args.h"

namespace tacit::rate {

// From `from` times the height at step 0 to the height at step `warmup`.
class WarmUp {
 public:
  explicit WarmUp(Args& args)
      : steps_(args.whole("warmup", 0, "steps of a linear climb to the height", at_least(0))),
        from_(args.number("from", 0, "share of the height at which the climb begins", between(0, 1))) {}

  [[nodiscard]] long steps() const { return steps_; }

  [[nodiscard]] double factor(long step) const {
    if (step >= steps_) return 1;
    return from_ + (1 - from_) * static_cast<double>(step) / static_cast<double>(steps_);
  }

 private:
  long steps_;
  double from_;
};

}  // namespace tacit::rate
