#include "base/error.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace tacit {
namespace {

// Two neighbours that changed places are one mistake (optimal string alignment).
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> rows(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) rows[i][0] = i;
  std::iota(rows[0].begin(), rows[0].end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0);
      rows[i][j] = std::min({replaced, rows[i - 1][j] + 1, rows[i][j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.size()][b.size()];
}

}  // namespace

void fail_with(fmt::string_view format, fmt::format_args args) {
  throw Error(fmt::vformat(format, args));
}

std::string suggestion(const std::string& wrong, const std::vector<std::string>& known) {
  if (known.empty()) return "";
  const auto nearest = std::min_element(known.begin(), known.end(), [&](const auto& a, const auto& b) {
    return edit_distance(wrong, a) < edit_distance(wrong, b);
  });
  if (edit_distance(wrong, *nearest) <= std::max<std::size_t>(1, wrong.size() / 3)) {
    return fmt::format(", did you mean '{}'?", *nearest);
  }
  return fmt::format("; known: {}", fmt::join(known, ", "));
}

}  // namespace tacit
