#include "method/fragments.h"

#include <algorithm>

namespace tacit {
namespace {

// The row boundary of `part` nearest before `end`, or any place in a single row.
std::size_t cut_before(const Part& part, std::size_t end) {
  const std::size_t inside = end - part.offset;
  return part.offset + (part.rows == 1 ? inside : inside / part.cols * part.cols);
}

// Where a piece that should end at `end` may.
std::size_t boundary(const Layout& layout, std::size_t end) {
  for (const Part& part : layout.parts) {
    if (end < part.offset + part.size()) return cut_before(part, end);
  }
  return layout.size();
}

Fragment piece(const Layout& layout, std::size_t begin, std::size_t end) {
  Fragment fragment{begin, {}};
  for (const Part& part : layout.parts) {
    const std::size_t from = std::max(begin, part.offset);
    const std::size_t to = std::min(end, part.offset + part.size());
    if (from >= to) continue;
    const std::size_t cols = part.rows == 1 ? to - from : part.cols;
    fragment.layout.add(part.name, (to - from) / cols, cols, part.decay);
  }
  return fragment;
}

}  // namespace

std::vector<Fragment> cut(const Layout& layout, long count) {
  std::vector<Fragment> fragments;
  const auto pieces = static_cast<std::size_t>(count);
  std::size_t begin = 0;
  for (std::size_t k = 1; k <= pieces; ++k) {
    const std::size_t end = std::max(begin, boundary(layout, layout.size() * k / pieces));
    fragments.push_back(piece(layout, begin, end));
    begin = end;
  }
  return fragments;
}

}  // namespace tacit
