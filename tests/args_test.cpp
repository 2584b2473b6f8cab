#include "base/args.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace tacit {
namespace {

// What a policy with one parameter of every kind reads.
struct Everything {
  double density;
  long count;
  bool fast;
  std::string path, mode;
  std::vector<double> marks;
  Spelled then;
};

Everything read(Args& args) {
  Everything all;
  all.density = args.number("density", 0.5, "share that is kept", share());
  all.count = args.whole("count", required, "how many", at_least(1));
  all.fast = args.flag("fast", false, "whether to hurry");
  all.path = args.text("path", "here", "where it lies");
  all.mode = args.choice("mode", {"direct", "ring"}, "which way");
  all.marks = args.numbers("marks", std::vector<double>{1, 2}, "where to look", at_least(0));
  all.then = args.policy("then", "every(6)", "what follows");
  args.done();
  return all;
}

Everything read(std::string_view text) {
  Args args(parse_spelled(text));
  return read(args);
}

std::string refusal(std::string_view text) {
  try {
    (void)read(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Args, TakeDefaultsForWhatIsNotGiven) {
  const Everything all = read("f(count=3)");
  EXPECT_EQ(all.density, 0.5);
  EXPECT_EQ(all.count, 3);
  EXPECT_FALSE(all.fast);
  EXPECT_EQ(all.path, "here");
  EXPECT_EQ(all.mode, "direct");
  EXPECT_EQ(all.marks, (std::vector<double>{1, 2}));
  EXPECT_EQ(print(all.then), "every(6)");
}

TEST(Args, AreFoundByNameInAnyOrder) {
  const Everything all = read(
      "f(then=warmup(steps=3, then=every(2)), marks=[3, 0.5], mode=ring, path=/a/b.csv, fast=true, "
      "count=2.0, density=1)");
  EXPECT_EQ(all.density, 1);
  EXPECT_EQ(all.count, 2);
  EXPECT_TRUE(all.fast);
  EXPECT_EQ(all.path, "/a/b.csv");
  EXPECT_EQ(all.mode, "ring");
  EXPECT_EQ(all.marks, (std::vector<double>{3, 0.5}));
  EXPECT_EQ(print(all.then), "warmup(steps=3, then=every(2))");
}

TEST(Args, AreFoundByPlaceInTheOrderOfTheManual) {
  const Everything all = read("f(0.25, 7, true, \"my file\", mode=ring)");
  EXPECT_EQ(all.density, 0.25);
  EXPECT_EQ(all.count, 7);
  EXPECT_TRUE(all.fast);
  EXPECT_EQ(all.path, "my file");
  EXPECT_EQ(all.mode, "ring");
}

TEST(Args, RefuseTheWrongType) {
  EXPECT_EQ(refusal("f(many, 1)"), "f: density must be a number, got many");
  EXPECT_EQ(refusal("f(count=2.5)"), "f: count must be a whole number, got 2.5");
  EXPECT_EQ(refusal("f(count=99999999999999999999)"), "f: count must be a whole number, got 1e+20");
  EXPECT_EQ(refusal("f(count=1, fast=1)"), "f: fast must be true or false, got 1");
  EXPECT_EQ(refusal("f(count=1, path=3)"), "f: path must be text, got 3");
  EXPECT_EQ(refusal("f(count=1, path=g(3))"), "f: path must be text, got g(3)");
  EXPECT_EQ(refusal("f(count=1, marks=3)"), "f: marks must be a list like [1, 2], got 3");
  EXPECT_EQ(refusal("f(count=1, marks=[a])"), "f: marks must be a list of numbers, got [a]");
  EXPECT_EQ(refusal("f(count=1, then=6)"), "f: then must be a policy like every(6), got 6");
}

TEST(Args, RefuseWhatIsOutOfRange) {
  EXPECT_EQ(refusal("f(density=0, count=1)"), "f: density must be in (0, 1], got 0");
  EXPECT_EQ(refusal("f(density=1.5, count=1)"), "f: density must be in (0, 1], got 1.5");
  EXPECT_EQ(refusal("f(count=0)"), "f: count must be at least 1, got 0");
  EXPECT_EQ(refusal("f(count=1, marks=[1, -1])"), "f: marks must be at least 0, got -1");
}

TEST(Args, RefuseUnknownNamesWithTheNearest) {
  EXPECT_EQ(refusal("f(count=1, densty=1)"), "f: no parameter 'densty', did you mean 'density'?");
  EXPECT_EQ(refusal("f(count=1, zebra=1)"),
            "f: no parameter 'zebra'; known: density, count, fast, path, mode, marks, then");
  EXPECT_EQ(refusal("f(count=1, mode=rong)"), "f: rong is not a mode, did you mean 'ring'?");
  EXPECT_EQ(refusal("f(count=1, mode=sideways)"), "f: sideways is not a mode; known: direct, ring");
}

TEST(Args, RefuseWhatIsMissingTwiceOrTooMuch) {
  EXPECT_EQ(refusal("f"), "f: count is missing (how many); write f(count=...)");
  EXPECT_EQ(refusal("f(count=1, count=2)"), "f: count (parameter 2) is given twice");
  EXPECT_EQ(refusal("f(0.5, density=0.5, count=1)"), "f: density (parameter 1) is given twice");
  EXPECT_EQ(refusal("f(count=1, 0.5)"), "f(count=1, 0.5): 0.5 stands behind a named argument; name it too");
  EXPECT_EQ(refusal("f(0.5, 1, true, a, ring, [1], g, 8)"), "f: 8 is one argument too many (it takes 7)");
}

TEST(Args, SayThatAPolicyWithoutParametersTakesNone) {
  Args args(parse_spelled("never(x=1)"));
  try {
    args.done();
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "never: takes no parameters, got x");
  }
}

TEST(Args, DescribeEveryParameterThatIsRead) {
  Args args = Args::describing("f");
  const Everything all = read(args);
  EXPECT_EQ(all.count, 1) << "a required parameter is the smallest that fits";
  ASSERT_EQ(args.parameters().size(), 7u);
  const Parameter& density = args.parameters()[0];
  EXPECT_EQ(density.name, "density");
  EXPECT_EQ(density.type, "number");
  EXPECT_EQ(density.fallback, "0.5");
  EXPECT_EQ(density.help, "share that is kept");
  EXPECT_EQ(args.parameters()[1].fallback, "") << "it must be given";
  EXPECT_EQ(args.parameters()[4].help, "which way (direct | ring)");
  EXPECT_EQ(args.parameters()[5].fallback, "[1, 2]");
  EXPECT_EQ(args.parameters()[6].fallback, "every(6)");
}

TEST(Args, DescribingGivesRequiredNumbersThatFit) {
  for (const Range range :
       {Range{}, at_least(3), above(0), between(2, 5), share(), fraction(), Range{.high = -4}}) {
    Args args = Args::describing("f");
    EXPECT_TRUE(range.holds(args.number("x", required, "any", range))) << range.text();
  }
}

TEST(Range, SaysWhatItHolds) {
  EXPECT_EQ(share().text(), "in (0, 1]");
  EXPECT_EQ(fraction().text(), "in [0, 1)");
  EXPECT_EQ(at_least(1).text(), "at least 1");
  EXPECT_EQ(above(0).text(), "above 0");
  EXPECT_EQ((Range{.high = 3}.text()), "at most 3");
}

}  // namespace
}  // namespace tacit
