#include "session/figure1.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace tacit::figure1 {
namespace {

constexpr Setting table[] = {
    {"ring", "ring, non-iid", "ring", false},
    {"iid", "ring, iid", "ring", true},
    {"grid", "grid, non-iid", "grid", false},
    {"grid-iid", "grid, iid", "grid", true},
    {"exponential", "static exponential, non-iid", "exponential", false},
    {"exponential-iid", "static exponential, iid", "exponential", true},
};

constexpr const char* methods[] = {"parallel", "gossip", "gossip-pga", "local"};

}  // namespace

std::span<const Setting> settings() {
  return table;
}

const Setting& setting_named(const std::string& name) {
  std::vector<std::string> known;
  for (const Setting& setting : table) {
    if (setting.name == name) return setting;
    known.emplace_back(setting.name);
  }
  fail("figure1: no variant '{}'{}", name, suggestion(name, known));
}

Recipe recipe(const std::string& method, const Setting& setting, const Options& options) {
  Recipe recipe;
  set(recipe, "inner", "sgd(rate=0.2, schedule=halving(1000))");
  set(recipe, "seed", std::to_string(options.seed));
  const bool averages = method == "gossip-pga" || method == "local";
  if (method == "parallel") set(recipe, "gradients", "dense");
  if (method.starts_with("gossip")) set(recipe, "topology", setting.topology);
  if (averages) set(recipe, "schedule", fmt::format("every({})", options.period));
  return recipe;
}

Panel play(const Setting& setting, int nodes, const Options& options, const StopFlag& stop) {
  const auto task = fmt::format("logistic(iid={}, trials={})", setting.iid, options.trials);
  const Scene scene = make_scene(task, options.world, nodes, options.seed);
  Panel panel{&setting, nodes, {}};
  for (const char* method : methods) {
    RunOptions run;
    run.steps = options.steps;
    run.sample = options.sample;
    run.evaluate = 0;
    const Act act(scene, {method, recipe(method, setting, options), run});
    Curve curve;
    std::vector<Sink*> sinks = {&curve};
    if (options.watcher != nullptr) sinks.push_back(options.watcher);
    act.play(sinks, stop);
    panel.curves.push_back({method, curve.samples()});
    if (stop.raised()) break;
  }
  return panel;
}

std::optional<long> transient(std::span<const Sample> curve, std::span<const Sample> reference,
                              double tolerance) {
  assert(curve.size() == reference.size());
  std::size_t settled = curve.size();
  while (settled > 0 && curve[settled - 1].error <= (1 + tolerance) * reference[settled - 1].error) --settled;
  if (settled == curve.size()) return std::nullopt;
  return curve[settled].step;
}

std::vector<double> over_periods(std::span<const Sample> curve, const Options& options) {
  // So many samples in a row see every phase of a period equally often.
  const auto window = static_cast<std::size_t>(options.period / std::gcd(options.period, options.sample));
  std::vector<double> result;
  for (std::size_t k = 0; k < curve.size(); ++k) {
    const std::size_t first = k - std::min(k, window / 2);
    const std::size_t last = std::min(curve.size(), first + window);
    double sum = 0;
    for (std::size_t i = first; i < last; ++i) sum += curve[i].error;
    result.push_back(sum / static_cast<double>(last - first));
  }
  return result;
}

double error_at(std::span<const Sample> curve, long step) {
  const auto found =
      std::find_if(curve.begin(), curve.end(), [&](const Sample& s) { return s.step == step; });
  return found == curve.end() ? unknown : found->error;
}

}  // namespace tacit::figure1
