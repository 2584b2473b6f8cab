#include "session/a2sgd.h"

#include <algorithm>
#include <cassert>

namespace tacit::a2sgd {
namespace {

struct Way {
  const char* name;
  const char* gradients;
  const char* schedule;
};

constexpr Way ways[] = {
    {"dense", "dense", "never"},
    {"topk", "topk(density=0.01)", "never"},
    {"gaussiank", "gaussiank(density=0.01)", "never"},
    {"qsgd", "qsgd(bits=8)", "never"},
    {"two_means", "two_means", "never"},
    {"two_means, every 16", "two_means", "every(16)"},
    {"every 16", "none", "every(16)"},
    {"alone", "none", "never"},
};

Recipe recipe_of(const Way& way, const std::string& inner, long seed) {
  return recipe_with({{"gradients", way.gradients},
                      {"schedule", way.schedule},
                      {"inner", inner},
                      {"seed", std::to_string(seed)}});
}

// Adds a run's share of the means.
void add(const Sample& last, double share, Line& line) {
  line.sent_bytes += share * last.bytes / static_cast<double>(last.step);
  line.time_s += share * last.time_s;
  line.loss += share * last.loss;
  line.accuracy += share * last.accuracy;
  line.spread += share * last.consensus;
  line.distance += share * (last.error - last.consensus);
}

struct Setting {
  std::string title, task, inner;
};

Line play_line(const Way& way, const Setting& setting, const Options& options, const StopFlag& stop) {
  Line line{way.name, way.gradients, way.schedule, 0, 0, 0, 0, 0, 0, 0};
  for (long trial = 0; trial < options.trials && !stop.raised(); ++trial) {
    const long seed = options.seed + trial;
    const Scene scene = make_scene(setting.task, options.world, options.nodes, seed);
    RunOptions run;
    run.steps = options.steps;
    run.evaluate = 0;
    const Act act(scene, {way.name, recipe_of(way, setting.inner, seed), run});
    if (act.method().shares_gradients()) {
      line.message_bytes = static_cast<double>(act.method().gradients->bytes(scene.task->layout()));
    }
    std::vector<Sink*> sinks;
    if (options.watcher != nullptr) sinks.push_back(options.watcher);
    add(act.play(sinks, stop).last, 1.0 / options.trials, line);
  }
  return line;
}

Panel play_panel(const Setting& setting, const Options& options, const StopFlag& stop) {
  Panel panel{setting.title, setting.task, tasks().make(parse_spelled(setting.task))->layout().size(), {}};
  for (const Way& way : ways) {
    if (!stop.raised()) panel.lines.push_back(play_line(way, setting, options, stop));
  }
  return panel;
}

}  // namespace

const Line& Panel::line(std::string_view name) const {
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const Line& l) { return l.name == name; });
  assert(found != lines.end());
  return *found;
}

Panels play(const Options& options, const StopFlag& stop) {
  const std::string falling =
      fmt::format("sgd(rate=0.2, schedule=halving({}))", std::max(1L, options.steps / 8));
  return {play_panel({"many coordinates, data alike", "mlp", "sgd(rate=0.1)"}, options, stop),
          play_panel({"many coordinates, every node its own classes", "mlp(mix=0)", "sgd(rate=0.1)"}, options,
                     stop),
          play_panel({"ten coordinates, data alike", "logistic(dim=10, iid=true, batch=8)", falling}, options,
                     stop)};
}

}  // namespace tacit::a2sgd
