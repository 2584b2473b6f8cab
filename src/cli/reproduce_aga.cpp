#include <fmt/core.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/claims.h"
#include "cli/periods.h"
#include "cli/signals.h"
#include "session/aga.h"
#include "session/json.h"
#include "session/progress.h"
#include "session/table.h"

namespace tacit::cli {
namespace {

using aga::Panel;
using aga::Row;

// "+1.2 % (0.3)", the standard error in brackets.
std::string more(const aga::Excess& excess) {
  const std::string error = std::isnan(excess.error) ? "" : fmt::format(" ({:.2f})", 100 * excess.error);
  return fmt::format("{:+.2f} %{}", 100 * excess.mean, error);
}

// The periods of the first seed after a tenth, a half and all of the run.
std::string periods_of(const Row& row) {
  const auto& curve = row.curves.front();
  const std::size_t last = curve.size() - 1;
  return fmt::format("{} {} {}", curve[last / 10].period, curve[last / 2].period, curve[last].period);
}

void print_rows(const Panel& panel) {
  const Row& first = panel.rows.front();
  Table table{{"method", "periods", "averaged", "loss falls", "loss", "over PGA(4)", "over PGA of as many"},
              {}};
  for (const Row& row : panel.rows) {
    const Row* twin = panel.row(row.twin);
    table.rows.push_back({row.method, periods_of(row), percent(row.share()), cell(row.fall(), 3),
                          cell(row.loss()), &row == &first ? "" : more(excess(row, first)),
                          twin == nullptr ? "" : more(excess(row, *twin))});
  }
  fmt::print("{}\n", print(table));
}

nlohmann::ordered_json json_of(const Panel& panel) {
  nlohmann::ordered_json document = {{"nodes", panel.options.nodes},
                                     {"setting", panel.setting->name},
                                     {"task", panel.setting->task},
                                     {"topology", panel.setting->topology},
                                     {"claims", json_of_claims(claims(panel))}};
  for (const Row& row : panel.rows) {
    nlohmann::ordered_json one = {{"method", row.method}, {"schedule", row.schedule}};
    put(one, "averaged_share", row.share());
    put(one, "loss_falls", row.fall());
    put(one, "loss", row.loss());
    put(one, "over_first", excess(row, panel.rows.front()).mean);
    put(one, "over_first_error", excess(row, panel.rows.front()).error);
    one["longest_period"] = row.longest();
    if (const Row* twin = panel.row(row.twin)) {
      one["as_many"] = twin->method;
      put(one, "over_as_many", excess(row, *twin).mean);
      put(one, "over_as_many_error", excess(row, *twin).error);
    }
    document["rows"].push_back(one);
  }
  return document;
}

std::string csv_of(const std::vector<Panel>& panels) {
  std::string text = "nodes,setting,method,seed,step,period,averages,train_loss\n";
  for (const Panel& panel : panels) {
    for (const Row& row : panel.rows) {
      for (std::size_t k = 0; k < row.curves.size(); ++k) {
        for (const Sample& sample : row.curves[k]) {
          text += fmt::format("{},{},\"{}\",{},{},{},{},{}\n", panel.options.nodes, panel.setting->name,
                              row.method, panel.options.seed + static_cast<long>(k), sample.step,
                              sample.period, sample.averages,
                              std::isnan(sample.train_loss) ? "" : fmt::format("{}", sample.train_loss));
        }
      }
    }
  }
  return text;
}

// The adaptive periods of the first seed.
Chart chart_of(const std::vector<Panel>& panels) {
  Chart chart{"Gossip-AGA", "iterations", "period", true, {}};
  for (const Panel& measured : panels) {
    tacit::Panel drawn{fmt::format("{}, n = {}", measured.setting->name, measured.options.nodes), {}};
    for (const Row& row : measured.rows) {
      if (!row.method.starts_with("AGA")) continue;
      Series series{row.method, {}, {}};
      for (const Sample& sample : row.curves.front()) {
        series.x.push_back(static_cast<double>(sample.step));
        series.y.push_back(static_cast<double>(sample.period));
      }
      drawn.series.push_back(std::move(series));
    }
    chart.panels.push_back(std::move(drawn));
  }
  return chart;
}

void print_panels(const std::vector<Panel>& panels) {
  for (const Panel& panel : panels) {
    fmt::print("{}: {}, {} nodes, {} seeds\n\n", panel.setting->title, panel.setting->task,
               panel.options.nodes, panel.options.trials);
    print_rows(panel);
    fmt::print("{}\n", print_claims(claims(panel)));
  }
  fmt::print(
      "periods: after a tenth, a half and all of the run; averaged: steps that ended in a global average;\n"
      "loss falls: times, from the start to the last batches; over: loss beyond the other's, mean over seeds "
      "(standard error)\n"
      "the expected numbers belong to 16 nodes and 1500 steps; at other sizes only what holds anywhere is "
      "claimed\n");
}

}  // namespace

void reproduce_aga(const ReproduceFlags& flags) {
  auto options = period_options<aga::Options>(flags);
  const auto folder = flags.folder();
  Progress progress = Progress::of_many();
  options.watcher = &progress;
  std::vector<Panel> panels;
  for (const int nodes : flags.nodes_or({options.nodes})) {
    for (const aga::Setting& setting : aga::settings()) {
      options.nodes = nodes;
      fmt::print(stderr, "{}, n = {}\n", setting.title, nodes);
      panels.push_back(aga::play(setting, options, stop_flag()));
      if (stop_flag().raised()) return;
    }
  }
  nlohmann::ordered_json document;
  for (const Panel& panel : panels) document["settings"].push_back(json_of(panel));
  document["trials"] = options.trials;
  document["steps"] = options.steps;
  document["folder"] = folder.string();
  write_periods(folder, {csv_of(panels), chart_of(panels), document});
  if (flags.json) return fmt::print("{}\n", document.dump(2));
  print_panels(panels);
  fmt::print("periods {}\n", (folder / "periods.svg").string());
}

}  // namespace tacit::cli
