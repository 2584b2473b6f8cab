// The recipes that travel with the program, by name.
#pragma once

#include <span>
#include <string_view>

namespace tacit {

struct LibraryRecipe {
  std::string_view name;
  std::string_view text;
};

// The files of recipes/, in alphabetical order.
std::span<const LibraryRecipe> library();

}  // namespace tacit
