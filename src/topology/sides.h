// The sides of a rectangle that so many nodes fill.
#pragma once

namespace tacit::topology {

struct Sides {
  int rows, columns;
};

// As square as it gets: `rows` is the largest divisor that is at most the root. A prime number has one row.
inline Sides sides(int nodes) {
  int rows = 1;
  for (int i = 2; i <= nodes / i; ++i) {
    if (nodes % i == 0) rows = i;
  }
  return {rows, nodes / rows};
}

// Whether a rectangle degenerates to one row although it could be expected not to.
inline bool is_line(int nodes) {
  return nodes > 2 && sides(nodes).rows == 1;
}

}  // namespace tacit::topology
