// The exact minimiser of a logistic loss.
#pragma once

#include <optional>
#include <vector>

#include "data/logistic_samples.h"
#include "data/table.h"

namespace tacit::data {

// Minimises the mean of ln(1 + exp(-<row, x>)) over these rows to the precision of a float; nothing where
// that has no minimum (the rows can be separated).
std::optional<std::vector<float>> logistic_minimum(const Table& table, Stretch rows);

}  // namespace tacit::data
