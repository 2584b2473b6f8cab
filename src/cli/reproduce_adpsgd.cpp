#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/claims.h"
#include "cli/periods.h"
#include "cli/signals.h"
#include "session/adpsgd.h"
#include "session/json.h"
#include "session/progress.h"
#include "session/table.h"

namespace tacit::cli {
namespace {

using adpsgd::Panel;
using adpsgd::Row;

constexpr long drawn_every = 10;  // steps

std::string title_of(const Panel& panel) {
  return panel.options.drops ? "rate dropped to a tenth twice" : "constant rate";
}

bool is_expected(const Panel& panel) {
  return adpsgd::expected_of(panel, panel.rows.front()).has_value();
}

// Periods of the adaptive schedule: mean, least and greatest over seeds.
void print_trace(const Panel& panel) {
  Table table{{"step", "period", "least", "greatest"}, {}, 0};
  if (is_expected(panel)) table.header.emplace_back("expected");
  for (const adpsgd::TracePoint& point : adpsgd::trace()) {
    std::vector<long> periods;
    for (const adpsgd::Run& run : panel.rows.front().runs) {
      periods.push_back(adpsgd::period_at(run, point.share));
    }
    double sum = 0;
    for (const long period : periods) sum += static_cast<double>(period);
    const auto [least, greatest] = std::minmax_element(periods.begin(), periods.end());
    table.rows.push_back({fmt::format("{:.0f}", point.share * static_cast<double>(panel.options.steps)),
                          cell(sum / static_cast<double>(periods.size()), 3), std::to_string(*least),
                          std::to_string(*greatest)});
    if (is_expected(panel)) table.rows.back().push_back(std::to_string(point.expected));
  }
  fmt::print("{}\n", print(table));
}

void print_sums(const Panel& panel) {
  Table table{{"period", "averages", "expected", "before", "expected", "after", "error"}, {}};
  for (const Row& row : panel.rows) {
    const auto expected = adpsgd::expected_of(panel, row);
    table.rows.push_back({row.method, cell(row.mean(adpsgd::averages_of)),
                          cell(expected ? expected->averages : unknown), cell(row.mean(adpsgd::before_of), 3),
                          cell(expected ? expected->before : unknown), cell(row.mean(adpsgd::after_of), 3),
                          cell(row.mean(adpsgd::error_of), 3)});
  }
  fmt::print("{}\n", print(table));
}

nlohmann::ordered_json json_of(const Panel& panel) {
  nlohmann::ordered_json document = {{"nodes", panel.options.nodes},
                                     {"drops", panel.options.drops},
                                     {"claims", json_of_claims(claims(panel))}};
  for (const Row& row : panel.rows) {
    nlohmann::ordered_json one = {{"method", row.method}, {"schedule", row.schedule}};
    put(one, "averages", row.mean(adpsgd::averages_of));
    put(one, "spread_before", row.mean(adpsgd::before_of));
    put(one, "spread_after", row.mean(adpsgd::after_of));
    put(one, "mse", row.mean(adpsgd::error_of));
    if (const auto expected = adpsgd::expected_of(panel, row)) {
      put(one, "expected_averages", expected->averages);
      put(one, "expected_spread_before", expected->before);
    }
    for (const adpsgd::TracePoint& point : adpsgd::trace()) {
      one["periods"].push_back(adpsgd::period_at(row.runs.front(), point.share));
    }
    document["rows"].push_back(one);
  }
  return document;
}

std::string csv_of(const std::vector<Panel>& panels) {
  std::string text = "nodes,drops,method,seed,step,lr,period,averages,consensus_distance\n";
  for (const Panel& panel : panels) {
    for (const Row& row : panel.rows) {
      for (std::size_t k = 0; k < row.runs.size(); ++k) {
        for (const Sample& sample : row.runs[k].samples) {
          if (sample.step % drawn_every != 0) continue;
          text += fmt::format("{},{},{},{},{},{},{},{},{}\n", panel.options.nodes, panel.options.drops,
                              row.method, panel.options.seed + static_cast<long>(k), sample.step, sample.rate,
                              sample.period, sample.averages, sample.consensus);
        }
      }
    }
  }
  return text;
}

// The periods of the first seed.
Chart chart_of(const std::vector<Panel>& panels) {
  Chart chart{"ADPSGD, logistic regression", "iterations", "period", false, {}};
  for (const Panel& measured : panels) {
    tacit::Panel drawn{fmt::format("{}, n = {}", title_of(measured), measured.options.nodes), {}};
    for (const Row& row : measured.rows) {
      Series series{row.method, {}, {}};
      for (const Sample& sample : row.runs.front().samples) {
        if (sample.step % drawn_every != 0) continue;
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
    fmt::print("{}, {} nodes, {} seeds\n\n", title_of(panel), panel.options.nodes, panel.options.trials);
    print_trace(panel);
    print_sums(panel);
    fmt::print("{}\n", print_claims(claims(panel)));
  }
  fmt::print(
      "before, after: sum over steps of rate times spread; a step that ends in an average counts with the "
      "spread\n"
      "just before it, as the expected sums do, or with none, as the bound on the error does\n");
}

}  // namespace

void reproduce_adpsgd(const ReproduceFlags& flags) {
  auto options = period_options<adpsgd::Options>(flags);
  const auto folder = flags.folder();
  Progress progress = Progress::of_many();
  options.watcher = &progress;
  std::vector<Panel> panels;
  for (const int nodes : flags.nodes_or({options.nodes})) {
    for (const bool drops : {true, false}) {
      options.nodes = nodes;
      options.drops = drops;
      panels.push_back(adpsgd::play(options, stop_flag()));
      if (stop_flag().raised()) return;
    }
  }
  nlohmann::ordered_json document;
  for (const Panel& panel : panels) document["panels"].push_back(json_of(panel));
  document["trials"] = options.trials;
  document["steps"] = options.steps;
  document["folder"] = folder.string();
  write_periods(folder, {csv_of(panels), chart_of(panels), document});
  if (flags.json) return fmt::print("{}\n", document.dump(2));
  print_panels(panels);
  fmt::print("periods {}\n", (folder / "periods.svg").string());
}

}  // namespace tacit::cli
