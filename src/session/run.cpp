#include "session/run.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include "base/error.h"
#include "method/check.h"
#include "session/checkpoint.h"
#include "session/trainer.h"

namespace tacit {

Goal parse_goal(const std::string& text) {
  const std::size_t equals = text.find('=');
  Goal goal{text.substr(0, equals), 0};
  if (goal.metric != "loss" && goal.metric != "accuracy") {
    fail("until: write loss=0.2 or accuracy=0.9; no goal '{}'{}", goal.metric,
         suggestion(goal.metric, {"loss", "accuracy"}));
  }
  const std::string value = equals == std::string::npos ? "" : text.substr(equals + 1);
  const auto [stop, bad] = std::from_chars(value.data(), value.data() + value.size(), goal.value);
  if (bad != std::errc() || stop != value.data() + value.size() || !std::isfinite(goal.value)) {
    fail("until: {} must be a number, got '{}'; write loss=0.2 or accuracy=0.9", goal.metric, value);
  }
  return goal;
}

Stage make_stage(const Method& method, const Task& task, const Work& work, World& world) {
  Stage stage{method, task, work, world, nullptr, {}, {}};
  stage.info.recipe = method.recipe;
  stage.info.nodes = world.nodes();
  stage.info.parameters = task.layout().size();
  stage.info.has_accuracy = task.has_accuracy();
  stage.info.modelled_time = world.simulated();
  stage.info.warnings = check(method, task, world.nodes());
  stage.graph = method.topology->on(world.nodes() / static_cast<int>(method.recipe.groups));
  if (stage.graph->promise() == Promise::columns) {
    stage.info.warnings.emplace_back(
        "topology: only the columns of its weights sum to one, so push-sum sends a mass beside the "
        "parameters; small masses magnify steps, so keep the rate of `inner` low (0.02)");
  }
  return stage;
}

void check_options(const Stage& stage) {
  if (stage.options.steps < 1) fail("steps must be at least 1, got {}", stage.options.steps);
  if (stage.options.until && stage.options.until->metric == "accuracy" && !stage.task.has_accuracy()) {
    fail("until: this task has no accuracy; give a loss");
  }
}

std::string remark(const Summary& summary) {
  const Sample& last = summary.last;
  const std::string advice =
      summary.info.recipe.pull < 1 ? "lower `pull`, or the rate of `inner`" : "lower the rate of `inner`";
  if (!std::isfinite(last.loss)) return "its loss is not finite at the end; " + advice;
  if (last.dropped == 0) return "";
  return fmt::format("{} updates were not finite and were dropped; {}", last.dropped, advice);
}

long sample_step(const RunOptions& options) {
  return options.sample > 0 ? options.sample : std::max(1L, options.steps / 100);
}

// Right after an average nodes agree, and how far they part in between is never seen.
void warn_of_options(Stage& stage) {
  const Schedule& schedule = *stage.method.schedule;
  const long period = schedule.averages() ? schedule.start({stage.options.steps, 0, 1})->period() : 0;
  const long every = sample_step(stage.options);
  if (schedule.adapts() || stage.method.recipe.lag > 0 || period < 2 || every % period != 0) return;
  stage.info.warnings.push_back(fmt::format(
      "every sample falls on a global average, where nodes agree, and hides their consensus error; take "
      "--sample {}",
      every - 1));
}

Summary run(const Stage& given, std::span<Sink* const> sinks, const StopFlag& stop) {
  check_options(given);
  Stage stage = given;
  stage.info.steps = stage.options.steps;
  const RunOptions& options = stage.options;
  if (!options.checkpoint.empty() && options.checkpoint != options.resume) unseal(options.checkpoint);
  Summary summary;
  summary.info = stage.info;
  for (Sink* sink : sinks) sink->start(stage.info);
  const auto begin = std::chrono::steady_clock::now();
  stage.world.play([&](Engine& engine) -> std::unique_ptr<Player> {
    auto trainer = std::make_unique<Trainer>(stage, engine, stop);
    if (engine.rank() == 0) trainer->pour_into(sinks, &summary);
    return trainer;
  });
  summary.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (Sink* sink : sinks) sink->finish(summary);
  return summary;
}

}  // namespace tacit
