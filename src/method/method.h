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

// How neighbours hear of each other's models.
enum class Words : unsigned char {
  lent,         // the lane itself
  rounded,      // every number for itself: what is lost is lost, but the mean is kept
  differences,  // from public copies that everybody keeps up (CHOCO-SGD)
};

enum class Correct : unsigned char { none, d2, tracking };

struct Method {
  Recipe recipe;
  std::unique_ptr<Codec> gradients;  // dense where they are averaged by the schedule alone
  std::unique_ptr<Topology> topology;
  std::unique_ptr<Schedule> schedule;
  std::unique_ptr<Codec> codec, global_codec;
  std::unique_ptr<Codec> exact;  // inside groups
  std::unique_ptr<Outer> outer;
  std::unique_ptr<Inner> inner;

  // Whether parameters are mixed with neighbours between global averages.
  [[nodiscard]] bool gossips() const { return recipe.topology.name != "none"; }
  // Whether some round is heard by everybody, so that decisions need no message of their own.
  [[nodiscard]] bool heard_by_all() const { return shares_gradients() || schedule->averages(); }
  // Whether gradients are averaged over everyone in every step.
  [[nodiscard]] bool shares_gradients() const { return recipe.gradients.name != "none"; }
  // The codec of a gradient average that is due: a warm-up that is to keep models equal says the whole where
  // the codec holds nothing together.
  [[nodiscard]] const Codec& gradient_codec(Due due) const;
  [[nodiscard]] Words words() const;
  [[nodiscard]] Correct correct() const;
  // Whether a global average is one of differences from the last.
  [[nodiscard]] bool averages_differences() const { return global_codec->lends() != Number::float32; }
};

// Throws Error for a name or parameter that does not exist.
Method make_method(const Recipe& recipe);

}  // namespace tacit
