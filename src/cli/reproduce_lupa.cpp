#include <fmt/core.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/claims.h"
#include "cli/reproduce.h"
#include "cli/signals.h"
#include "session/draft.h"
#include "session/json.h"
#include "session/lupa.h"
#include "session/progress.h"
#include "session/table.h"

namespace tacit::cli {
namespace {

lupa::Options options_of(const ReproduceFlags& flags, const std::filesystem::path& folder) {
  auto options = flags.options<lupa::Options>();
  options.nodes = flags.nodes_or(options.nodes);
  options.world =
      fmt::format("sim(latency_us={}, gbit_per_s={}, step_ms=0.1)", flags.latency_us, flags.gbit_per_s);
  options.data = flags.data;
  if (!flags.data.empty()) return options;
  options.data = (folder / "problem.svm").string();
  lupa::write_problem(options.data, flags.seed);
  return options;
}

void print_rounds(const lupa::Rounds& rounds) {
  Table table{{"averages", "schedule", "rounds", "loss", "fall missing", "time s"}, {}, 2};
  for (const lupa::Line& line : rounds.lines) {
    table.rows.push_back({line.name, line.schedule, cell(line.rounds), cell(line.loss, 6),
                          cell(rounds.missing(line), 2), cell(line.time_s)});
  }
  fmt::print("{}\n", print(table));
}

void print_times(const lupa::Times& times) {
  Table table{
      {"n", "steps", "rate", "time s", "speed-up", "synchronous steps", "rate", "time s", "speed-up"}, {}, 0};
  for (std::size_t k = 0; k < times.rare.size(); ++k) {
    std::vector<std::string> row = {std::to_string(times.rare[k].nodes)};
    for (const auto* reaches : {&times.rare, &times.synchronous}) {
      const lupa::Reach& reach = (*reaches)[k];
      for (const double number :
           {reach.steps, reach.rate, reach.time_s, lupa::Times::speed_up(*reaches, reach)}) {
        row.push_back(cell(number));
      }
    }
    table.rows.push_back(row);
  }
  fmt::print("the fewest seconds to a loss of {}, the rate chosen for each number of nodes\n\n{}\n",
             cell(times.target), print(table));
}

nlohmann::ordered_json json_of(const lupa::Reach& reach) {
  nlohmann::ordered_json row = {{"nodes", reach.nodes}};
  put(row, "rate", reach.rate);
  put(row, "steps", reach.steps);
  put(row, "time_s", reach.time_s);
  return row;
}

nlohmann::ordered_json json_of(const lupa::Rounds& rounds, const lupa::Times& times) {
  nlohmann::ordered_json document = {{"target", times.target}};
  for (const lupa::Line& line : rounds.lines) {
    nlohmann::ordered_json row = {{"name", line.name}, {"schedule", line.schedule}};
    put(row, "rounds", line.rounds);
    put(row, "loss", line.loss);
    put(row, "time_s", line.time_s);
    document["rounds"].push_back(row);
  }
  for (const lupa::Reach& reach : times.rare) document["times"].push_back(json_of(reach));
  for (const lupa::Reach& reach : times.synchronous) {
    document["synchronous_times"].push_back(json_of(reach));
  }
  return document;
}

std::string csv_of(const lupa::Rounds& rounds) {
  std::string text = "name,schedule,rounds,loss,time_s\n";
  for (const lupa::Line& line : rounds.lines) {
    text +=
        fmt::format("{},\"{}\",{},{},{}\n", line.name, line.schedule, line.rounds, line.loss, line.time_s);
  }
  return text;
}

std::string csv_of(const lupa::Times& times) {
  std::string text = "name,nodes,rate,steps,time_s\n";
  const auto add = [&](const char* name, const std::vector<lupa::Reach>& reaches) {
    for (const lupa::Reach& reach : reaches) {
      text += fmt::format("{},{}", name, reach.nodes);
      for (const double number : {reach.rate, reach.steps, reach.time_s}) {
        text += std::isnan(number) ? "," : fmt::format(",{}", number);
      }
      text += '\n';
    }
  };
  add("every 91", times.rare);
  add("synchronous", times.synchronous);
  return text;
}

}  // namespace

void reproduce_lupa(const ReproduceFlags& flags) {
  const auto folder = flags.folder();
  lupa::Options options = options_of(flags, folder);
  Progress progress = Progress::of_many();
  options.watcher = &progress;
  const lupa::Rounds rounds = lupa::play_rounds(options, stop_flag());
  options.watcher = nullptr;  // the times take a hundred short runs
  if (stop_flag().raised()) return;
  fmt::print(stderr, "times to a loss\n");
  const lupa::Times times = lupa::play_times(options, rounds, stop_flag());
  if (stop_flag().raised()) return;
  const auto claims = lupa::claims(options, rounds, times);
  auto document = json_of(rounds, times);
  document["claims"] = json_of_claims(claims);
  document.update({{"data", options.data},
                   {"world", options.world},
                   {"nodes", options.nodes},
                   {"steps", options.steps},
                   {"trials", options.trials},
                   {"folder", folder.string()}});
  write_file(folder / "rounds.csv", csv_of(rounds));
  write_file(folder / "times.csv", csv_of(times));
  write_file(folder / "summary.json", document.dump(2) + '\n');
  if (flags.json) return fmt::print("{}\n", document.dump(2));
  fmt::print("logistic regression on {}, {} nodes, {} steps, {} trials, {}\n\n", options.data,
             options.nodes.back(), options.steps, options.trials, options.world);
  print_rounds(rounds);
  print_times(times);
  fmt::print(
      "a level is reached where at most a thousandth of the fall is missing; \"near-linear\" is taken as "
      "half of n or more\n\n");
  fmt::print("{}\nwritten to {}\n", print_claims(claims), (folder / "summary.json").string());
}

}  // namespace tacit::cli
