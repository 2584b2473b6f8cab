#include "base/spelled.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "base/key.h"

namespace tacit {
namespace {

std::string reprinted(std::string_view text) {
  return print(parse_spelled(text));
}

std::string refusal(std::string_view text) {
  try {
    (void)parse_spelled(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

// Draws spellings of every kind of value, nested up to a depth.
class Author {
 public:
  explicit Author(std::uint64_t seed) : key_(Key{99}.at(seed)) {}

  Spelled spelled(int depth) {
    Spelled result{word(), {}};
    const std::uint64_t places = below(3), named = below(3);
    for (std::uint64_t i = 0; i < places; ++i) result.args.push_back({"", value(depth)});
    for (std::uint64_t i = 0; i < named; ++i) result.args.push_back({word(), value(depth)});
    return result;
  }

 private:
  std::uint64_t below(std::uint64_t count) { return key_.below(count, next_++); }

  std::string pick(std::string_view letters, std::uint64_t longest) {
    std::string result;
    for (std::uint64_t i = below(longest + 1); i > 0; --i) result += letters[below(letters.size())];
    return result;
  }

  std::string word() { return "ab_Z"[below(4)] + pick("abz_AZ019-./~", 8); }

  Value value(int depth) {
    switch (below(depth > 0 ? 6 : 4)) {
      case 0: return below(2) == 1;
      case 1: return static_cast<std::int64_t>(key_.bits(next_++));
      case 2: return std::ldexp(key_.normal(next_++), static_cast<int>(below(200)) - 100);
      case 3: return pick("ab \"\\(),=[]\n1.", 10);
      case 4: return list(depth - 1);
      default: return spelled(depth - 1);
    }
  }

  List list(int depth) {
    List result;
    for (std::uint64_t i = below(4); i > 0; --i) result.push_back(value(depth));
    return result;
  }

  Key key_;
  std::uint64_t next_ = 0;
};

TEST(Spelled, ReadsNamesPlacesAndNestedPolicies) {
  const Spelled read = parse_spelled("warmup( 1000, then = every(16) )");
  EXPECT_EQ(read.name, "warmup");
  ASSERT_EQ(read.args.size(), 2u);
  EXPECT_EQ(read.args[0].name, "");
  EXPECT_EQ(std::get<std::int64_t>(read.args[0].value), 1000);
  EXPECT_EQ(read.args[1].name, "then");
  EXPECT_EQ(std::get<Spelled>(read.args[1].value).name, "every");
}

TEST(Spelled, KeepsTheKindOfEveryValue) {
  const Spelled read = parse_spelled("f(true, 3, 3.0, \"3\", [1, 2.5], g, +7, -.5, 1e-3, ./a/b-c.txt)");
  const std::size_t kinds[] = {0, 1, 2, 3, 4, 5, 1, 2, 2, 5};
  ASSERT_EQ(read.args.size(), std::size(kinds));
  for (std::size_t i = 0; i < std::size(kinds); ++i) EXPECT_EQ(read.args[i].value.index(), kinds[i]) << i;
}

TEST(Spelled, PrintsInOneWayOnly) {
  EXPECT_EQ(reprinted("ring"), "ring");
  EXPECT_EQ(reprinted(" ring( ) "), "ring");
  EXPECT_EQ(reprinted("topk(density=1e-2)"), "topk(density=0.01)");
  EXPECT_EQ(reprinted("f(x=2.0,y=[ 1,2 ],z=true)"), "f(x=2.0, y=[1, 2], z=true)");
  EXPECT_EQ(reprinted("f(\"a \\\"b\\\" \\\\c\")"), "f(\"a \\\"b\\\" \\\\c\")");
}

TEST(Spelled, ParseAfterPrintIsTheIdentity) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const Spelled drawn = Author(seed).spelled(3);
    const std::string text = print(drawn);
    const Spelled read = parse_spelled(text);
    ASSERT_EQ(read, drawn) << text;
    ASSERT_EQ(print(read), text);
  }
}

TEST(Spelled, CutTextsAreRefusedOrReadButNeverCrash) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const std::string text = print(Author(seed).spelled(2));
    for (std::size_t end = 0; end < text.size(); ++end) (void)refusal(std::string_view(text).substr(0, end));
  }
}

TEST(Spelled, ErrorsNameThePlaceOfTheFirstWrongCharacter) {
  EXPECT_EQ(refusal(""), "'': expected a name at the end");
  EXPECT_EQ(refusal("7"), "'7': expected a name at character 1 ('7')");
  EXPECT_EQ(refusal("a b"), "'a b': expected nothing more at character 3 ('b')");
  EXPECT_EQ(refusal("every(6"), "'every(6': expected ',' or ')' at the end");
  EXPECT_EQ(refusal("every(6 7)"), "'every(6 7)': expected ',' or ')' at character 9 ('7')");
  EXPECT_EQ(refusal("every(,)"), "'every(,)': expected a name at character 7 (',')");
  EXPECT_EQ(refusal("every(period=)"), "'every(period=)': expected a name at character 14 (')')");
  EXPECT_EQ(refusal("every(period="), "'every(period=': expected a value at the end");
  EXPECT_EQ(refusal("f([1, 2)"), "'f([1, 2)': expected ',' or ']' at character 8 (')')");
  EXPECT_EQ(refusal("f(\"open)"), "'f(\"open)': expected a closing '\"' at the end");
}

TEST(Spelled, OnlyFiniteNumbersAreNumbers) {
  for (const std::string number : {"1e999", "-1e999", "3x", "1.2.3", "--1", "+-1", "1-2"}) {
    EXPECT_THAT(refusal("f(" + number + ")"), testing::HasSubstr("expected a finite number at character 3"))
        << number;
  }
}

TEST(Spelled, NestingHasALimit) {
  std::string calls, lists;
  for (int i = 0; i < 100; ++i) calls += "f(";
  for (int i = 0; i < 100; ++i) lists += "[";
  EXPECT_THAT(refusal(calls), testing::HasSubstr("nested more than 16 deep"));
  EXPECT_THAT(refusal("f(" + lists), testing::HasSubstr("nested more than 16 deep"));
}

}  // namespace
}  // namespace tacit
