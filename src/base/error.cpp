#include "base/error.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace tacit {
namespace {

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] != b[j - 1] ? 1 : 0);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

void fail_with(fmt::string_view format, fmt::format_args args) { throw Error(fmt::vformat(format, args)); }

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
