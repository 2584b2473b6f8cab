#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <Eigen/Core>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "session/json.h"
#include "world/world.h"

namespace tacit::cli {
namespace {

nlohmann::ordered_json libraries() {
  return {{"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
          {"eigen", fmt::format("{}.{}.{}", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
          {"nlohmann-json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                                        NLOHMANN_JSON_VERSION_PATCH)},
          {"cli11", CLI11_VERSION}};
}

void work(bool as_json) {
  const Host host = this_host();
  const auto found = libraries();
  if (as_json) {
    auto document = json_of(host);
    document["worlds"] = worlds().names();
    document["libraries"] = found;
    return fmt::print("{}\n", document.dump(2));
  }
  fmt::print("tacit      {}, built with {}\n", host.version, host.compiler);
  fmt::print("system     {}\n", host.system);
  fmt::print("processor  {}, {} cores usable, vectors {}\n", host.processor, host.cores, host.simd);
  fmt::print("memory     {:.1f} GB, huge pages: {}{}\n", static_cast<double>(host.memory_bytes) / 1e9,
             host.huge_pages,
             host.huge_pages == "never" ? " (large models run faster with madvise or always)" : "");
  fmt::print("worlds     {}\n", fmt::join(worlds().names(), ", "));
  std::string list;
  for (const auto& [name, version] : found.items()) {
    list += fmt::format("{}{} {}", list.empty() ? "" : ", ", name, version.get<std::string>());
  }
  fmt::print("libraries  {}\n", list);
}

}  // namespace

Command doctor_command(CLI::App& program) {
  CLI::App* app = program.add_subcommand("doctor", "what was built and found on this machine");
  auto as_json = std::make_shared<bool>(false);
  app->add_flag("--json", *as_json, "one JSON document on standard output");
  return {app, [as_json] { work(*as_json); }};
}

}  // namespace tacit::cli
