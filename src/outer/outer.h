// What is done with a global average.
#pragma once

#include <memory>
#include <span>

#include "base/shelf.h"
#include "math/ops.h"

namespace tacit {

struct OuterStep {
  Lane anchor;                  // the model after the last outer step; becomes the new one
  Lane agreed;                  // the global average
  std::span<const Lane> state;  // as many lanes as `lanes()` says, zero at the start
  double rate;                  // the local learning rate of this step
};

class Outer {
 public:
  virtual ~Outer() = default;
  // Whether it needs an anchor; without one the average itself is the new model and `step` is never called.
  [[nodiscard]] virtual bool anchored() const { return true; }
  [[nodiscard]] virtual int lanes() const { return 0; }
  // Leaves the new model in `anchor`.
  virtual void step(const Ops& ops, const OuterStep& now) const = 0;
};

const Shelf<Outer>& outers();

}  // namespace tacit
