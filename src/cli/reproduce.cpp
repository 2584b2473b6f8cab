#include "cli/reproduce.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/command.h"
#include "cli/limits.h"
#include "session/folder.h"

namespace tacit::cli {
namespace {

struct Experiment {
  const char* name;
  const char* help;
  void (*reproduce)(const ReproduceFlags&);
};

constexpr Experiment experiments[] = {
    {"figure1", "Gossip-PGA: error against iterations", reproduce_figure1},
    {"table5", "Gossip-PGA: time of the transient stage", reproduce_table5},
    {"aga", "Gossip-AGA: periods, share of averages and loss", reproduce_aga},
    {"adpsgd", "ADPSGD: periods and spread", reproduce_adpsgd},
    {"lupa", "LUPA-SGD: rounds against loss, and time to a loss", reproduce_lupa},
    {"a2sgd", "A2SGD: bytes, time and loss of compressed gradients", reproduce_a2sgd},
};

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const Experiment& one : experiments) all.emplace_back(one.name);
  return all;
}

std::string help() {
  std::string text;
  for (const Experiment& one : experiments) {
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", one.name, one.help);
  }
  return text;
}

void add_flags(CLI::App* app, ReproduceFlags& flags) {
  app->add_option("-n,--nodes", flags.nodes, "numbers of nodes; otherwise the experiment's own")
      ->delimiter(',')
      ->check(AtLeast(1));
  app->add_option("--trials", flags.trials, "repetitions; otherwise the experiment's own")->check(AtLeast(1));
  app->add_option("--steps", flags.steps, "iterations; otherwise the experiment's own")->check(AtLeast(1));
  app->add_option("--seed", flags.seed, "of the data and the batches")
      ->capture_default_str()
      ->check(AtLeast(0));
  app->add_option(
         "--variant", flags.variant,
         "of figure1: ring (the figure itself), iid, grid, grid-iid, exponential, exponential-iid or all")
      ->capture_default_str();
  app->add_option("--world", flags.world, "of figure1, where nodes live")->capture_default_str();
  app->add_option("--latency-us", flags.latency_us, "of modelled links")->capture_default_str();
  app->add_option("--gbit-per-s", flags.gbit_per_s, "of modelled links")->capture_default_str();
  app->add_option("--data", flags.data, "of lupa: a LIBSVM file such as a9a; otherwise data are generated");
  app->add_option("--out", flags.out, "folder to write to; otherwise a fresh one under runs/");
  app->add_flag("--force", flags.force, "write over finished results in --out");
  app->add_flag("--json", flags.json, "one JSON document on standard output");
}

}  // namespace

std::filesystem::path ReproduceFlags::folder() const {
  return out.empty() ? fresh_folder("runs", what) : given_folder(out, force);
}

Command reproduce_command(CLI::App& program) {
  CLI::App* app =
      program.add_subcommand("reproduce", "rerun an experiment of a paper beside the expected numbers");
  auto flags = std::make_shared<ReproduceFlags>();
  app->add_option("what", flags->what, help())->required()->check(CLI::IsMember(names()));
  add_flags(app, *flags);
  return {app, [flags] {
            const auto named = [&](const Experiment& one) { return flags->what == one.name; };
            std::find_if(std::begin(experiments), std::end(experiments), named)->reproduce(*flags);
          }};
}

}  // namespace tacit::cli
