#include "cli/contest.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "cli/signals.h"
#include "session/adjust.h"
#include "session/csv.h"
#include "session/curve.h"
#include "session/folder.h"
#include "session/jsonl.h"
#include "session/progress.h"

namespace tacit::cli {
namespace {

// A second method of the same name gets a number.
std::string fresh_name(const std::string& name, const std::vector<Contestant>& taken) {
  const auto count = std::count_if(taken.begin(), taken.end(),
                                   [&](const Contestant& one) { return name_of_method(one.name) == name; });
  return count == 0 ? name : fmt::format("{}-{}", name, count + 1);
}

}  // namespace

template <class Get>
Spread Contestant::over_runs(const Get& get) const {
  if (runs.empty()) return {};
  const auto count = static_cast<double>(runs.size());
  double sum = 0, squares = 0;
  for (const Summary& run : runs) sum += get(run);
  const double mean = sum / count;
  for (const Summary& run : runs) squares += (get(run) - mean) * (get(run) - mean);
  return {mean, runs.size() > 1 ? std::sqrt(squares / (count - 1)) : 0};
}

Spread Contestant::loss() const {
  return over_runs([](const Summary& run) { return run.last.loss; });
}
Spread Contestant::accuracy() const {
  return over_runs([](const Summary& run) { return run.last.accuracy; });
}
Spread Contestant::megabytes() const {
  return over_runs([](const Summary& run) { return run.last.bytes / 1e6; });
}
Spread Contestant::averaged() const {
  return over_runs([](const Summary& run) { return averaged_share(run.last); });
}
Spread Contestant::time() const {
  return over_runs([this](const Summary& run) { return to_goal ? run.reached_s : run.last.time_s; });
}

Contest::Contest(const ContestFlags& flags) : flags_(flags), options_(options_of(flags)) {
  if (!flags.tune.empty()) grid_ = parse_grid(flags.tune);
  for (const std::string& method : flags.methods) {
    const std::string name = fresh_name(name_of_method(method), contestants_);
    contestants_.push_back({name, recipe_of(flags, method), {}, options_.until.has_value(), {}, {}});
    if (grid_) adjust(contestants_.back().recipe, grid_->key, grid_->low);
  }
  const long seed = contestants_.front().recipe.seed;
  scene_ = make_scene(flags.task, flags.world, flags.nodes, seed);
  for (const Contestant& one : contestants_) warn(Act(*scene_, {one.name, one.recipe, options_}).info());
}

void Contest::tune_one(const Scene& scene, Contestant& one) const {
  RunOptions quiet = options_;
  quiet.evaluate = 0;
  quiet.until.reset();  // losses are compared after the same number of steps
  one.tuned = tune(*grid_, [&](double value) {
    if (stop_flag().raised()) return unknown;
    Recipe recipe = one.recipe;
    adjust(recipe, grid_->key, value);
    const Act act(scene, {one.name, recipe, quiet});
    double loss = unknown;
    try {
      loss = act.play({}, stop_flag()).last.loss;
    } catch (const Error& error) {
      fmt::print(stderr, "{}: {}\n", one.name, error.what());
    }
    fmt::print(stderr, "{:<16} {} = {:.4g}: loss {:.4g}\n", one.name, grid_->key, value, loss);
    return loss;
  });
  adjust(one.recipe, grid_->key, one.tuned->value);
  fmt::print(stderr, "{:<16} best {} = {:.4g}{}{}\n", one.name, grid_->key, one.tuned->value,
             one.tuned->extended > 0 ? fmt::format(", grid extended by {}", one.tuned->extended) : "",
             one.tuned->on_edge ? "; still on the edge of the grid: start with a wider one" : "");
}

void Contest::play_one(const Scene& scene, Contestant& one, const std::filesystem::path& folder) const {
  const Act act(scene, {one.name, one.recipe, options_});
  given_folder(folder, true);
  Jsonl jsonl(folder);
  Csv csv(folder);
  Progress progress;
  Curve curve;
  Sink* const sinks[] = {&jsonl, &csv, &progress, &curve};
  try {
    one.runs.push_back(act.play(sinks, stop_flag()));
    warn(one.runs.back());
    if (one.runs.size() == 1) one.curve = curve.samples();
  } catch (const Error& error) {
    fmt::print(stderr, "{} did not finish: {}\n", one.name, error.what());
  }
}

const std::vector<Contestant>& Contest::play(const std::filesystem::path& folder) {
  for (long k = 0; k < flags_.seeds; ++k) {
    if (k > 0) {
      for (Contestant& one : contestants_) ++one.recipe.seed;
      scene_ = make_scene(flags_.task, flags_.world, flags_.nodes, contestants_.front().recipe.seed);
    }
    for (Contestant& one : contestants_) {
      if (grid_ && k == 0) tune_one(*scene_, one);
      if (stop_flag().raised()) return contestants_;
      const std::string seed = flags_.seeds > 1 ? fmt::format("seed-{}", one.recipe.seed) : "";
      play_one(*scene_, one, folder / one.name / seed);
    }
  }
  const auto failed = [](const Contestant& one) { return one.runs.empty(); };
  if (std::all_of(contestants_.begin(), contestants_.end(), failed))
    fail("compare: no method finished its run");
  return contestants_;
}

}  // namespace tacit::cli
