#include "method/local_step.h"

#include <array>

namespace tacit {
namespace {

void plain(const Method& method, const LocalStep& now, Lanes& lanes) {
  method.inner->step(now.ops, now.layout, {lanes.x, lanes.gradient, lanes.inner, now.step, now.rate});
}

// Exact diffusion in the form that does not drift: psi + (what mixing has moved this node by) goes to the
// neighbours.
void diffused(const Method& method, const LocalStep& now, Lanes& lanes) {
  plain(method, now, lanes);
  now.ops.combine(lanes.x, std::array{Term{1, lanes.x}, Term{1, lanes.moved}});
}

// Gradient tracking: the tracker's mean over nodes is always that of the gradients.
void tracking(const Method& method, const LocalStep& now, Lanes& lanes) {
  const Lane& tracker = lanes.tracker;
  now.ops.combine(tracker, std::array{Term{1, tracker}, Term{1, lanes.gradient}, Term{-1, lanes.previous}});
  now.ops.copy(lanes.gradient, lanes.previous);
  now.ops.copy(tracker, lanes.gradient);  // an optimizer may overwrite it
  plain(method, now, lanes);
}

}  // namespace

void local_step(const Method& method, const LocalStep& now, Lanes& lanes) {
  switch (method.correct()) {
    case Correct::none: return plain(method, now, lanes);
    case Correct::d2: return diffused(method, now, lanes);
    case Correct::tracking: return tracking(method, now, lanes);
  }
}

}  // namespace tacit
