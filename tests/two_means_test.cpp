#include <gtest/gtest.h>

#include <limits>

#include "base/error.h"
#include "coded_nodes.h"

namespace tacit {
namespace {

using test::CodedNodes;
using test::Vectors;

Layout layout_of(std::initializer_list<std::size_t> sizes) {
  Layout layout;
  for (const std::size_t size : sizes) layout.add("part", 1, size);
  return layout;
}

std::vector<float> floats(const Bytes& message) {
  std::vector<float> result(message.size() / sizeof(float));
  if (!result.empty()) std::memcpy(result.data(), message.data(), message.size());
  return result;
}

void expect_near(const Vectors& got, const Vectors& want) {
  for (std::size_t k = 0; k < want.size(); ++k) {
    for (std::size_t i = 0; i < want[k].size(); ++i) {
      EXPECT_NEAR(got[k][i], want[k][i], 1e-6) << "node " << k << " at " << i;
    }
  }
}

// What two nodes hold after an average in the words of `spelling`.
Vectors corrected(const std::string& spelling, const Vectors& vectors, const Layout& layout) {
  const auto codec = codecs().make(spelling);
  return CodedNodes(*codec, layout, vectors.size()).average(0, vectors);
}

const Vectors worked = {{1, 3, -2, 0}, {2, -4, 6, -2}};
const Vectors one_class_empty = {{1, 3}, {2, -4}};

TEST(TwoMeans, MovesEachSignOfTwoNodesToTheMeanOfTheirMeans) {
  const Vectors want = {{7 / 3.F, 13 / 3.F, -2.5F, 4 / 3.F}, {2 / 3.F, -3.5F, 14 / 3.F, -1.5F}};
  for (const std::string spelling : {"two_means", "two_means(empty=exclude)"}) {
    expect_near(corrected(spelling, worked, layout_of({4})), want);
  }
}

TEST(TwoMeans, SendsTheMeanOfWhatIsPositiveThenOfWhatIsNegative) {
  const auto codec = codecs().make("two_means");
  CodedNodes nodes(*codec, layout_of({4}), 2);
  nodes.average(0, worked);
  EXPECT_EQ(floats(nodes.messages[0]), (std::vector<float>{4 / 3.F, -2}));
  EXPECT_EQ(floats(nodes.messages[1]), (std::vector<float>{4, -3}));
}

TEST(TwoMeans, AnEmptyClassCountsAsZeroAsPublished) {
  expect_near(corrected("two_means", one_class_empty, layout_of({2})), {{1, 3}, {2, -2}});
}

TEST(TwoMeans, AnEmptyClassMayStayOutOfTheMean) {
  const auto codec = codecs().make("two_means(empty=exclude)");
  CodedNodes nodes(*codec, layout_of({2}), 2);
  expect_near(nodes.average(0, one_class_empty), {{1, 3}, {2, -4}});
  EXPECT_EQ(floats(nodes.messages[0]), (std::vector<float>{2, 1, 0, 0}));
  EXPECT_EQ(floats(nodes.messages[1]), (std::vector<float>{2, 1, -4, 1}));
}

TEST(TwoMeans, AClassThatIsEmptyEverywhereStaysSo) {
  for (const std::string spelling : {"two_means", "two_means(empty=exclude)"}) {
    expect_near(corrected(spelling, {{-1, -3}, {-2, -4}}, layout_of({2})), {{-1.5F, -3.5F}, {-1.5F, -3.5F}});
  }
}

TEST(TwoMeans, TensorsMayHaveMeansOfTheirOwn) {
  const auto codec = codecs().make("two_means(scope=tensor)");
  const Layout layout = layout_of({2, 0, 3});
  CodedNodes nodes(*codec, layout, 2);
  const Vectors heard = nodes.average(0, {{1, -1, 5, 7, -3}, {3, -5, 1, 3, -1}});
  expect_near(heard, {{2, -3, 3, 5, -2}, {2, -3, 3, 5, -2}});
  EXPECT_EQ(floats(nodes.messages[0]), (std::vector<float>{1, -1, 0, 0, 6, -3}));
  EXPECT_EQ(codec->bytes(layout), 24U);
}

TEST(TwoMeans, OneNodeKeepsItsVeryGradient) {
  EXPECT_EQ(corrected("two_means", {worked[0]}, layout_of({4}))[0], worked[0]);
}

TEST(TwoMeans, SumsLongVectorsInDoubles) {
  const std::size_t size = 3'000'001;
  std::vector<float> v(size, 0.1F);
  v[size - 1] = -7;
  const auto codec = codecs().make("two_means");
  CodedNodes node(*codec, layout_of({size}), 1);
  node.average(0, {v});
  EXPECT_EQ(floats(node.messages[0]), (std::vector<float>{0.1F, -7}));
}

TEST(TwoMeans, TheLargestAndSmallestFloatsHaveMeans) {
  const float large = std::numeric_limits<float>::max(), small = std::numeric_limits<float>::denorm_min();
  const auto codec = codecs().make("two_means");
  CodedNodes node(*codec, layout_of({5}), 1);
  node.average(0, {{large, large, -small, -small, -small}});
  EXPECT_EQ(floats(node.messages[0]), (std::vector<float>{large, -small}));
  node.average(0, {{0, -0.0F, 0, -0.0F, -3}});
  EXPECT_EQ(floats(node.messages[0]), (std::vector<float>{0, -3}));
}

TEST(TwoMeans, ReadersRefuseMeansAndSharesThatCannotBe) {
  const float nan = std::numeric_limits<float>::quiet_NaN(),
              infinity = std::numeric_limits<float>::infinity();
  const auto coder = codecs().make("two_means(empty=exclude)")->start(layout_of({2}));
  for (const std::vector<float>& said : {std::vector<float>{nan, 1, 0, 0},
                                         {1, 1, -infinity, 1},
                                         {1, 2, 0, 0},
                                         {1, 1, 0, -1},
                                         {1, nan, 0, 0}}) {
    std::vector<float> sum = {1, -1};
    EXPECT_THROW(coder->read(std::as_bytes(std::span(said)), 1, sum), Error);
    EXPECT_EQ(sum, (std::vector<float>{1, -1}));
  }
}

TEST(TwoMeans, AGradientThatIsNotFiniteMakesAMessageThatReadersRefuse) {
  const auto codec = codecs().make("two_means");
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity()}) {
    EXPECT_THROW(CodedNodes(*codec, layout_of({3}), 2).average(0, {{1, bad, -1}, {1, 2, 3}}), Error);
  }
}

TEST(TwoMeans, AVectorOfNoNumbersHasTwoMeans) {
  EXPECT_EQ(corrected("two_means", {{}, {}}, layout_of({})), (Vectors{{}, {}}));
}

}  // namespace
}  // namespace tacit
