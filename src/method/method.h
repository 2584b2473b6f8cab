// A recipe made flesh: the settings of every policy it names, shared by all nodes.
#pragma once

#include <memory>

#include "codec/codec.h"
#include "inner/inner.h"
#include "method/recipe.h"
#include "outer/outer.h"
#include "schedule/schedule.h"
#include "topology/topology.h"

namespace tacit {

struct Method {
  Recipe recipe;
  std::unique_ptr<Codec> gradients;  // null: gradients are not averaged
  std::unique_ptr<Topology> topology;
  std::unique_ptr<Schedule> schedule;
  std::unique_ptr<Codec> codec;
  std::unique_ptr<Outer> outer;
  std::unique_ptr<Inner> inner;

  // Whether parameters are mixed with neighbours between global averages.
  [[nodiscard]] bool gossips() const { return recipe.topology.name != "none"; }
  // Whether some round is heard by everybody, so that decisions need no message of their own.
  [[nodiscard]] bool heard_by_all() const { return gradients != nullptr || schedule->averages(); }
};

// Throws Error for a name or parameter that does not exist.
Method make_method(const Recipe& recipe);

}  // namespace tacit
