#include <fmt/core.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/claims.h"
#include "cli/reproduce.h"
#include "cli/signals.h"
#include "session/a2sgd.h"
#include "session/draft.h"
#include "session/json.h"
#include "session/progress.h"
#include "session/table.h"

namespace tacit::cli {
namespace {

a2sgd::Options options_of(const ReproduceFlags& flags) {
  auto options = flags.options<a2sgd::Options>();
  options.world =
      fmt::format("sim(latency_us={}, gbit_per_s={}, step_ms=1)", flags.latency_us, flags.gbit_per_s);
  return options;
}

struct Column {
  const char* name;
  double a2sgd::Line::*number;
};

constexpr Column columns[] = {
    {"message_bytes", &a2sgd::Line::message_bytes},
    {"sent_bytes_per_step", &a2sgd::Line::sent_bytes},
    {"time_s", &a2sgd::Line::time_s},
    {"loss", &a2sgd::Line::loss},
    {"accuracy", &a2sgd::Line::accuracy},
    {"spread", &a2sgd::Line::spread},
    {"distance", &a2sgd::Line::distance},
};

void print_panel(const a2sgd::Panel& panel) {
  Table table{{"method", "message B", "sent B/step", "time s", "loss", "accuracy", "spread", "distance"}, {}};
  for (const a2sgd::Line& line : panel.lines) {
    std::vector<std::string> row = {line.name};
    for (const Column& column : columns) row.push_back(cell(line.*column.number));
    table.rows.push_back(row);
  }
  fmt::print("{}: {}, {} parameters\n\n{}\n", panel.title, panel.task, panel.parameters, print(table));
}

nlohmann::ordered_json json_of(const a2sgd::Panel& panel) {
  nlohmann::ordered_json document = {
      {"title", panel.title}, {"task", panel.task}, {"parameters", panel.parameters}};
  for (const a2sgd::Line& line : panel.lines) {
    nlohmann::ordered_json row = {
        {"method", line.name}, {"gradients", line.gradients}, {"schedule", line.schedule}};
    for (const Column& column : columns) put(row, column.name, line.*column.number);
    document["methods"].push_back(row);
  }
  return document;
}

std::string csv_of(int nodes, const a2sgd::Panels& panels) {
  std::string text;
  for (const a2sgd::Panel* panel : {&panels.alike, &panels.unlike, &panels.few}) {
    for (const a2sgd::Line& line : panel->lines) {
      text += fmt::format("{},\"{}\",\"{}\"", nodes, panel->task, line.name);
      for (const Column& column : columns) {
        const double number = line.*column.number;
        text += std::isnan(number) ? "," : fmt::format(",{}", number);
      }
      text += '\n';
    }
  }
  return text;
}

std::string csv_header() {
  std::string text = "nodes,task,method";
  for (const Column& column : columns) text += fmt::format(",{}", column.name);
  return text + '\n';
}

nlohmann::ordered_json json_of(int nodes, const a2sgd::Panels& panels) {
  nlohmann::ordered_json document = {{"nodes", nodes}};
  for (const a2sgd::Panel* panel : {&panels.alike, &panels.unlike, &panels.few}) {
    document["panels"].push_back(json_of(*panel));
  }
  document["claims"] = json_of_claims(a2sgd::claims(panels));
  return document;
}

void print(const a2sgd::Options& options, const a2sgd::Panels& panels) {
  fmt::print("{} nodes, {} steps, {} trials, {}\n\n", options.nodes, options.steps, options.trials,
             options.world);
  for (const a2sgd::Panel* panel : {&panels.alike, &panels.unlike, &panels.few}) print_panel(*panel);
  fmt::print(
      "sent: by a node, with the 24 bytes by which nodes agree to stop or to skip; a mean of B bytes counts "
      "as "
      "2 (n - 1)/n B\n"
      "spread: mean of |x_i - mean x|^2; distance: |mean x - optimum|^2\n\n");
  fmt::print("{}\n", print_claims(a2sgd::claims(panels)));
}

}  // namespace

void reproduce_a2sgd(const ReproduceFlags& flags) {
  const auto folder = flags.folder();
  Progress progress = Progress::of_many();
  a2sgd::Options options = options_of(flags);
  options.watcher = &progress;
  nlohmann::ordered_json document = {{"world", options.world},
                                     {"steps", options.steps},
                                     {"trials", options.trials},
                                     {"folder", folder.string()}};
  std::string csv = csv_header();
  for (const int nodes : flags.nodes_or({options.nodes})) {
    options.nodes = nodes;
    const a2sgd::Panels panels = a2sgd::play(options, stop_flag());
    if (stop_flag().raised()) return;
    document["results"].push_back(json_of(nodes, panels));
    csv += csv_of(nodes, panels);
    if (!flags.json) print(options, panels);
  }
  write_file(folder / "methods.csv", csv);
  write_file(folder / "summary.json", document.dump(2) + '\n');
  if (flags.json) return fmt::print("{}\n", document.dump(2));
  fmt::print("written to {}\n", (folder / "summary.json").string());
}

}  // namespace tacit::cli
