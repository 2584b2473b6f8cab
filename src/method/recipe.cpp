#include "method/recipe.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

#define TOML_EXCEPTIONS 0
// toml++ 3.3 asserts that a key does not begin with "{", and refuses it properly where it goes on.
#define TOML_ASSERT(condition) static_assert(true)
#include <toml++/toml.h>

#include "base/error.h"
#include "method/letters.h"
#include "method/library.h"

namespace tacit {
namespace {

const RecipeKey& key_named(std::string_view name) {
  std::vector<std::string> known;
  for (const RecipeKey& key : recipe_keys()) {
    if (key.name == name) return key;
    known.emplace_back(key.name);
  }
  fail("no recipe key '{}'{}", name, suggestion(std::string(name), known));
}

// Assigns text to one field; what is wrong is said with the key's name.
struct Setter {
  Recipe& recipe;
  const RecipeKey& key;
  std::string_view text;

  void operator()(Spelled Recipe::*field) const {
    try {
      recipe.*field = parse_spelled(text);
    } catch (const Error& error) {
      fail("{}: {}; write a policy like {} = \"{}\"", key.name, error.what(), key.name, get(Recipe{}, key));
    }
  }
  void operator()(long Recipe::*field) const {
    long value = 0;
    const auto [stop, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (bad != std::errc() || stop != text.data() + text.size() || value < key.smallest) {
      fail("{} must be a whole number of at least {}, got {}", key.name, key.smallest, text);
    }
    recipe.*field = value;
  }
  void operator()(double Recipe::*field) const {
    double value = 0;
    const auto [stop, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (bad != std::errc() || stop != text.data() + text.size() || !(value >= 0 && value <= 1)) {
      fail("{} must be a number from 0 to 1, got {}", key.name, text);
    }
    recipe.*field = value;
  }
  void operator()(std::string Recipe::*field) const {
    std::string word(text);
    if (!key.choices.empty() &&
        std::find(key.choices.begin(), key.choices.end(), word) == key.choices.end()) {
      fail("{}: no choice '{}'{}", key.name, text, suggestion(word, key.choices));
    }
    recipe.*field = std::move(word);
  }
};

struct Getter {
  const Recipe& recipe;

  std::string operator()(Spelled Recipe::*field) const { return print(recipe.*field); }
  std::string operator()(long Recipe::*field) const { return std::to_string(recipe.*field); }
  std::string operator()(double Recipe::*field) const { return fmt::format("{}", recipe.*field); }
  std::string operator()(std::string Recipe::*field) const { return recipe.*field; }
};

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      result += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
    } else {
      result += c;
    }
  }
  return result + '"';
}

bool is_whole(const RecipeKey& key) {
  return std::holds_alternative<long Recipe::*>(key.field);
}
bool is_share(const RecipeKey& key) {
  return std::holds_alternative<double Recipe::*>(key.field);
}

// Text for numbers and strings; anything else does not fit any key.
std::string text_of(const toml::node& node, const RecipeKey& key) {
  const bool number = is_whole(key) || is_share(key);
  if (const auto* whole = node.as_integer(); whole != nullptr && number) return std::to_string(whole->get());
  if (const auto* real = node.as_floating_point(); real != nullptr && is_share(key)) {
    return fmt::format("{}", real->get());
  }
  if (const auto* text = node.as_string(); text != nullptr && !number) {
    std::string plain = unveil(text->get());
    if (!is_utf8(plain)) fail("{} must be UTF-8", key.name);
    return plain;
  }
  fail("{} must be {}", key.name,
       is_whole(key)   ? "a whole number"
       : is_share(key) ? "a number from 0 to 1"
                       : "text in quotes");
}

}  // namespace

const std::vector<RecipeKey>& recipe_keys() {
  static const std::vector<RecipeKey> keys = {
      {"about", "one line for `tacit list`", &Recipe::about},
      {"gradients",
       "codec in which gradients are averaged over everyone before each update; none: not at all",
       &Recipe::gradients},
      {"topology", "whom a node mixes parameters with between global averages; none: nobody",
       &Recipe::topology},
      {"schedule", "when everybody averages parameters (in place of that step's gossip)", &Recipe::schedule},
      {"codec", "how gossip messages are written", &Recipe::codec},
      {"pull", "how far gossip moves towards what was heard", &Recipe::pull},
      {"global_codec",
       "how a global average is written: the difference from the last one, with error feedback where biased",
       &Recipe::global_codec},
      {"outer", "what is done with a global average", &Recipe::outer},
      {"outer_every", "apply `outer` at every m-th global average, plain averaging at the others",
       &Recipe::outer_every, 1},
      {"correct",
       "of the bias of gossip on unlike data: exact diffusion (d2) or gradient tracking",
       &Recipe::correct,
       0,
       {"none", "d2", "tracking"}},
      {"groups", "nodes a group: gradients are averaged inside it at every step, the rest between groups",
       &Recipe::groups, 1},
      {"fragments", "parts of the model; one is averaged every period / fragments steps", &Recipe::fragments,
       1},
      {"merge", "share of the local value that a global average leaves", &Recipe::merge},
      {"lag", "local steps a parameter round stays in flight; 0: wait for it", &Recipe::lag, 0},
      {"inner", "the local optimizer", &Recipe::inner},
      {"momentum",
       "the optimizer's state at a global average",
       &Recipe::momentum,
       0,
       {"keep", "reset", "average"}},
      {"agree", "steps between agreements to stop in recipes without a round that everybody hears",
       &Recipe::agree, 1},
      {"seed", "of everything that is drawn", &Recipe::seed, 0},
  };
  return keys;
}

void set(Recipe& recipe, std::string_view name, std::string_view text) {
  const RecipeKey& key = key_named(name);
  std::visit(Setter{recipe, key, text}, key.field);
}

Recipe recipe_with(std::initializer_list<std::pair<std::string_view, std::string>> keys) {
  Recipe recipe;
  for (const auto& [name, text] : keys) set(recipe, name, text);
  return recipe;
}

std::string get(const Recipe& recipe, const RecipeKey& key) {
  return std::visit(Getter{recipe}, key.field);
}

Recipe parse_recipe(std::string_view text, std::string_view origin) {
  const toml::parse_result parsed = toml::parse(veil(text), origin);
  if (!parsed) {
    const auto& error = parsed.error();
    const bool stray = unveil(error.description()) != error.description();
    fail("{}, line {}: {}", origin, error.source().begin.line,
         stray ? "letters beyond ASCII need quotes around them" : error.description());
  }
  Recipe recipe;
  for (const auto& [name, node] : parsed.table()) {
    try {
      const RecipeKey& key = key_named(unveil(name.str()));
      set(recipe, key.name, text_of(node, key));
    } catch (const Error& error) {
      fail("{}, line {}: {}", origin, node.source().begin.line, error.what());
    }
  }
  return recipe;
}

std::string print(const Recipe& recipe) {
  std::string result;
  for (const RecipeKey& key : recipe_keys()) {
    const std::string value = get(recipe, key);
    result += fmt::format("{} = {}\n", key.name, is_whole(key) || is_share(key) ? value : quoted(value));
  }
  return result;
}

Recipe load_recipe(const std::string& name_or_path) {
  std::vector<std::string> known;
  for (const LibraryRecipe& recipe : library()) {
    if (recipe.name == name_or_path) return parse_recipe(recipe.text, recipe.name);
    known.emplace_back(recipe.name);
  }
  if (!name_or_path.ends_with(".toml")) {
    fail("a recipe file ends in .toml, and no recipe of the library is called '{}'{}", name_or_path,
         suggestion(name_or_path, known));
  }
  std::ifstream file(name_or_path, std::ios::binary);
  if (!file) fail("{}: cannot be opened; see `tacit list recipes` for those that need no file", name_or_path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return parse_recipe(text, name_or_path);
}

}  // namespace tacit
