#include "method/lanes.h"

#include "base/error.h"

namespace tacit {
namespace {

// Lanes start on cache lines; an odd number of lines apart, so that loops over several lanes do not evict
// each other.
std::size_t stride_of(std::size_t size) {
  constexpr std::size_t line = 64 / sizeof(float);
  const std::size_t lines = (size + line - 1) / line;
  return (lines | 1) * line;
}

}  // namespace

void visit_lanes(const Method& method, bool mass, Lanes& lanes, const LaneVisit& visit) {
  const bool anchored =
      method.outer->anchored() || method.schedule->wants_spread() || method.averages_differences();
  const Recipe& recipe = method.recipe;
  visit("parameters", lanes.x);
  if (exchanges_gradients(method)) visit("gradient", lanes.gradient);
  if (method.gossips() && recipe.lag == 0 && method.words() != Words::rounded) visit("mixed", lanes.mixed);
  if (mass) visit("debiased", lanes.debiased);
  if (anchored) visit("anchor", lanes.anchor);
  lanes.inner.resize(static_cast<std::size_t>(method.inner->lanes()));
  for (std::size_t k = 0; k < lanes.inner.size(); ++k) visit(fmt::format("inner.{}", k), lanes.inner[k]);
  lanes.outer.resize(static_cast<std::size_t>(method.outer->lanes()));
  for (std::size_t k = 0; k < lanes.outer.size(); ++k) visit(fmt::format("outer.{}", k), lanes.outer[k]);
  if (recipe.lag > 0) {
    lanes.snapshots.resize(2);
    for (std::size_t k = 0; k < 2; ++k) visit(fmt::format("snapshot.{}", k), lanes.snapshots[k]);
  }
  if (recipe.lag > 0 || recipe.merge > 0) visit("arrived", lanes.arrived);
  if (method.gradients->biased()) visit("unsaid.gradient", lanes.unsaid_gradient);
  if (method.global_codec->biased()) visit("unsaid.model", lanes.unsaid_model);
  if (method.gossips() && method.words() == Words::differences) {
    visit("shown", lanes.shown);
    visit("heard", lanes.heard);
  }
  if (method.correct() == Correct::d2) visit("moved", lanes.moved);
  if (method.correct() == Correct::tracking) {
    visit("previous", lanes.previous);
    visit("tracker", lanes.tracker);
    visit("tracked", lanes.tracked);
  }
}

bool outlives_step(const std::string& name) {
  return name != "gradient" && name != "mixed" && name != "debiased" && name != "tracked";
}

Vec on_host(const Ops& ops, Lane lane, std::vector<float>& staged) {
  if (const Vec seen = ops.host(lane); !seen.empty()) return seen;
  staged.resize(lane.size);
  ops.read(lane, staged);
  return staged;
}

Lane lane_over(std::span<std::byte> memory, std::size_t size) {
  assert(memory.size() >= size * sizeof(float));
  return {reinterpret_cast<float*>(memory.data()), size};
}

Lane Lanes::all_inner() const {
  if (inner.empty()) return {};
  const float* end = inner.back().at + inner.back().size;
  return {inner.front().at, static_cast<std::size_t>(end - inner.front().at)};
}

bool exchanges_gradients(const Method& method) {
  return method.shares_gradients() || method.schedule->averages_gradients() || method.recipe.groups > 1;
}

std::vector<std::string> lane_names(const Method& method, bool mass) {
  std::vector<std::string> names;
  Lanes lanes;
  visit_lanes(method, mass, lanes, [&](const std::string& name, Lane&) { names.push_back(name); });
  return names;
}

Lanes take_lanes(const Method& method, bool mass, std::size_t size, Engine& engine) {
  const std::size_t stride = stride_of(size);
  const std::size_t count = lane_names(method, mass).size();
  const Lane arena = lane_over(engine.memory(count * stride * sizeof(float)), count * stride);
  std::size_t next = 0;
  Lanes lanes;
  visit_lanes(method, mass, lanes, [&](const std::string&, Lane& lane) {
    lane = arena.part(next, size);
    next += stride;
  });
  if (!exchanges_gradients(method)) {
    lanes.gradient = lane_over(engine.scratch(stride * sizeof(float)), size);
  }
  return lanes;
}

}  // namespace tacit
