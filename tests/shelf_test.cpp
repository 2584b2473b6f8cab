#include "base/shelf.h"

#include <gtest/gtest.h>

namespace tacit {
namespace {

struct Fruit {
  std::string_view kind;
  double weight;
};

std::unique_ptr<Fruit> make_apple(Args& args) {
  return std::make_unique<Fruit>(Fruit{"apple", args.number("weight", 0.2, "in kilograms", above(0))});
}
std::unique_ptr<Fruit> make_melon(Args& args) {
  return std::make_unique<Fruit>(Fruit{"melon", args.number("weight", required, "in kilograms", above(0))});
}

constexpr Item<Fruit> items[] = {{"apple", "grows on trees", make_apple},
                                 {"melon", "lies on the ground", make_melon}};
constexpr Shelf<Fruit> fruits("fruit", items);

std::string refusal(std::string_view text) {
  try {
    (void)fruits.make(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Shelf, MakesWhatIsSpelled) {
  EXPECT_EQ(fruits.make("apple")->weight, 0.2);
  EXPECT_EQ(fruits.make("melon(3)")->kind, "melon");
  EXPECT_EQ(fruits.make(parse_spelled("melon(weight=3)"))->weight, 3);
}

TEST(Shelf, RefusesUnknownNamesWithTheNearest) {
  EXPECT_EQ(refusal("aple"), "no fruit 'aple', did you mean 'apple'?");
  EXPECT_EQ(refusal("stone"), "no fruit 'stone'; known: apple, melon");
  EXPECT_EQ(refusal("apple(wait=1)"), "apple: no parameter 'wait'; known: weight");
  EXPECT_EQ(refusal("apple(weigt=1)"), "apple: no parameter 'weigt', did you mean 'weight'?");
}

TEST(Shelf, ListsNamesAndParameters) {
  EXPECT_EQ(fruits.kind(), "fruit");
  EXPECT_EQ(fruits.names(), (std::vector<std::string>{"apple", "melon"}));
  const auto parameters = Shelf<Fruit>::parameters(fruits.items()[1]);
  ASSERT_EQ(parameters.size(), 1u);
  EXPECT_EQ(parameters[0].name, "weight");
  EXPECT_EQ(parameters[0].fallback, "");
}

}  // namespace
}  // namespace tacit
