#include "topology/weights_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <tuple>

#include "base/error.h"

namespace tacit::topology {
namespace {

constexpr int most_nodes = 1 << 16;
constexpr double tolerance = 5e-6;
constexpr std::string_view blanks = " \t\r";

// The numbers of one line of the text.
struct Line {
  std::size_t number;
  std::vector<double> values;
};

double parse_number(std::string_view word, std::string_view name, std::size_t line) {
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(value)) {
    fail("{}: line {}: expected a number, got '{}'", name, line, word.substr(0, 40));
  }
  return value;
}

std::vector<double> parse_line(std::string_view text, std::string_view name, std::size_t line) {
  text = text.substr(0, text.find('#'));
  std::vector<double> values;
  while (true) {
    const std::size_t start = text.find_first_not_of(blanks);
    if (start == std::string_view::npos) return values;
    text.remove_prefix(start);
    const std::size_t length = std::min(text.find_first_of(blanks), text.size());
    values.push_back(parse_number(text.substr(0, length), name, line));
    text.remove_prefix(length);
  }
}

std::vector<Line> parse_lines(std::string_view text, std::string_view name) {
  std::vector<Line> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    auto values = parse_line(text.substr(0, end), name, number);
    if (!values.empty()) lines.push_back({number, std::move(values)});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

double checked_weight(double value, std::string_view name, std::size_t line) {
  if (value < 0 || value > 1) fail("{}: line {}: a weight must be in [0, 1], got {}", name, line, value);
  return value;
}

int checked_node(double value, std::string_view name, std::size_t line) {
  if (value < 0 || value >= most_nodes || value != std::floor(value)) {
    fail("{}: line {}: a node must be a whole number in 0..{}, got {}", name, line, most_nodes - 1, value);
  }
  return static_cast<int>(value);
}

Weights read_rows(const std::vector<Line>& lines, std::string_view name) {
  const std::size_t nodes = lines.size();
  if (nodes > most_nodes) fail("{}: at most {} nodes, got {} rows", name, most_nodes, nodes);
  Weights result{.nodes = static_cast<int>(nodes), .links = {}};
  for (int row = 0; row < result.nodes; ++row) {
    const auto& [number, values] = lines[static_cast<std::size_t>(row)];
    if (values.size() != nodes) {
      fail("{}: line {}: {} rows need {} weights each, got {}", name, number, nodes, nodes, values.size());
    }
    for (int column = 0; column < result.nodes; ++column) {
      const double weight = checked_weight(values[static_cast<std::size_t>(column)], name, number);
      if (weight > 0) result.links.push_back({row, column, weight});
    }
  }
  return result;
}

Weights read_entries(const std::vector<Line>& lines, std::string_view name) {
  Weights result;
  for (const auto& [number, values] : lines) {
    if (values.size() != 3)
      fail("{}: line {}: expected 'i j weight', got {} numbers", name, number, values.size());
    const Link link{checked_node(values[0], name, number), checked_node(values[1], name, number),
                    checked_weight(values[2], name, number)};
    result.nodes = std::max({result.nodes, link.to + 1, link.from + 1});
    result.links.push_back(link);
  }
  std::sort(result.links.begin(), result.links.end(),
            [](const Link& a, const Link& b) { return std::tie(a.to, a.from) < std::tie(b.to, b.from); });
  const auto twice =
      std::adjacent_find(result.links.begin(), result.links.end(),
                         [](const Link& a, const Link& b) { return a.to == b.to && a.from == b.from; });
  if (twice != result.links.end())
    fail("{}: the weight of '{} {}' is given twice", name, twice->to, twice->from);
  std::erase_if(result.links, [](const Link& link) { return link.weight == 0; });
  return result;
}

// The first of these sums that is not one.
std::optional<std::size_t> wrong(const std::vector<double>& sums) {
  const auto found =
      std::find_if(sums.begin(), sums.end(), [](double sum) { return !(std::abs(sum - 1) <= tolerance); });
  if (found == sums.end()) return std::nullopt;
  return static_cast<std::size_t>(found - sums.begin());
}

// Gossip, push-sum or an error, by what the rows and columns sum to.
Promise promised(const Weights& weights, std::string_view name) {
  std::vector<double> rows(static_cast<std::size_t>(weights.nodes));
  std::vector<double> columns = rows;
  for (const auto& [to, from, weight] : weights.links) {
    rows[static_cast<std::size_t>(to)] += weight;
    columns[static_cast<std::size_t>(from)] += weight;
  }
  const auto row = wrong(rows);
  const auto column = wrong(columns);
  if (!column) return row ? Promise::columns : Promise::doubly;
  if (row) {
    fail(
        "{}: columns must sum to one, and for gossip rows too; row {} sums to {:.7g} and column {} to {:.7g}",
        name, *row, rows[*row], *column, columns[*column]);
  }
  fail("{}: columns must sum to one, but column {} sums to {:.7g}; the rows do: is the matrix transposed?",
       name, *column, columns[*column]);
}

}  // namespace

Weights parse_weights(std::string_view text, std::string_view name) {
  if (text.size() > most_weights_bytes)
    fail("{}: a topology file may have {} MiB, not more", name, most_weights_bytes >> 20);
  const std::vector<Line> lines = parse_lines(text, name);
  if (lines.empty()) fail("{}: no weights; write n rows of n weights, or lines 'i j weight'", name);
  const bool entries = lines.front().values.size() == 3 && lines.size() != 3;
  Weights result = entries ? read_entries(lines, name) : read_rows(lines, name);
  result.promise = promised(result, name);
  std::erase_if(result.links, [](const Link& link) { return link.to == link.from; });
  return result;
}

}  // namespace tacit::topology
