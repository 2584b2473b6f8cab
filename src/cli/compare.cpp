#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/contest.h"
#include "cli/limits.h"
#include "cli/plan.h"
#include "cli/signals.h"
#include "session/chart.h"
#include "session/draft.h"
#include "session/folder.h"
#include "session/json.h"
#include "session/table.h"

namespace tacit::cli {
namespace {

std::string plus_minus(const Spread& spread, int digits = 4) {
  return spread.deviation > 0 ? fmt::format("{} ± {}", cell(spread.mean, digits), cell(spread.deviation, 2))
                              : cell(spread.mean, digits);
}

// The contestant with the least loss; null where none has one.
const Contestant* best_of(const std::vector<Contestant>& all) {
  const Contestant* best = nullptr;
  for (const Contestant& one : all) {
    if (std::isnan(one.loss().mean)) continue;
    if (best == nullptr || one.loss().mean < best->loss().mean) best = &one;
  }
  return best;
}

nlohmann::ordered_json json_of(const Tuned& tuned) {
  nlohmann::ordered_json document = {{"value", tuned.value}, {"on_edge", tuned.on_edge}};
  for (const Trial& trial : tuned.trials) {
    nlohmann::ordered_json tried = {{"value", trial.value}};
    put(tried, "loss", trial.loss);
    document["trials"].push_back(tried);
  }
  return document;
}

// The summary row of the first seed, with means over all of them where they say more.
nlohmann::ordered_json json_of(const Contestant& one, const Contestant& first) {
  nlohmann::ordered_json entry = {{"method", one.name}};
  if (!one.runs.empty()) entry = tacit::json_of(one.runs.front());
  put(entry, "loss", one.loss().mean);
  put(entry, "accuracy", one.accuracy().mean);
  put(entry, "speed_up", first.time().mean / one.time().mean);
  entry["runs"] = one.runs.size();
  if (one.runs.size() > 1) {
    put(entry, "loss_sd", one.loss().deviation);
    put(entry, "accuracy_sd", one.accuracy().deviation);
  }
  if (one.tuned) entry["tuned"] = json_of(*one.tuned);
  entry["recipe_toml"] = print(one.recipe);
  return entry;
}

nlohmann::ordered_json json_of(const std::vector<Contestant>& all, const std::filesystem::path& folder) {
  nlohmann::ordered_json document = {{"folder", folder.string()}};
  for (const Contestant& one : all) {
    if (one.runs.empty()) continue;
    const RunInfo& info = one.runs.front().info;
    document.update(
        {{"task", info.task}, {"world", info.world}, {"nodes", info.nodes}, {"steps", info.steps}});
    break;
  }
  for (const Contestant& one : all) document["methods"].push_back(json_of(one, all.front()));
  if (const Contestant* best = best_of(all)) document["best"] = best->name;
  return document;
}

// Loss against time, a line a method.
Chart chart_of(const std::vector<Contestant>& all) {
  Chart chart{"", "", "loss of the average model", true, {Panel{}}};
  for (const Contestant& one : all) {
    if (one.runs.empty()) continue;
    const RunInfo& info = one.runs.front().info;
    chart.title = fmt::format("{} on {} nodes", info.task, info.nodes);
    chart.x_label = info.modelled_time ? "modelled time, s" : "time, s";
    Series series{one.name, {}, {}};
    for (const Sample& sample : one.curve) {
      series.x.push_back(sample.time_s);
      series.y.push_back(sample.loss);
    }
    chart.panels.front().series.push_back(std::move(series));
  }
  return chart;
}

void print_table(const std::vector<Contestant>& all, const ContestFlags& flags) {
  const bool modelled = std::any_of(all.begin(), all.end(), [](const Contestant& one) {
    return !one.runs.empty() && one.runs.front().info.modelled_time;
  });
  std::string time = flags.until.empty() ? "time s" : "s to " + flags.until;
  if (modelled) time = "modelled " + time;
  Table table{{"method", "loss", "accuracy", "averaged", "MB sent/node", time, "speed-up"}, {}};
  if (!flags.tune.empty()) table.header.push_back(parse_grid(flags.tune).key);
  for (const Contestant& one : all) {
    const double speed_up = all.front().time().mean / one.time().mean;
    table.rows.push_back({one.name, plus_minus(one.loss()), plus_minus(one.accuracy()),
                          percent(one.averaged().mean), cell(one.megabytes().mean), cell(one.time().mean),
                          std::isnan(speed_up) ? "-" : fmt::format("{:.2f}x", speed_up)});
    if (one.tuned) table.rows.back().push_back(cell(one.tuned->value));
    table.rows.back().resize(table.header.size(), "-");
  }
  fmt::print("{}\n", print(table));
  if (const Contestant* best = best_of(all)) {
    fmt::print("best loss: {} ({}), {:.2f}x the speed of {}\n", best->name, plus_minus(best->loss()),
               all.front().time().mean / best->time().mean, all.front().name);
  }
}

void plan(const ContestFlags& flags) {
  auto documents = nlohmann::ordered_json::array();
  for (const std::string& method : flags.methods) {
    const Recipe recipe = recipe_of(flags, method);
    const Scene scene = make_scene(flags.task, flags.world, flags.nodes, recipe.seed);
    const Act act(scene, {name_of_method(method), recipe, options_of(flags)});
    warn(act.info());
    if (flags.json) {
      documents.push_back(plan_json(scene, act));
    } else {
      print_plan(scene, act, false);
      fmt::print("\n");
    }
  }
  if (flags.json) fmt::print("{}\n", documents.dump(2));
}

void work(const ContestFlags& flags) {
  if (flags.dry_run) return plan(flags);
  Contest contest(flags);
  const auto folder =
      flags.out.empty() ? fresh_folder("runs", "compare") : given_folder(flags.out, flags.force);
  const std::vector<Contestant>& all = contest.play(folder);
  if (stop_flag().raised()) {
    return fmt::print(stderr, "stopped before all methods had run; what there is lies under {}\n",
                      folder.string());
  }
  const auto document = json_of(all, folder);
  write_file(folder / "compare.svg", svg(chart_of(all)));
  write_file(folder / "summary.json", document.dump(2) + '\n');
  if (flags.json) return fmt::print("{}\n", document.dump(2));
  print_table(all, flags);
  fmt::print("written to {0}, drawn in {0}/compare.svg\n", folder.string());
}

}  // namespace

Command compare_command(CLI::App& program) {
  CLI::App* app = program.add_subcommand("compare", "train with several methods on the same data");
  auto flags = std::make_shared<ContestFlags>();
  app->add_option("methods", flags->methods, "names (tacit list recipes) or files.toml")
      ->capture_default_str();
  app->add_option(
      "--tune", flags->tune,
      "search one number for every method on the same grid, KEY=LOW..HIGHxCOUNT, as in rate=0.01..1x7");
  app->add_option("--seeds", flags->seeds, "repetitions with other seeds, for a mean and a deviation")
      ->capture_default_str()
      ->check(AtLeast(1));
  add_run_flags(*app, *flags);
  return {app, [flags] { work(*flags); }};
}

}  // namespace tacit::cli
