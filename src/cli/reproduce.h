// The experiments that `tacit reproduce` knows.
#pragma once

#include <string>
#include <vector>

#include "session/figure1.h"
#include "session/progress.h"

namespace tacit::cli {

struct ReproduceFlags {
  std::string what;
  std::vector<int> nodes;
  figure1::Options options;
  std::string variant = "ring";
  double latency_us = 25, gbit_per_s = 1;
  std::string out;
  bool force = false, json = false;
};

void reproduce_figure1(const ReproduceFlags& flags);
void reproduce_table5(const ReproduceFlags& flags);

}  // namespace tacit::cli
