// The local optimizer of a command-line run: a pure step on lanes that the node owns.
#pragma once

#include <memory>
#include <span>

#include "base/shelf.h"
#include "math/ops.h"

namespace tacit {

struct InnerStep {
  Lane x;
  Lane gradient;                // may be overwritten
  std::span<const Lane> state;  // as many lanes as `lanes()` says, zero at the start
  long step;                    // from 0; restarts where `momentum` resets the state
  double rate;
};

class Inner {
 public:
  virtual ~Inner() = default;
  // Lanes of state (momentum, second moments): averaged, reset or kept at a global average.
  [[nodiscard]] virtual int lanes() const { return 0; }
  // The learning rate of a step in a run of `steps`.
  [[nodiscard]] virtual double rate(long step, long steps) const = 0;
  // Weight decay acts on the parts of the layout that ask for it.
  virtual void step(const Ops& ops, const Layout& layout, const InnerStep& now) const = 0;
};

const Shelf<Inner>& inners();

}  // namespace tacit
