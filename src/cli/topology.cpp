#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/limits.h"
#include "session/table.h"
#include "topology/analysis.h"

namespace tacit::cli {
namespace {

struct Flags {
  std::vector<std::string> topologies;
  int nodes = 16;
  double parameters = 1e6;
  bool json = false;
};

struct Studied {
  std::string name;
  std::optional<std::string> warning;
  Analysis analysis;
};

Studied study(const std::string& text, int nodes) {
  const auto topology = topologies().make(text);
  return {text, topology->warns(nodes), analyse(*topology->on(nodes), nodes)};
}

nlohmann::ordered_json json_of(const Studied& studied, const Flags& flags) {
  const Analysis& a = studied.analysis;
  nlohmann::ordered_json document = {
      {"topology", studied.name},
      {"nodes", flags.nodes},
      {"beta", a.beta},
      {"gap", a.gap},
      {"step_beta", a.step_beta},
      {"period", a.period},
      {"messages_per_step", a.messages_per_step},
      {"bytes_per_step", a.messages_per_step * flags.parameters * sizeof(float)},
      {"most_messages", a.most_messages},
      {"smallest_weight", a.smallest_weight},
      {"largest_weight", a.largest_weight},
      {"symmetric", a.symmetric},
      {"doubly_stochastic", a.promise == Promise::doubly},
  };
  if (studied.warning) document["warning"] = *studied.warning;
  return document;
}

void print_table(const std::vector<Studied>& all, const Flags& flags) {
  Table table{{"topology", "beta", "gap", "period", "messages/step", "MB/step", "weights", "sums to one"},
              {}};
  for (const Studied& studied : all) {
    const Analysis& a = studied.analysis;
    table.rows.push_back({studied.name, fmt::format("{:.9g}", a.beta), cell(a.gap),
                          a.period > 0 ? std::to_string(a.period) : "drawn afresh", cell(a.messages_per_step),
                          cell(a.messages_per_step * flags.parameters * sizeof(float) / 1e6),
                          fmt::format("{:.3g} to {:.3g}", a.smallest_weight, a.largest_weight),
                          a.promise == Promise::doubly ? "rows and columns" : "columns"});
  }
  fmt::print("{} nodes, {:.6g} parameters; beta is what one period leaves of disagreement\n\n{}", flags.nodes,
             flags.parameters, print(table));
}

void work(const Flags& flags) {
  std::vector<Studied> all;
  for (const std::string& text : flags.topologies) all.push_back(study(text, flags.nodes));
  for (const Studied& studied : all) {
    if (studied.warning) fmt::print(stderr, "warning: {}\n", *studied.warning);
  }
  if (!flags.json) return print_table(all, flags);
  auto documents = nlohmann::ordered_json::array();
  for (const Studied& studied : all) documents.push_back(json_of(studied, flags));
  fmt::print("{}\n", (documents.size() == 1 ? documents.front() : documents).dump(2));
}

}  // namespace

Command topology_command(CLI::App& program) {
  CLI::App* app =
      program.add_subcommand("topology", "what a topology does to disagreement, and what it costs");
  auto flags = std::make_shared<Flags>();
  app->add_option("topology", flags->topologies,
                  "ring, grid, \"random(degree=3)\", ... (tacit list topologies)")
      ->required();
  app->add_option("-n,--nodes", flags->nodes, "nodes")->capture_default_str()->check(AtLeast(1));
  app->add_option("--parameters", flags->parameters, "of the model, for the bytes of a message")
      ->capture_default_str()
      ->check(AtLeast(1));
  app->add_flag("--json", flags->json,
                "one JSON document on standard output (a list for several topologies)");
  return {app, [flags] { work(*flags); }};
}

}  // namespace tacit::cli
