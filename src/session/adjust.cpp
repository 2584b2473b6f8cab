#include "session/adjust.h"

#include <algorithm>
#include <cmath>

#include "method/method.h"

namespace tacit {
namespace {

template <class T>
std::vector<Parameter> parameters_of(const Shelf<T>& shelf, const Spelled& policy) {
  for (const Item<T>& item : shelf.items()) {
    if (item.name == policy.name) return Shelf<T>::parameters(item);
  }
  return {};
}

std::vector<Parameter> parameters_of(std::string_view key, const Spelled& policy) {
  if (key == "topology") return parameters_of(topologies(), policy);
  if (key == "schedule") return parameters_of(schedules(), policy);
  if (key == "outer") return parameters_of(outers(), policy);
  if (key == "inner") return parameters_of(inners(), policy);
  return parameters_of(codecs(), policy);
}

void adjust_policy(Spelled& policy, std::string_view key, const std::string& name, double value) {
  const auto known = parameters_of(key, policy);
  std::vector<std::string> numbers;
  for (const Parameter& parameter : known) {
    const bool whole = parameter.type == "whole number";
    if (!whole && parameter.type != "number") continue;
    numbers.push_back(parameter.name);
    if (parameter.name != name) continue;
    const Value given = whole ? Value(static_cast<std::int64_t>(std::llround(value))) : Value(value);
    return set_parameter(policy, known, name, given);
  }
  fail("{} {} has no number '{}'{}", key, policy.name, name, suggestion(name, numbers));
}

}  // namespace

void set_parameter(Spelled& policy, const std::vector<Parameter>& known, const std::string& name,
                   Value value) {
  for (Argument& argument : policy.args) {
    if (argument.name == name) {
      argument.value = std::move(value);
      return;
    }
  }
  const auto place = static_cast<std::size_t>(
      std::find_if(known.begin(), known.end(), [&](const Parameter& p) { return p.name == name; }) -
      known.begin());
  if (place < policy.args.size() && policy.args[place].name.empty()) {
    policy.args[place].value = std::move(value);
  } else {
    policy.args.push_back({name, std::move(value)});
  }
}

void adjust(Recipe& recipe, const std::string& name, double value) {
  const auto dot = name.find('.');
  const bool dotted = dot != std::string::npos;
  const std::string owner = dotted ? name.substr(0, dot) : "inner";
  const std::string parameter = dotted ? name.substr(dot + 1) : name;
  const RecipeKey* policy = nullptr;
  for (const RecipeKey& key : recipe_keys()) {
    if (key.name == name && std::holds_alternative<long Recipe::*>(key.field)) {
      return set(recipe, name, std::to_string(std::llround(value)));
    }
    if (key.name == owner && std::holds_alternative<Spelled Recipe::*>(key.field)) policy = &key;
  }
  if (policy == nullptr)
    fail("no policy '{}' in a recipe; write POLICY.PARAMETER, as in outer.momentum", owner);
  adjust_policy(recipe.*std::get<Spelled Recipe::*>(policy->field), owner, parameter, value);
}

}  // namespace tacit
