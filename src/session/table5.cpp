#include "session/table5.h"

#include <cmath>

namespace tacit::table5 {
namespace {

constexpr int parameters = 10;  // of one logistic regression

// Seconds an iteration by the simulated clock, with nothing to compute.
double step_seconds(const Scene& scene, const Recipe& recipe, long steps, const StopFlag& stop) {
  RunOptions options;
  options.steps = options.sample = steps;
  options.evaluate = 0;
  const Act act(scene, {"timing", recipe, options});
  return act.play({}, stop).last.time_s / static_cast<double>(steps);
}

std::string world_of(const Link& link) {
  return fmt::format("sim(latency_us={}, gbit_per_s={}, step_ms=0)", link.latency_s * 1e6,
                     32e-9 / link.scalar_s);
}

}  // namespace

double Row::ratio() const {
  if (!gossip_steps || !pga_steps) return unknown;
  return static_cast<double>(*gossip_steps) * gossip_step_s / (static_cast<double>(*pga_steps) * pga_step_s);
}

double formula_ratio(const std::string& topology, int nodes, const Link& link, int scalars) {
  const double n = nodes, vector_s = link.scalar_s * scalars, latency_s = link.latency_s;
  const double gossip = std::pow(n, topology == "grid" ? 7 : 11) * (vector_s + latency_s);
  return gossip / (std::pow(n, 5) * vector_s + std::pow(n, 5.5) * latency_s);
}

Row play(const std::string& topology, int nodes, const Options& options, const StopFlag& stop) {
  figure1::Options local = options.runs;
  local.period = std::max(1L, std::lround(std::sqrt(nodes)));
  local.world = world_of(options.link);
  const figure1::Setting& setting = figure1::setting_named(topology);
  Row row{topology, nodes,   local.period, {},
          {},       unknown, unknown,      formula_ratio(topology, nodes, options.link, parameters)};
  const figure1::Panel panel = figure1::play(setting, nodes, local, stop);
  if (stop.raised()) return row;
  const auto& curves = panel.curves;
  row.gossip_steps = figure1::transient(curves[1].samples, curves[0].samples, 0.10);
  row.pga_steps = figure1::transient(curves[2].samples, curves[0].samples, 0.10);

  // One repetition is what would travel; the stacked ones only share the run.
  const Scene scene = make_scene("logistic(trials=1)", local.world, nodes, local.seed);
  const long steps = 10 * local.period;
  row.gossip_step_s = step_seconds(scene, figure1::recipe("gossip", setting, local), steps, stop);
  row.pga_step_s = step_seconds(scene, figure1::recipe("gossip-pga", setting, local), steps, stop);
  return row;
}

}  // namespace tacit::table5
