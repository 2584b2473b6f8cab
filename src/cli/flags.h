// What `run` and `compare` share: their flags and what is made of them.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "session/scene.h"

namespace CLI {
class App;
}

namespace tacit::cli {

struct RunFlags {
  std::string task = "mlp";
  std::string world = "sim(nodes=16)";
  std::optional<long> nodes;
  RunOptions options;
  std::string until, out;
  bool dry_run = false, json = false, force = false;
  std::map<std::string, std::string> recipe;  // keys given as flags
  std::optional<double> rate;
  std::optional<long> period;
};

// A flag for every run key, and one for every recipe key.
void add_run_flags(CLI::App& app, RunFlags& flags);

// The method's recipe with the flags laid over it.
Recipe recipe_of(const RunFlags& flags, const std::string& method);
RunOptions options_of(const RunFlags& flags);

// The name of a method: of a file, what stands before .toml.
std::string name_of_method(const std::string& method);

void warn(const RunInfo& info);
// Prints what is to be known about how a run went.
void warn(const Summary& summary);

}  // namespace tacit::cli
