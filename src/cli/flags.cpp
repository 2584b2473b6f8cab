#include "cli/flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "cli/limits.h"
#include "session/adjust.h"

namespace tacit::cli {
namespace {

void add_recipe_flags(CLI::App& app, RunFlags& flags) {
  const std::string group = "Recipe keys (laid over what the method says; shown: where it says nothing)";
  for (const RecipeKey& key : recipe_keys()) {
    const std::string name(key.name);
    if (name == "about") continue;
    std::string dashed = name;
    std::replace(dashed.begin(), dashed.end(), '_', '-');
    const std::string spelled = dashed == name ? "--" + name : fmt::format("--{},--{}", name, dashed);
    app.add_option_function<std::string>(
           spelled, [&flags, name](const std::string& text) { flags.recipe[name] = text; },
           std::string(key.help))
        ->default_str(get(Recipe{}, key))
        ->group(group);
  }
  app.add_option("--lr", flags.rate, "short for the rate of `inner`")->group(group);
  app.add_option("--period", flags.period, "short for schedule=every(PERIOD)")->group(group);
}

}  // namespace

void add_run_flags(CLI::App& app, RunFlags& flags) {
  app.add_option("--task", flags.task, "what is learnt (tacit list tasks)")->capture_default_str();
  app.add_option("--world", flags.world, "where nodes live (tacit list worlds)")->capture_default_str();
  app.add_option("-n,--nodes", flags.nodes, "in place of the world's number of nodes");
  app.add_option("--steps", flags.options.steps, "local steps of every node")
      ->capture_default_str()
      ->check(AtLeast(1));
  app.add_option("--sample", flags.options.sample, "steps between samples; 0: about 100 samples in all")
      ->capture_default_str()
      ->check(AtLeast(0));
  app.add_option("--evaluate", flags.options.evaluate,
                 "every so many samples the average model is evaluated; 0: only the last")
      ->capture_default_str()
      ->check(AtLeast(0));
  app.add_option("--until", flags.until, "goal that ends a run: loss=0.2 or accuracy=0.9");
  app.add_option("--out", flags.out, "folder to write to; otherwise a fresh one under runs/");
  app.add_flag("--force", flags.force, "write over a finished run in --out");
  app.add_flag("--dry-run", flags.dry_run, "say what it would cost and stop");
  app.add_flag("--json", flags.json, "one JSON document on standard output");
  add_recipe_flags(app, flags);
}

Recipe recipe_of(const RunFlags& flags, const std::string& method) {
  Recipe recipe = load_recipe(method);
  for (const auto& [key, text] : flags.recipe) set(recipe, key, text);
  if (flags.period) set(recipe, "schedule", fmt::format("every({})", *flags.period));
  if (flags.rate) adjust(recipe, "rate", *flags.rate);
  return recipe;
}

RunOptions options_of(const RunFlags& flags) {
  RunOptions options = flags.options;
  if (!flags.until.empty()) options.until = parse_goal(flags.until);
  return options;
}

std::string name_of_method(const std::string& method) {
  return method.ends_with(".toml") ? std::filesystem::path(method).stem().string() : method;
}

void warn(const RunInfo& info) {
  for (const std::string& warning : info.warnings) {
    fmt::print(stderr, "warning: {}: {}\n", info.name, warning);
  }
}

void warn(const Summary& summary) {
  const std::string text = remark(summary);
  if (!text.empty()) fmt::print(stderr, "warning: {}: {}\n", summary.info.name, text);
}

}  // namespace tacit::cli
