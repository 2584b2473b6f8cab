#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/plan.h"
#include "cli/signals.h"
#include "session/csv.h"
#include "session/folder.h"
#include "session/json.h"
#include "session/jsonl.h"
#include "session/progress.h"
#include "session/table.h"

namespace tacit::cli {
namespace {

struct Flags : RunFlags {
  std::string method = "gossip-pga";
  std::string resume;
};

void report(const Summary& summary, const std::filesystem::path& folder, bool as_json) {
  if (as_json) {
    auto document = json_of(summary);
    document["folder"] = folder.string();
    fmt::print("{}\n", document.dump(2));
    return;
  }
  const Sample& last = summary.last;
  const char* time = summary.info.modelled_time ? "modelled s" : "time s";
  fmt::print("{}", print(Table{{"method", "steps", "loss", "accuracy", "averaged", "MB sent", time, "ending"},
                               {{summary.info.name, std::to_string(last.step), cell(last.loss),
                                 cell(last.accuracy), percent(averaged_share(last)), cell(last.bytes / 1e6),
                                 cell(last.time_s), name_of(summary.ending)}}}));
  if (summary.reached_step >= 0) {
    fmt::print("goal met at step {}, {} s\n", summary.reached_step, cell(summary.reached_s));
  }
  fmt::print("written to {}\n", folder.string());
  if (summary.ending == Ending::stopped) {
    fmt::print("to go on, run the same with --resume {}\n", folder.string());
  }
}

void work(const Flags& flags) {
  const std::string name = name_of_method(flags.method);
  const Recipe recipe = recipe_of(flags, flags.method);
  RunOptions options = options_of(flags);
  options.resume = flags.resume;
  const Scene scene = make_scene(flags.task, flags.world, flags.nodes, recipe.seed);
  Act act(scene, {name, recipe, options});
  warn(act.info());
  if (flags.dry_run) return print_plan(scene, act, flags.json);

  const auto folder = flags.out.empty() ? fresh_folder("runs", name) : given_folder(flags.out, flags.force);
  act.save_to(folder);
  Jsonl jsonl(folder);
  Csv csv(folder);
  Progress progress;
  Sink* const sinks[] = {&jsonl, &csv, &progress};
  const Summary summary = act.play(sinks, stop_flag());
  warn(summary);
  report(summary, folder, flags.json);
}

}  // namespace

Command run_command(CLI::App& program) {
  CLI::App* app = program.add_subcommand("run", "train with one method");
  auto flags = std::make_shared<Flags>();
  app->add_option("--method", flags->method, "name (tacit list recipes) or file.toml")->capture_default_str();
  app->add_option("--resume", flags->resume, "folder of a stopped run, to go on from its checkpoint");
  add_run_flags(*app, *flags);
  return {app, [flags] { work(*flags); }};
}

}  // namespace tacit::cli
