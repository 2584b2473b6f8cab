#include "session/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tacit {
namespace {

// Characters, not bytes, of UTF-8 text.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string row(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                std::size_t left) {
  std::string line;
  for (std::size_t k = 0; k < cells.size(); ++k) {
    const std::string space(widths[k] - width(cells[k]), ' ');
    if (k > 0) line += "  ";
    line += k < left ? cells[k] + space : space + cells[k];
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

}  // namespace

std::string print(const Table& table) {
  std::vector<std::size_t> widths;
  for (const std::string& title : table.header) widths.push_back(width(title));
  for (const auto& cells : table.rows) {
    for (std::size_t k = 0; k < cells.size(); ++k) widths[k] = std::max(widths[k], width(cells[k]));
  }
  std::vector<std::string> rule;
  for (const std::size_t w : widths) rule.emplace_back(w, '-');
  std::string text = row(table.header, widths, table.left) + row(rule, widths, table.left);
  for (const auto& cells : table.rows) text += row(cells, widths, table.left);
  return text;
}

std::string cell(double value, int digits) {
  if (std::isnan(value)) return "-";
  return fmt::format("{:.{}g}", value, digits);
}

std::string percent(double share) {
  return std::isnan(share) || share == 0 ? "-" : fmt::format("{:.3g}%", 100 * share);
}

}  // namespace tacit
