// Reads the mixing matrix that a user wrote down.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "topology/fixed.h"

namespace tacit::topology {

inline constexpr std::size_t most_weights_bytes = std::size_t{64} << 20;

struct Weights {
  int nodes = 0;
  std::vector<Link> links;  // without zeros and without the diagonal, which is what the columns lack to one
  Promise promise = Promise::doubly;
};

// Weights are numbers in [0, 1] between blanks; # starts a comment, empty lines do not count. Either
//   n lines of n weights: row i says what node i gives to each node's model, or
//   lines "i j weight" with nodes from 0: the entries that are not zero, the diagonal too. (Three lines of
//   three numbers are the rows of a matrix.)
// Six digits are enough: columns, and for gossip also rows, must sum to one within 5e-6. If only columns do,
// W is for push-sum. Throws Error with `name` and the line, or the row or column and its sum.
Weights parse_weights(std::string_view text, std::string_view name);

}  // namespace tacit::topology
