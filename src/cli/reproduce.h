// The experiments that `tacit reproduce` knows.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tacit::cli {

// Flags of all experiments. What was not given is empty or 0, and an experiment then takes its own.
struct ReproduceFlags {
  std::string what;
  std::vector<int> nodes;
  int trials = 0;
  long steps = 0, seed = 0;
  std::string variant = "ring", world = "sim";
  double latency_us = 25, gbit_per_s = 1;
  std::string data;
  std::string out;
  bool force = false, json = false;

  [[nodiscard]] std::vector<int> nodes_or(const std::vector<int>& own) const {
    return nodes.empty() ? own : nodes;
  }
  [[nodiscard]] int trials_or(int own) const { return trials > 0 ? trials : own; }
  [[nodiscard]] long steps_or(long own) const { return steps > 0 ? steps : own; }
  // The options of an experiment: trials, steps and seed as given, the rest its own.
  template <class Options>
  [[nodiscard]] Options options() const {
    Options options;
    options.trials = trials_or(options.trials);
    options.steps = steps_or(options.steps);
    options.seed = seed;
    return options;
  }
  // Where to write: --out, or a fresh folder under runs/.
  [[nodiscard]] std::filesystem::path folder() const;
};

void reproduce_figure1(const ReproduceFlags& flags);
void reproduce_table5(const ReproduceFlags& flags);
void reproduce_aga(const ReproduceFlags& flags);
void reproduce_adpsgd(const ReproduceFlags& flags);
void reproduce_lupa(const ReproduceFlags& flags);
void reproduce_a2sgd(const ReproduceFlags& flags);

}  // namespace tacit::cli
