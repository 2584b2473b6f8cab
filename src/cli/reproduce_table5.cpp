#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "cli/reproduce.h"
#include "cli/signals.h"
#include "session/draft.h"
#include "session/json.h"
#include "session/progress.h"
#include "session/table.h"
#include "session/table5.h"

namespace tacit::cli {
namespace {

std::string steps_or_never(const std::optional<long>& steps) {
  return steps ? std::to_string(*steps) : "never";
}

void print_rows(const std::vector<table5::Row>& rows) {
  Table table{{"topology", "n", "H", "gossip steps", "us/step", "PGA steps", "us/step", "gossip s", "PGA s",
               "ratio", "formula"},
              {}};
  for (const table5::Row& row : rows) {
    const auto seconds = [](const std::optional<long>& steps, double step_s) {
      return cell(steps ? static_cast<double>(*steps) * step_s : unknown, 3);
    };
    table.rows.push_back(
        {row.topology, std::to_string(row.nodes), std::to_string(row.period),
         steps_or_never(row.gossip_steps), cell(row.gossip_step_s * 1e6), steps_or_never(row.pga_steps),
         cell(row.pga_step_s * 1e6), seconds(row.gossip_steps, row.gossip_step_s),
         seconds(row.pga_steps, row.pga_step_s), cell(row.ratio(), 3), cell(row.formula_ratio, 3)});
  }
  fmt::print("{}\n", print(table));
  fmt::print(
      "ratio: transient time of gossip over Gossip-PGA's, measured; formula: n^7 (td + a) over n^5 td + "
      "n^5.5 a\n"
      "(grid; n^11 in place of n^7 on the ring), constants left out: it orders methods and sizes, it "
      "predicts no time\n");
}

nlohmann::ordered_json json_of(const table5::Row& row) {
  nlohmann::ordered_json document = {
      {"topology", row.topology}, {"nodes", row.nodes}, {"period", row.period}};
  if (row.gossip_steps) document["gossip_steps"] = *row.gossip_steps;
  if (row.pga_steps) document["pga_steps"] = *row.pga_steps;
  put(document, "gossip_step_s", row.gossip_step_s);
  put(document, "pga_step_s", row.pga_step_s);
  put(document, "ratio", row.ratio());
  put(document, "formula_ratio", row.formula_ratio);
  return document;
}

}  // namespace

void reproduce_table5(const ReproduceFlags& flags) {
  const table5::Link link{flags.latency_us * 1e-6, 32e-9 / flags.gbit_per_s};
  const auto folder = flags.folder();
  Progress progress = Progress::of_many();
  table5::Options options{{}, link};
  options.runs.trials = flags.trials_or(options.runs.trials);
  options.runs.steps = flags.steps_or(options.runs.steps);
  options.runs.seed = flags.seed;
  options.runs.watcher = &progress;
  std::vector<table5::Row> rows;
  for (const char* topology : {"grid", "ring"}) {
    for (const int nodes : flags.nodes_or({16, 36, 64})) {
      fmt::print(stderr, "{}, n = {}\n", topology, nodes);
      rows.push_back(table5::play(topology, nodes, options, stop_flag()));
      if (stop_flag().raised()) return;
    }
  }
  nlohmann::ordered_json document = {{"latency_s", link.latency_s}, {"scalar_s", link.scalar_s}};
  for (const table5::Row& row : rows) document["rows"].push_back(json_of(row));
  document["trials"] = options.runs.trials;
  document["folder"] = folder.string();
  write_file(folder / "summary.json", document.dump(2) + '\n');
  if (flags.json) return fmt::print("{}\n", document.dump(2));
  print_rows(rows);
  fmt::print("written to {}\n", (folder / "summary.json").string());
}

}  // namespace tacit::cli
