#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/reproduce.h"
#include "cli/signals.h"
#include "session/chart.h"
#include "session/draft.h"
#include "session/figure1_expected.h"
#include "session/json.h"
#include "session/progress.h"
#include "session/table.h"

namespace tacit::cli {
namespace {

using figure1::Setting;

std::vector<const Setting*> chosen(const std::string& variant) {
  if (variant != "all") return {&figure1::setting_named(variant)};
  std::vector<const Setting*> all;
  for (const Setting& setting : figure1::settings()) all.push_back(&setting);
  return all;
}

std::string csv_of(const std::vector<figure1::Panel>& panels) {
  std::string text = "nodes,method,step,mse,mse_sd\n";
  for (const figure1::Panel& panel : panels) {
    for (const figure1::MethodCurve& curve : panel.curves) {
      for (const Sample& sample : curve.samples) {
        text +=
            fmt::format("{},{},{},{},{}\n", panel.nodes, curve.method, sample.step, sample.error,
                        std::isnan(sample.error_deviation) ? "" : fmt::format("{}", sample.error_deviation));
      }
    }
  }
  return text;
}

Chart chart_of(const Setting& setting, const std::vector<figure1::Panel>& panels,
               const figure1::Options& options) {
  Chart chart{fmt::format("Logistic regression, {}", setting.title),
              "iterations",
              "mean squared error, over a period",
              true,
              {}};
  for (const figure1::Panel& measured : panels) {
    Panel panel{fmt::format("n = {}", measured.nodes), {}};
    for (const figure1::MethodCurve& curve : measured.curves) {
      Series series{curve.method, {}, figure1::over_periods(curve.samples, options)};
      for (const Sample& sample : curve.samples) series.x.push_back(static_cast<double>(sample.step));
      panel.series.push_back(std::move(series));
    }
    chart.panels.push_back(std::move(panel));
  }
  return chart;
}

struct Checks {
  std::vector<figure1::ValueCheck> values;
  std::vector<figure1::TransientCheck> transients;

  void add(const figure1::Panel& panel) {
    for (auto& check : figure1::check_values(panel)) values.push_back(std::move(check));
    for (auto& check : figure1::check_transients(panel)) transients.push_back(std::move(check));
  }
};

std::string steps_or_never(const std::optional<long>& steps) {
  return steps ? std::to_string(*steps) : "never";
}

const char* verdict(bool ok) {
  return ok ? "ok" : "out";
}

void print_checks(const Checks& checks) {
  Table values{{"n", "step", "method", "MSE", "expected", "to parallel", "expected", ""}, {}, 0};
  for (const auto& check : checks.values) {
    values.rows.push_back({std::to_string(check.nodes), std::to_string(check.step), check.method,
                           cell(check.measured, 3), cell(check.expected, 3), cell(check.ratio, 3),
                           cell(check.expected_ratio, 3), verdict(check.ok)});
  }
  if (!values.rows.empty()) fmt::print("{}\n", print(values));
  Table transients{{"variant", "n", "method", "transient stage", "expected", ""}, {}};
  for (const auto& check : checks.transients) {
    transients.rows.push_back({check.setting, std::to_string(check.nodes), check.method,
                               steps_or_never(check.measured), steps_or_never(check.expected),
                               verdict(check.ok)});
  }
  if (!transients.rows.empty()) fmt::print("{}\n", print(transients));
}

void print_transients(const std::vector<figure1::Panel>& panels) {
  Table table{{"variant", "n", "method", "transient stage, 10 %", "25 %"}, {}};
  for (const figure1::Panel& panel : panels) {
    for (std::size_t k = 1; k < panel.curves.size(); ++k) {
      const auto& curve = panel.curves[k];
      const auto steps = [&](double tolerance) {
        return steps_or_never(figure1::transient(curve.samples, panel.curves[0].samples, tolerance));
      };
      table.rows.push_back({std::string(panel.setting->name), std::to_string(panel.nodes), curve.method,
                            steps(0.10), steps(0.25)});
    }
  }
  fmt::print("{}\n", print(table));
}

nlohmann::ordered_json json_of(const std::vector<figure1::Panel>& panels, const Checks& checks) {
  nlohmann::ordered_json document = {{"values", nlohmann::ordered_json::array()},
                                     {"transients", nlohmann::ordered_json::array()},
                                     {"measured_transients", nlohmann::ordered_json::array()}};
  for (const auto& check : checks.values) {
    nlohmann::ordered_json row = {{"nodes", check.nodes}, {"step", check.step}, {"method", check.method}};
    put(row, "mse", check.measured);
    put(row, "expected_mse", check.expected);
    put(row, "ratio", check.ratio);
    put(row, "expected_ratio", check.expected_ratio);
    row["ok"] = check.ok;
    document["values"].push_back(row);
  }
  const auto or_null = [](const std::optional<long>& steps) {
    return steps ? nlohmann::ordered_json(*steps) : nlohmann::ordered_json(nullptr);
  };
  for (const auto& check : checks.transients) {
    document["transients"].push_back({{"variant", check.setting},
                                      {"nodes", check.nodes},
                                      {"method", check.method},
                                      {"steps", or_null(check.measured)},
                                      {"expected_steps", or_null(check.expected)},
                                      {"ok", check.ok}});
  }
  for (const figure1::Panel& panel : panels) {
    for (std::size_t k = 1; k < panel.curves.size(); ++k) {
      const auto& curve = panel.curves[k];
      const auto steps = figure1::transient(curve.samples, panel.curves[0].samples, 0.10);
      document["measured_transients"].push_back({{"variant", panel.setting->name},
                                                 {"nodes", panel.nodes},
                                                 {"method", curve.method},
                                                 {"steps", or_null(steps)}});
    }
  }
  return document;
}

figure1::Options options_of(const ReproduceFlags& flags) {
  auto options = flags.options<figure1::Options>();
  options.world = flags.world;
  return options;
}

// Plays one variant at every n and writes its curves and its picture.
std::vector<figure1::Panel> play_setting(const Setting& setting, const ReproduceFlags& flags,
                                         const std::filesystem::path& folder) {
  Progress progress = Progress::of_many();
  figure1::Options options = options_of(flags);
  options.watcher = &progress;
  std::vector<figure1::Panel> panels;
  for (const int nodes : flags.nodes_or({20, 50, 100})) {
    fmt::print(stderr, "{}, n = {}\n", setting.title, nodes);
    panels.push_back(figure1::play(setting, nodes, options, stop_flag()));
    if (stop_flag().raised()) return panels;
  }
  write_file(folder / fmt::format("{}.csv", setting.name), csv_of(panels));
  write_file(folder / fmt::format("{}.svg", setting.name), svg(chart_of(setting, panels, options)));
  return panels;
}

}  // namespace

void reproduce_figure1(const ReproduceFlags& flags) {
  const auto settings = chosen(flags.variant);
  const auto folder = flags.folder();
  std::vector<figure1::Panel> panels;
  Checks checks;
  for (const Setting* setting : settings) {
    for (figure1::Panel& panel : play_setting(*setting, flags, folder)) {
      if (!stop_flag().raised()) checks.add(panel);
      panels.push_back(std::move(panel));
    }
    if (stop_flag().raised()) return;
  }
  auto document = json_of(panels, checks);
  const figure1::Options options = options_of(flags);
  document["trials"] = options.trials;
  document["folder"] = folder.string();
  write_file(folder / "summary.json", document.dump(2) + '\n');
  if (flags.json) return fmt::print("{}\n", document.dump(2));
  print_checks(checks);
  print_transients(panels);
  if (options.trials != 50 || options.steps != 20000) {
    fmt::print("the expected numbers belong to 50 trials of 20000 steps\n");
  }
  for (const Setting* setting : settings) {
    fmt::print("curves {}\n", (folder / fmt::format("{}.svg", setting->name)).string());
  }
}

}  // namespace tacit::cli
