#include "cli/plan.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "method/plan.h"
#include "session/json.h"
#include "session/table.h"

namespace tacit::cli {
namespace {

Footprint footprint_of(const Scene& scene, const Act& act) {
  const Horizon horizon{act.info().steps, scene.work->steps_per_epoch(), scene.nodes};
  return footprint(act.method(), scene.task->layout(), scene.nodes, horizon);
}

}  // namespace

nlohmann::ordered_json plan_json(const Scene& scene, const Act& act) {
  const Footprint cost = footprint_of(scene, act);
  auto document = json_of(act.info());
  auto& lanes = document["lanes"] = nlohmann::ordered_json::object();
  for (const auto& [name, bytes] : cost.lanes) lanes[name] = bytes;
  document["bytes_per_node"] = cost.bytes;
  document["messages_per_step"] = cost.messages_per_step;
  document["bytes_per_step"] = cost.bytes_per_step;
  document["period"] = cost.period;
  return document;
}

void print_plan(const Scene& scene, const Act& act, bool as_json) {
  if (as_json) return fmt::print("{}\n", plan_json(scene, act).dump(2));
  const RunInfo& info = act.info();
  const Footprint cost = footprint_of(scene, act);
  fmt::print("{} on {}, {} nodes in {}, {} steps, {} parameters\n\n", info.name, info.task, info.nodes,
             info.world, info.steps, info.parameters);
  Table lanes{{"lane", "bytes a node"}, {}};
  for (const auto& [name, bytes] : cost.lanes) lanes.rows.push_back({name, std::to_string(bytes)});
  lanes.rows.push_back({"all", std::to_string(cost.bytes)});
  fmt::print("{}\n", print(lanes));
  fmt::print("messages a step and node  {}\n", cell(cost.messages_per_step));
  fmt::print("bytes a step and node     {}\n", cell(cost.bytes_per_step, 6));
  const char* note = act.method().schedule->adapts() ? " at first, and taken for all of the run here" : "";
  fmt::print("period                    {}{}\n\n",
             cost.period > 0 ? std::to_string(cost.period) : "no global averages", note);
  fmt::print("{}", print(info.recipe));
}

}  // namespace tacit::cli
