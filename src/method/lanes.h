// Which lanes a method needs: the node takes its memory from this list, and --dry-run prints it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "method/method.h"
#include "world/engine.h"

namespace tacit {

struct Lanes {
  Lane x;
  Lane gradient;            // borrowed from the thread where no round parts it from the update
  Lane mixed;               // of gossip without lag: changes places with x, or holds what is said of it
  Lane debiased;            // x / mass, where mass travels
  Lane anchor;              // the last global average, or the model after the last outer step
  std::vector<Lane> inner;  // one behind the other
  std::vector<Lane> outer;
  std::vector<Lane> snapshots;         // two, used in turn by rounds in flight
  Lane arrived;                        // what a round in flight brings
  Lane unsaid_gradient, unsaid_model;  // what biased codecs still have to say
  Lane shown, heard;  // CHOCO-SGD: this node's public copy, the weighted sum of its neighbours' and its own
  Lane moved;         // d2: by what mixing has moved this node so far
  Lane previous;      // tracking: the last gradient
  Lane tracker, tracked;  // the tracked gradient; changes places like x and mixed

  // The optimizer's lanes as one.
  [[nodiscard]] Lane all_inner() const;
};

// Whether what a lane holds matters between steps.
bool outlives_step(const std::string& name);

// True if gradients travel between the batch and the update, so that each node needs a lane of its own for
// them.
bool exchanges_gradients(const Method& method);

// The lane as host memory; where the host cannot look, a copy of it in `staged`.
Vec on_host(const Ops& ops, Lane lane, std::vector<float>& staged);

// Memory as a lane of that many numbers.
Lane lane_over(std::span<std::byte> memory, std::size_t size);

// Names of the lanes that a node owns, in the order in which they lie; `mass` where push-sum is at work.
std::vector<std::string> lane_names(const Method& method, bool mass);

// Calls `visit` for each of them.
using LaneVisit = std::function<void(const std::string& name, Lane& lane)>;
void visit_lanes(const Method& method, bool mass, Lanes& lanes, const LaneVisit& visit);

// Takes the memory of these lanes from the engine.
Lanes take_lanes(const Method& method, bool mass, std::size_t size, Engine& engine);

}  // namespace tacit
