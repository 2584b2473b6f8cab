#include "session/adjust.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace tacit {
namespace {

std::string inner_after(const std::string& inner, const std::string& name, double value) {
  Recipe recipe;
  set(recipe, "inner", inner);
  adjust(recipe, name, value);
  return print(recipe.inner);
}

TEST(Adjust, ReplacesAParameterOfTheInnerOptimizerByNameOrPlace) {
  EXPECT_EQ(inner_after("sgd(rate=0.1)", "rate", 0.5), "sgd(rate=0.5)");
  EXPECT_EQ(inner_after("sgd(0.1)", "rate", 0.5), "sgd(0.5)");
  EXPECT_EQ(inner_after("sgd", "rate", 0.5), "sgd(rate=0.5)");
  EXPECT_EQ(inner_after("sgd(0.1)", "momentum", 0.5), "sgd(0.1, momentum=0.5)");
}

TEST(Adjust, ReachesOtherPoliciesByADot) {
  Recipe recipe;
  set(recipe, "outer", "slowmo(momentum=0.5)");
  set(recipe, "schedule", "every(6)");
  adjust(recipe, "outer.momentum", 0.25);
  adjust(recipe, "schedule.period", 7.6);
  EXPECT_EQ(print(recipe.outer), "slowmo(momentum=0.25)");
  EXPECT_EQ(print(recipe.schedule), "every(8)");
}

TEST(Adjust, RoundsWholeNumberKeys) {
  Recipe recipe;
  adjust(recipe, "lag", 2.7);
  EXPECT_EQ(recipe.lag, 3);
}

TEST(Adjust, RefusesWhatDoesNotExist) {
  Recipe recipe;
  EXPECT_THROW(adjust(recipe, "rat", 1), Error);
  EXPECT_THROW(adjust(recipe, "nothing.rate", 1), Error);
  EXPECT_THROW(adjust(recipe, "outer.rate", 1), Error);
}

}  // namespace
}  // namespace tacit
