#include "session/json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "session/field.h"

namespace tacit {

using nlohmann::ordered_json;

const char* name_of(Ending ending) {
  switch (ending) {
    case Ending::finished: return "finished";
    case Ending::reached: return "reached";
    case Ending::drained: return "drained";
    case Ending::stopped: return "stopped";
  }
  return "unknown";
}

void put(ordered_json& object, const char* key, double value) {
  if (std::isfinite(value)) object[key] = value;
}

ordered_json json_of(const Host& host) {
  return {{"version", host.version},
          {"compiler", host.compiler},
          {"processor", host.processor},
          {"simd", host.simd},
          {"system", host.system},
          {"cores", host.cores},
          {"memory_bytes", host.memory_bytes},
          {"huge_pages", host.huge_pages}};
}

ordered_json json_of(const Recipe& recipe) {
  ordered_json result = ordered_json::object();
  for (const RecipeKey& key : recipe_keys()) {
    const std::string name(key.name);
    if (const auto* whole = std::get_if<long Recipe::*>(&key.field)) {
      result[name] = recipe.**whole;
    } else if (const auto* share = std::get_if<double Recipe::*>(&key.field)) {
      result[name] = recipe.**share;
    } else {
      result[name] = get(recipe, key);
    }
  }
  return result;
}

ordered_json json_of(const RunInfo& info) {
  return {{"method", info.name},
          {"task", info.task},
          {"world", info.world},
          {"nodes", info.nodes},
          {"steps", info.steps},
          {"seed", info.recipe.seed},
          {"parameters", info.parameters},
          {"modelled_time", info.modelled_time},
          {"warnings", info.warnings},
          {"recipe", json_of(info.recipe)},
          {"recipe_toml", print(info.recipe)}};
}

ordered_json json_of(const Sample& sample) {
  ordered_json result = ordered_json::object();
  for (const Field& field : fields()) {
    const double value = field.get(sample);
    const std::string name(field.name);
    if (field.whole) {
      result[name] = static_cast<long>(value);
    } else {
      put(result, name.c_str(), value);
    }
  }
  return result;
}

ordered_json json_of(const PeriodChange& change) {
  ordered_json result = {
      {"step", change.step}, {"from", change.from}, {"to", change.to}, {"reason", change.reason}};
  put(result, "value", change.value);
  return result;
}

ordered_json json_of(const Summary& summary) {
  const Sample& last = summary.last;
  ordered_json result = {
      {"method", summary.info.name}, {"steps", last.step}, {"ending", name_of(summary.ending)}};
  put(result, "loss", last.loss);
  put(result, "accuracy", last.accuracy);
  put(result, "averaged_share", averaged_share(last));
  put(result, "mb_sent", last.bytes / 1e6);
  put(result, "time_s", last.time_s);
  result["modelled_time"] = summary.info.modelled_time;
  put(result, "wall_s", summary.wall_s);
  if (summary.reached_step >= 0) result["reached_step"] = summary.reached_step;
  put(result, "reached_s", summary.reached_s);
  result["last"] = json_of(last);
  return result;
}

}  // namespace tacit
