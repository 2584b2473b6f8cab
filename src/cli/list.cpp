#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "method/library.h"
#include "method/method.h"
#include "rate/rate.h"
#include "session/table.h"
#include "task/task.h"
#include "world/world.h"

namespace tacit::cli {
namespace {

// Anything that can be chosen by name.
struct Entry {
  std::string name, help;
  std::vector<Parameter> parameters;
  std::string text;  // of a recipe
};

struct Kind {
  std::string name;
  std::vector<Entry> entries;
};

template <class T>
Kind kind_of(const std::string& name, const Shelf<T>& shelf) {
  Kind kind{name, {}};
  for (const Item<T>& item : shelf.items()) {
    kind.entries.push_back({std::string(item.name), std::string(item.help), Shelf<T>::parameters(item), ""});
  }
  return kind;
}

Kind recipes() {
  Kind kind{"recipes", {}};
  for (const LibraryRecipe& recipe : library()) {
    const std::string about = parse_recipe(recipe.text, recipe.name).about;
    kind.entries.push_back({std::string(recipe.name), about, {}, std::string(recipe.text)});
  }
  return kind;
}

Kind keys() {
  Kind kind{"keys", {}};
  for (const RecipeKey& key : recipe_keys()) {
    const bool whole = std::holds_alternative<long Recipe::*>(key.field);
    const bool share = std::holds_alternative<double Recipe::*>(key.field);
    const bool policy = std::holds_alternative<Spelled Recipe::*>(key.field);
    const char* kind_of_value = whole ? "whole number" : share ? "number" : policy ? "policy" : "text";
    const Parameter value{"", kind_of_value, get(Recipe{}, key), ""};
    kind.entries.push_back({std::string(key.name), std::string(key.help), {value}, ""});
  }
  return kind;
}

std::vector<Kind> everything() {
  return {recipes(),
          keys(),
          kind_of("topologies", topologies()),
          kind_of("schedules", schedules()),
          kind_of("codecs", codecs()),
          kind_of("outers", outers()),
          kind_of("inners", inners()),
          kind_of("rates", rates()),
          kind_of("tasks", tasks()),
          kind_of("worlds", worlds())};
}

// A kind's entries, or those of any kind that bear the name.
std::vector<Kind> chosen(const std::string& what) {
  std::vector<Kind> found;
  std::vector<std::string> known;
  for (Kind& kind : everything()) {
    if (kind.name == what) return {kind};
    known.push_back(kind.name);
    Kind some{kind.name, {}};
    for (Entry& entry : kind.entries) {
      known.push_back(entry.name);
      if (entry.name == what) some.entries.push_back(std::move(entry));
    }
    if (!some.entries.empty()) found.push_back(std::move(some));
  }
  if (found.empty()) fail("list: nothing is called '{}'{}", what, suggestion(what, known));
  return found;
}

nlohmann::ordered_json json_of(const std::vector<Kind>& kinds) {
  auto document = nlohmann::ordered_json::object();
  for (const Kind& kind : kinds) {
    auto& entries = document[kind.name] = nlohmann::ordered_json::array();
    for (const Entry& entry : kind.entries) {
      nlohmann::ordered_json item = {{"name", entry.name}, {"help", entry.help}};
      if (!entry.text.empty()) item["toml"] = entry.text;
      for (const Parameter& parameter : entry.parameters) {
        nlohmann::ordered_json described = {{"type", parameter.type}, {"default", parameter.fallback}};
        if (parameter.name.empty()) {
          item.update(described);
          continue;
        }
        described["name"] = parameter.name;
        described["help"] = parameter.help;
        item["parameters"].push_back(described);
      }
      entries.push_back(item);
    }
  }
  return document;
}

void print_names(const Kind& kind) {
  Table table{{kind.name, ""}, {}, 2};
  for (const Entry& entry : kind.entries) table.rows.push_back({entry.name, entry.help});
  fmt::print("{}\n", print(table));
}

void print_keys(const Kind& kind) {
  Table table{{"key", "type", "default", ""}, {}, 4};
  for (const Entry& entry : kind.entries) {
    table.rows.push_back({entry.name, entry.parameters[0].type, entry.parameters[0].fallback, entry.help});
  }
  fmt::print("{}\n", print(table));
}

void print_entry(const Entry& entry) {
  fmt::print("{}: {}\n", entry.name, entry.help);
  if (!entry.text.empty()) fmt::print("\n{}", entry.text);
  for (const Parameter& parameter : entry.parameters) {
    const std::string fallback = parameter.fallback.empty() ? "" : " = " + parameter.fallback;
    fmt::print("  {:<28} {:<16} {}\n", parameter.name + fallback, parameter.type, parameter.help);
  }
  fmt::print("\n");
}

void work(const std::string& what, bool as_json) {
  const std::vector<Kind> kinds = what.empty() ? everything() : chosen(what);
  if (as_json) return fmt::print("{}\n", json_of(kinds).dump(2));
  for (const Kind& kind : kinds) {
    const bool details = !what.empty() && what != "recipes";
    if (kind.name == "keys") {
      print_keys(kind);
    } else if (!details) {
      print_names(kind);
    } else {
      for (const Entry& entry : kind.entries) print_entry(entry);
    }
  }
}

}  // namespace

Command list_command(CLI::App& program) {
  CLI::App* app =
      program.add_subcommand("list", "everything that can be chosen by name, with its parameters");
  struct Flags {
    std::string what;
    bool json = false;
  };
  auto flags = std::make_shared<Flags>();
  app->add_option("what", flags->what,
                  "recipes, keys, topologies, schedules, ... or a name; all of them otherwise");
  app->add_flag("--json", flags->json, "one JSON document on standard output");
  return {app, [flags] { work(flags->what, flags->json); }};
}

}  // namespace tacit::cli
