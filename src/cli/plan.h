// What --dry-run prints.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "session/scene.h"

namespace tacit::cli {

nlohmann::ordered_json plan_json(const Scene& scene, const Act& act);
void print_plan(const Scene& scene, const Act& act, bool as_json);

}  // namespace tacit::cli
