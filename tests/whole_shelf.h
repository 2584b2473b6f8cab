// Everything on a shelf, for laws that hold without exception.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/shelf.h"

namespace tacit {

template <class T>
using Named = std::vector<std::pair<std::string, std::unique_ptr<T>>>;

// Every item with its defaults (required parameters get the smallest value that fits), so that a newcomer is
// tested by being listed; then `spellings`.
template <class T>
Named<T> whole_shelf(const Shelf<T>& shelf, const std::vector<std::string>& spellings = {}) {
  Named<T> all;
  for (const Item<T>& item : shelf.items()) {
    Args args = Args::describing(std::string(item.name));
    all.emplace_back(item.name, item.make(args));
  }
  for (const std::string& spelling : spellings) all.emplace_back(spelling, shelf.make(spelling));
  return all;
}

}  // namespace tacit
