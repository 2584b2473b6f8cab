#include "method/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "method/library.h"

namespace tacit {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> checked(const std::string& recipe, int nodes = 8) {
  const Method method = make_method(parse_recipe(recipe));
  return check(method, *tasks().make("quadratic(dim=4)"), nodes);
}

std::string refusal(const std::string& recipe, int nodes = 8) {
  try {
    checked(recipe, nodes);
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(Check, RefusesWhatCannotWorkAndSaysWhatToUse) {
  EXPECT_THAT(refusal("groups = 3"), HasSubstr("take a divisor of 8"));
  EXPECT_THAT(refusal("topology = \"hypercube\"", 6), HasSubstr("try 4 or 8"));
  EXPECT_THAT(refusal("lag = 1"), HasSubstr("give a topology or a schedule, or lag = 0"));
  EXPECT_THAT(refusal("lag = 3\nschedule = \"every(2)\""), HasSubstr("take lag <= 2"));
  EXPECT_THAT(refusal("lag = 1\nschedule = \"every(4)\"\nmomentum = \"average\""), HasSubstr("or lag = 0"));
  EXPECT_THAT(refusal("outer = \"slowmo\""), HasSubstr("add schedule"));
  EXPECT_THAT(refusal("schedule = \"every(4)\"\nouter_every = 2"), HasSubstr("outer_every = 1"));
  EXPECT_THAT(refusal("momentum = \"reset\""), HasSubstr("take \"keep\""));
}

class Adapting final : public Schedule {
 public:
  std::unique_ptr<Pace> start(const Horizon& /*horizon*/) const override { return nullptr; }
  bool wants_spread() const override { return true; }
};

TEST(Check, RefusesToLetStackedTrialsDecideTogether) {
  Method method = make_method(Recipe{});
  method.schedule = std::make_unique<Adapting>();
  EXPECT_THROW(check(method, *tasks().make("logistic(trials=2)"), 8), Error);
  EXPECT_NO_THROW(check(method, *tasks().make("logistic(trials=1)"), 8));
}

TEST(Check, WarnsOfWhatSeldomPays) {
  EXPECT_THAT(checked(""), Contains(HasSubstr("every node trains alone")));
  EXPECT_THAT(checked("topology = \"grid\"", 7), Contains(HasSubstr("prime")));
  EXPECT_THAT(checked("topology = \"ring\"", 64), Contains(HasSubstr("Gossip-PGA")));
  EXPECT_THAT(checked("gradients = \"dense\"\ntopology = \"ring\""),
              Contains(HasSubstr("topology only costs")));
  EXPECT_THAT(checked("gradients = \"dense\"\nschedule = \"every(4)\""),
              Contains(HasSubstr("schedule only costs")));
  EXPECT_THAT(checked("schedule = \"every(4)\"\nouter = \"slowmo\""), Contains(HasSubstr("compounds")));
  EXPECT_THAT(checked("schedule = \"every(4)\"\nmomentum = \"reset\""),
              Contains(HasSubstr("has none to reset")));
  EXPECT_THAT(checked("topology = \"one_peer\"\nschedule = \"every(6)\""), IsEmpty());
}

TEST(Recipe, PrintsWhatItReads) {
  for (const LibraryRecipe& given : library()) {
    const std::string text = print(parse_recipe(given.text, given.name));
    EXPECT_EQ(print(parse_recipe(text)), text) << given.name;
    EXPECT_FALSE(parse_recipe(text).about.empty()) << given.name;
  }
}

}  // namespace
}  // namespace tacit
