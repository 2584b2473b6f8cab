#include "session/adpsgd.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "session/curve.h"
#include "session/overheard.h"

namespace tacit::adpsgd {
namespace {

constexpr long first_period = 4;
constexpr double sampling = 0.25;  // share of the run before the period adapts
constexpr long climb = 400;        // steps in which the period follows a drop of the rate

constexpr TracePoint points[] = {{0.375, 4}, {0.5, 4},   {0.525, 14}, {0.575, 25},
                                 {0.65, 30}, {0.75, 33}, {1, 55}};

bool as_published(const Options& options) {
  return options.nodes == 16 && options.steps == 4000 && options.drops;
}

Recipe recipe_of(const std::string& schedule, const Options& options, long seed) {
  const std::string inner = options.drops ? fmt::format("sgd(rate=0.1, schedule=step(milestones=[{}, {}]))",
                                                        options.steps / 2, 3 * options.steps / 4)
                                          : "sgd(rate=0.1)";
  return recipe_with({{"schedule", schedule}, {"seed", std::to_string(seed)}, {"inner", inner}});
}

// Sample k is the state before step k; `heard` holds the spreads before averages.
Spread spread_of(std::span<const Sample> samples, std::span<const Agreed> heard) {
  Spread sum;
  auto average = heard.begin();
  for (std::size_t k = 0; k + 1 < samples.size(); ++k) {
    const bool averaged = average != heard.end() && average->step == samples[k].step;
    sum.after += samples[k].rate * samples[k].consensus;
    sum.before += samples[k].rate * (averaged ? average->spread : samples[k + 1].consensus);
    if (averaged) ++average;
  }
  return sum;
}

Run play_once(const Row& row, long seed, const Options& options, const StopFlag& stop) {
  const Scene scene = make_scene("logistic(iid=true, batch=4)", "sim", options.nodes, seed);
  std::vector<Agreed> heard;
  Method method = make_method(recipe_of(row.schedule, options, seed));
  method.schedule = overheard(std::move(method.schedule), heard);
  const auto world = worlds().make(scene.world_name);
  Stage stage = make_stage(method, *scene.task, *scene.work, *world);
  stage.info.name = row.method;
  stage.info.task = print(scene.task_name);
  stage.info.world = print(scene.world_name);
  stage.options.steps = options.steps;
  stage.options.sample = 1;
  stage.options.evaluate = 0;
  Curve curve;
  std::vector<Sink*> sinks = {&curve};
  if (options.watcher != nullptr) sinks.push_back(options.watcher);
  run(stage, sinks, stop);
  return {curve.samples(), spread_of(curve.samples(), heard)};
}

void add_row(Panel& panel, const std::string& method, const std::string& schedule, const StopFlag& stop) {
  const auto known = [&](const Row& row) { return row.schedule == schedule; };
  if (std::any_of(panel.rows.begin(), panel.rows.end(), known)) return;
  Row row{method, schedule, {}};
  for (long k = 0; k < panel.options.trials && !stop.raised(); ++k) {
    row.runs.push_back(play_once(row, panel.options.seed + k, panel.options, stop));
  }
  panel.rows.push_back(std::move(row));
}

void add_constant(Panel& panel, long period, const StopFlag& stop) {
  add_row(panel, fmt::format("every {}", period), fmt::format("every({})", period), stop);
}

// Periods that change while spreads are sampled, or by more than one at an average, or between averages.
long wrong_changes(const Run& run) {
  const auto adapting = static_cast<long>(std::ceil(sampling * static_cast<double>(run.samples.back().step)));
  long wrong = 0;
  for (std::size_t k = 1; k < run.samples.size(); ++k) {
    const Sample &was = run.samples[k - 1], &is = run.samples[k];
    const long change = std::labs(is.period - was.period);
    const long allowed = is.averages > was.averages && is.step > adapting ? 1 : 0;
    if (change > allowed) ++wrong;
  }
  return wrong;
}

long worst(const Row& row, long (*number)(const Run&), bool most) {
  std::vector<long> all;
  for (const Run& run : row.runs) all.push_back(number(run));
  return most ? *std::max_element(all.begin(), all.end()) : *std::min_element(all.begin(), all.end());
}

// The period 400 steps after the first drop, a half of the run.
long climbed(const Run& run) {
  return run.samples[run.samples.size() / 2 + climb].period;
}

}  // namespace

double Row::mean(double (*number)(const Run&)) const {
  double sum = 0;
  for (const Run& run : runs) sum += number(run);
  return sum / static_cast<double>(runs.size());
}

double averages_of(const Run& run) {
  return static_cast<double>(run.averages());
}

double after_of(const Run& run) {
  return run.spread.after;
}

double before_of(const Run& run) {
  return run.spread.before;
}

double error_of(const Run& run) {
  return run.samples.back().error;
}

Panel play(const Options& options, const StopFlag& stop) {
  Panel panel{options, {}};
  add_row(panel, "adaptive", fmt::format("variance(first={}, sampling={})", first_period, sampling), stop);
  if (stop.raised()) return panel;
  const double averages = panel.rows.front().mean(averages_of);
  for (const long period :
       {first_period, 2 * first_period, std::lround(static_cast<double>(options.steps) / averages)}) {
    add_constant(panel, period, stop);
  }
  return panel;
}

std::span<const TracePoint> trace() {
  return points;
}

long period_at(const Run& run, double share) {
  const auto last = static_cast<double>(run.samples.size() - 1);
  return run.samples[static_cast<std::size_t>(std::lround(share * last))].period;
}

std::optional<Expected> expected_of(const Panel& panel, const Row& row) {
  if (!as_published(panel.options)) return std::nullopt;
  if (row.method == "adaptive") return Expected{570, 10.4};
  if (row.method == "every 4") return Expected{1000, 10.4};
  if (row.method == "every 8") return Expected{500, 15.8};
  return std::nullopt;
}

std::vector<Claim> claims(const Panel& panel) {
  const Row &adaptive = panel.rows[0], &constant = panel.rows[1];
  std::vector<Claim> all;
  all.push_back({"changes while sampling, or by more than 1 an average",
                 static_cast<double>(worst(adaptive, wrong_changes, true)), 0, 0});
  if (panel.options.drops && panel.options.steps / 4 >= climb) {
    all.push_back({fmt::format("least period {} steps after the first drop", climb),
                   static_cast<double>(worst(adaptive, climbed, false)), 25});
  }
  all.push_back({"spread over that of every 4, before averages",
                 adaptive.mean(before_of) / constant.mean(before_of), 0, 1.05});
  all.push_back({"likewise, after averages", adaptive.mean(after_of) / constant.mean(after_of), 0, 1.05});
  const double averages = adaptive.mean(averages_of) / constant.mean(averages_of);
  const bool drops = panel.options.drops;
  all.push_back({"averages over those of every 4", averages, drops ? 0 : 0.9, drops ? 0.7 : 1.1});
  return all;
}

}  // namespace tacit::adpsgd
