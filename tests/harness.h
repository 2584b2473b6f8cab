// Plays small runs in tests and hands back what every node ended with.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "session/curve.h"
#include "session/trainer.h"

namespace tacit::test {

struct Case {
  std::string recipe;  // TOML
  std::string task = "quadratic(dim=12)";
  std::string world = "sim(nodes=4)";
  long steps = 20;
  long sample = 0;  // as RunOptions
  std::string checkpoint = "", resume = "";
};

struct Result {
  std::vector<std::vector<float>> parameters;  // of each node
  std::vector<double> mass;
  std::vector<Traffic> traffic;
  std::vector<Sample> samples;
  Summary summary;
};

// `watch` sees every trainer at the end of each of its turns; a raised `stop` ends the run.
using Watch = std::function<void(int rank, Trainer& trainer)>;
Result play(const Case& given, const Watch& watch = {}, StopFlag* stop = nullptr);

// The recipes of the library, and one of them with its periods cut for runs of 40 steps.
std::vector<std::string> recipe_names();
std::string shortened(const std::string& name);

// Bits of all parameters, in rank order.
std::vector<unsigned> bits(const Result& result);

// Largest difference between parameters, relative to the largest parameter.
double relative_gap(const Result& a, const Result& b);

}  // namespace tacit::test
