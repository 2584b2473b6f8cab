#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "bench/comparison.h"

namespace tacit::bench {
namespace {

struct Wish {
  std::string name, json;
  bool quick = false;
};

std::vector<const Comparison*> chosen(const std::string& name) {
  std::vector<const Comparison*> found;
  std::vector<std::string> known;
  for (const Comparison& comparison : comparisons()) {
    if (name.empty() || name == comparison.name) found.push_back(&comparison);
    known.emplace_back(comparison.name);
  }
  if (found.empty()) fail("no comparison '{}'{}", name, suggestion(name, known));
  return found;
}

// A ratio that others disturbed all the time is none, except where only a look was asked for.
void judge(Row& row, const Effort& effort) {
  if (!row.refusal.empty() || effort.quick || row.verdict.ever_quiet()) return;
  row.refusal = fmt::format("others kept up to {:.2f} cores busy in every pair; try again on a quiet machine",
                            row.verdict.foreign_cores);
}

bool run(const Wish& wish) {
  const auto wanted = chosen(wish.name);
  const Effort effort = wish.quick ? quick_effort : Effort{};
  const std::string path =
      !wish.json.empty() ? wish.json
                         : fmt::format(TACIT_BENCH_FOLDER "/{}.json", wish.name.empty() ? "all" : wish.name);
  nlohmann::json document = {{"quick", wish.quick}, {"rows", nlohmann::json::array()}};
  bool whole = true;
  fmt::print("{:<26} {:>7}  {:>7} .. {:<7} {:<13} {:>6}\n", "comparison", "ratio", "low", "high", "aim",
             "limit");
  for (const Comparison* comparison : wanted) {
    for (Row& row : comparison->run(effort)) {
      judge(row, effort);
      whole = whole && row.refusal.empty();
      fmt::print("{}\n", text(row));
      std::fflush(stdout);
      document["rows"].push_back(json(row));
    }
  }
  std::ofstream file(path);
  file << document.dump(2) << '\n';
  if (!file.flush()) fail("bench: cannot write {}; choose another file with --json", path);
  fmt::print("written to {}\n", path);
  return whole;
}

int start(int count, char** words) {
  CLI::App app("Measures tacit against peers and against this machine's limits, side by side in one run.");
  Wish wish;
  std::string names;
  for (const Comparison& comparison : comparisons())
    names += fmt::format("  {:<14} {}\n", comparison.name, comparison.what);
  app.add_option("name", wish.name, "the comparison to run; without a name all of them");
  app.add_option("--json", wish.json, "file to write; by default in the build folder");
  app.add_flag("--quick", wish.quick, "a look in seconds: few pairs, small sizes, no gate");
  app.footer("comparisons:\n" + names +
             "Ratios are a peer's time over ours, or our time over a limit, as the aim says.");
  CLI11_PARSE(app, count, words);
  try {
    return run(wish) ? 0 : 1;
  } catch (const Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 2;
  }
}

}  // namespace
}  // namespace tacit::bench

int main(int count, char** words) {
  return tacit::bench::start(count, words);
}
