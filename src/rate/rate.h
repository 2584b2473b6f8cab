// Learning rates as functions of the step.
#pragma once

#include <memory>

#include "base/shelf.h"

namespace tacit {

// A factor on the base rate: 1 at its height, after a linear warm-up where one is asked for.
class Rate {
 public:
  virtual ~Rate() = default;
  // `steps` is the length of the whole run (cosine ends there).
  [[nodiscard]] virtual double factor(long step, long steps) const = 0;
};

const Shelf<Rate>& rates();

}  // namespace tacit
