// The parts in which a model is averaged, one after the other (Streaming DiLoCo).
#pragma once

#include <vector>

#include "math/lane.h"
#include "method/recipe.h"

namespace tacit {

struct Fragment {
  std::size_t offset = 0;
  Layout layout;  // of its own numbers, from 0

  [[nodiscard]] Lane of(Lane lane) const { return lane.size == 0 ? lane : lane.part(offset, layout.size()); }
};

// `count` pieces of about the same size, cut between rows of matrices and anywhere in single rows.
std::vector<Fragment> cut(const Layout& layout, long count);

// Whether what arrives replaces the local value but for the share `merge`; else local steps made meanwhile
// are kept.
inline bool streams(const Recipe& recipe) {
  return recipe.fragments > 1 || recipe.merge > 0;
}

}  // namespace tacit
