// What a paper or an independent program says, beside what a run gave.
#pragma once

#include <limits>
#include <string>

namespace tacit {

struct Claim {
  std::string what;
  double measured = 0;
  double low = 0;                                         // what was said lies from here ...
  double high = std::numeric_limits<double>::infinity();  // ... to here
  std::string remark = {};                                // why another number is no surprise

  [[nodiscard]] bool holds() const { return measured >= low && measured <= high; }
};

}  // namespace tacit
