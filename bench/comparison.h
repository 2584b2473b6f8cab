// What `tacit_bench` can compare, and what comes out.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/duel.h"

namespace tacit::bench {

// What is hoped for: a ratio of at least (a peer's time over ours) or at most (our time over a limit) so
// much.
struct Aim {
  enum class Side : unsigned char { at_least, at_most, none } side = Side::none;
  double ratio = 0;
};

// One line of the table.
struct Row {
  std::string name;
  Verdict verdict;
  Aim aim;
  double share = 0;   // of the physical limit; 0: no limit is known
  std::string limit;  // what the limit is, as measured in the same run
  std::string note;
  std::string refusal;  // why there is no ratio: the outputs of both sides do not agree
};

// The end of the interval that counts meets the aim.
bool met(const Row& row);
std::string text(const Row& row);
nlohmann::json json(const Row& row);

struct Comparison {
  std::string_view name;
  std::string_view what;
  std::vector<Row> (*run)(const Effort& effort);
};

// The shelf: a new comparison is one file with its function and one line in comparisons.cpp.
std::span<const Comparison> comparisons();

}  // namespace tacit::bench
