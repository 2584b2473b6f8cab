#include "session/grid.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/error.h"

namespace tacit {
namespace {

constexpr int most_extensions = 4;
constexpr double worst = std::numeric_limits<double>::infinity();

template <class T>
T part(const std::string& text, std::size_t from, std::size_t to) {
  T value{};
  const char* last = text.data() + to;
  const auto [stop, bad] = std::from_chars(text.data() + from, last, value);
  if (bad != std::errc() || stop != last)
    fail("tune: {} cannot be read; write a grid like rate=0.01..1x7", text);
  return value;
}

std::vector<Trial>::const_iterator best(const std::vector<Trial>& trials) {
  return std::min_element(trials.begin(), trials.end(),
                          [](const Trial& a, const Trial& b) { return a.loss < b.loss; });
}

}  // namespace

double Grid::factor() const {
  return std::pow(high / low, 1.0 / (count - 1));
}

std::vector<double> Grid::values() const {
  std::vector<double> result;
  for (int k = 0; k < count; ++k)
    result.push_back(low * std::pow(high / low, static_cast<double>(k) / (count - 1)));
  return result;
}

Grid parse_grid(const std::string& text) {
  const auto equals = text.find('=');
  const auto dots = text.find("..", equals == std::string::npos ? 0 : equals);
  const auto times = text.rfind('x');
  if (equals == std::string::npos || equals == 0 || dots == std::string::npos || times == std::string::npos ||
      times < dots) {
    fail("tune: {} cannot be read; write a grid like rate=0.01..1x7", text);
  }
  Grid grid{text.substr(0, equals), part<double>(text, equals + 1, dots), part<double>(text, dots + 2, times),
            part<int>(text, times + 1, text.size())};
  if (!(grid.low > 0) || !(grid.high > grid.low) || !std::isfinite(grid.high)) {
    fail("tune: a grid goes from a number above 0 to a larger one, got {}..{}", grid.low, grid.high);
  }
  if (grid.count < 3 || grid.count > 1000) {
    fail("tune: a grid has 3 to 1000 values (an optimum needs neighbours), got {}", grid.count);
  }
  return grid;
}

Tuned tune(const Grid& grid, const std::function<double(double)>& loss_at) {
  const auto finite_loss = [&](double value) {
    const double loss = loss_at(value);
    return std::isfinite(loss) ? loss : worst;
  };
  Tuned result;
  for (const double value : grid.values()) result.trials.push_back({value, finite_loss(value)});
  while (true) {
    const auto winner = best(result.trials);
    result.value = winner->value;
    const bool lowest = winner == result.trials.begin();
    result.on_edge = lowest || winner + 1 == result.trials.end();
    if (!result.on_edge || result.extended == most_extensions || winner->loss == worst) return result;
    const double beyond = lowest ? winner->value / grid.factor() : winner->value * grid.factor();
    double loss = worst;
    try {
      loss = finite_loss(beyond);
    } catch (const Error&) {
      // Beyond what the parameter accepts: the edge of the grid is the edge of what is legal.
    }
    result.trials.insert(lowest ? result.trials.begin() : result.trials.end(), {beyond, loss});
    ++result.extended;
  }
}

}  // namespace tacit
