#include "cli/reproduce.h"

#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/limits.h"

namespace tacit::cli {

Command reproduce_command(CLI::App& program) {
  CLI::App* app =
      program.add_subcommand("reproduce", "rerun an experiment of the Gossip-PGA paper beside its numbers");
  auto flags = std::make_shared<ReproduceFlags>();
  app->add_option("what", flags->what, "figure1 (error against iterations) or table5 (transient time)")
      ->required()
      ->check(CLI::IsMember({"figure1", "table5"}));
  app->add_option("-n,--nodes", flags->nodes,
                  "numbers of nodes; otherwise 20,50,100 (figure1) or 16,36,64 (table5)")
      ->delimiter(',')
      ->check(AtLeast(1));
  app->add_option("--trials", flags->options.trials, "repetitions")->capture_default_str()->check(AtLeast(1));
  app->add_option("--steps", flags->options.steps, "iterations")->capture_default_str()->check(AtLeast(1));
  app->add_option("--seed", flags->options.seed, "of the data and the batches")
      ->capture_default_str()
      ->check(AtLeast(0));
  app->add_option(
         "--variant", flags->variant,
         "of figure1: ring (the figure itself), iid, grid, grid-iid, exponential, exponential-iid or all")
      ->capture_default_str();
  app->add_option("--world", flags->options.world, "of figure1, where nodes live")->capture_default_str();
  app->add_option("--latency-us", flags->latency_us, "of table5's links")->capture_default_str();
  app->add_option("--gbit-per-s", flags->gbit_per_s, "of table5's links")->capture_default_str();
  app->add_option("--out", flags->out, "folder to write to; otherwise a fresh one under runs/");
  app->add_flag("--force", flags->force, "write over finished results in --out");
  app->add_flag("--json", flags->json, "one JSON document on standard output");
  return {app, [flags] {
            if (flags->what == "figure1") return reproduce_figure1(*flags);
            reproduce_table5(*flags);
          }};
}

}  // namespace tacit::cli
