// A recipe: constant choices of who talks, when and in which words. Text in, text out; it builds nothing.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/spelled.h"

namespace tacit {

struct Recipe {
  std::string about;
  Spelled gradients{"none", {}};
  Spelled topology{"none", {}};
  Spelled schedule{"never", {}};
  Spelled codec{"dense", {}};
  double pull = 1;
  Spelled global_codec{"dense", {}};
  Spelled outer{"average", {}};
  long outer_every = 1;
  std::string correct = "none";
  long groups = 1;
  long fragments = 1;
  double merge = 0;
  long lag = 0;
  Spelled inner{"sgd", {{"rate", 0.1}}};
  std::string momentum = "keep";
  long agree = 64;
  long seed = 0;
};

// A key of a recipe: also a flag of the command line and a line of the manual.
struct RecipeKey {
  std::string_view name;
  std::string_view help;
  std::variant<Spelled Recipe::*, long Recipe::*, double Recipe::*, std::string Recipe::*> field;
  long smallest = 0;                      // of whole numbers; others are shares from 0 to 1
  std::vector<std::string> choices = {};  // of words; empty: any text
};

const std::vector<RecipeKey>& recipe_keys();

// Sets one key from its text, as typed behind a flag. Throws Error naming the key, or the nearest one.
void set(Recipe& recipe, std::string_view key, std::string_view text);
// A recipe with these keys set, the others as they come.
Recipe recipe_with(std::initializer_list<std::pair<std::string_view, std::string>> keys);
std::string get(const Recipe& recipe, const RecipeKey& key);

// TOML, one key a line. `origin` is what errors call it.
Recipe parse_recipe(std::string_view toml, std::string_view origin = "recipe");
// Every key, so that what is recorded does not depend on defaults. parse_recipe(print(r)) prints the same.
std::string print(const Recipe& recipe);

// A name from the library, or the path of a .toml file.
Recipe load_recipe(const std::string& name_or_path);

}  // namespace tacit
