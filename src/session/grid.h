// The same search for every method: a grid of values of one parameter, extended while the best lies on its
// edge.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace tacit {

// `count` values from `low` to `high` in equal factors.
struct Grid {
  std::string key;
  double low = 0, high = 0;
  int count = 0;

  [[nodiscard]] double factor() const;
  [[nodiscard]] std::vector<double> values() const;
};

// "rate=0.01..1x7". Throws Error saying how to write it.
Grid parse_grid(const std::string& text);

struct Trial {
  double value;
  double loss;  // infinite where the run diverged
};

struct Tuned {
  double value = 0;
  std::vector<Trial> trials;  // in ascending order of values
  int extended = 0;           // values tried beyond the grid
  bool on_edge = false;       // the best is still the outermost
};

// The value with the least loss. A loss that is not finite, or an Error beyond the grid, counts as worst.
Tuned tune(const Grid& grid, const std::function<double(double)>& loss_at);

}  // namespace tacit
