// What experiments on adaptive periods begin and end with.
#pragma once

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "cli/reproduce.h"
#include "session/chart.h"

namespace tacit::cli {

template <class Options>
Options period_options(const ReproduceFlags& flags) {
  auto options = flags.options<Options>();
  if (options.steps < 40) fail("reproduce {}: give at least 40 steps, got {}", flags.what, options.steps);
  return options;
}

struct PeriodFiles {
  std::string csv;
  Chart chart;
  nlohmann::ordered_json document;
};

// periods.csv, periods.svg and summary.json.
void write_periods(const std::filesystem::path& folder, const PeriodFiles& files);

}  // namespace tacit::cli
