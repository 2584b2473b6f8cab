// The numbers of a sample as files, tables and the manual name them.
#pragma once

#include <span>
#include <string_view>

#include "session/sample.h"

namespace tacit {

struct Field {
  std::string_view name;
  std::string_view unit;
  std::string_view help;
  double (*get)(const Sample&);
  bool whole = false;  // written without a decimal point
};

// In the order of columns. docs/metrics.md lists the same.
std::span<const Field> fields();

}  // namespace tacit
