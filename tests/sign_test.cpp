#include <gtest/gtest.h>

#include <limits>

#include "base/error.h"
#include "coded_nodes.h"
#include "said.h"

namespace tacit {
namespace {

constexpr float largest = std::numeric_limits<float>::max();
constexpr float smallest = std::numeric_limits<float>::denorm_min();

Layout layout_of(std::initializer_list<std::size_t> sizes) {
  Layout layout;
  for (const std::size_t size : sizes) layout.add("part", 1, size);
  return layout;
}

using test::Said;

Said say(const Layout& layout, const std::vector<float>& v) {
  return test::say("sign", layout, v);
}

TEST(Sign, SaysOneBitANumberTimesTheMeanSizeOfItsPart) {
  const Said said = say(layout_of({3, 2}), {1, -2, 3, -5, 1});
  EXPECT_EQ(said.decoded, (std::vector<float>{2, -2, 2, -3, 3}));
  EXPECT_EQ(said.memory, (std::vector<float>{-1, 0, 1, -2, -2}));
}

TEST(Sign, SendsAllMeanSizesThenAllBits) {
  const Said said = say(layout_of({3, 7}), {1, -2, 3, -5, 1, 1, -1, 1, 1, 4});
  const unsigned char want[] = {0, 0, 0, 0x40, 0, 0, 0, 0x40, 0b10110101, 0b11};
  ASSERT_EQ(said.message.size(), sizeof(want));
  EXPECT_EQ(std::memcmp(said.message.data(), want, sizeof(want)), 0);
}

TEST(Sign, ZerosOfEitherSignAreHeardAsPositive) {
  const Said said = say(layout_of({4}), {0, -0.0F, 4, -4});
  EXPECT_EQ(said.decoded, (std::vector<float>{2, 2, 2, -2}));
  EXPECT_EQ(said.memory, (std::vector<float>{-2, -2, 2, -2}));
}

TEST(Sign, MessageAndMemoryAreTheVectorHoweverItIsCutIntoParts) {
  for (const auto& layout : {layout_of({10000}), layout_of({1, 0, 7, 9, 4099, 5884}), layout_of({})}) {
    std::vector<float> v(layout.size());
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = float(Key{1}.normal(i));
    const Said said = say(layout, v);
    for (std::size_t i = 0; i < v.size(); ++i) {
      ASSERT_EQ(said.decoded[i] > 0, v[i] >= 0);
      ASSERT_EQ(said.memory[i], v[i] - said.decoded[i]) << i;
    }
  }
}

TEST(Sign, WhatIsRememberedIsSaidLater) {
  const auto codec = codecs().make("sign");
  test::CodedNodes node(*codec, layout_of({3}), 1);
  std::vector<float> heard(3);
  const std::vector<float> v = {0.9F, -0.2F, 0.1F};
  for (long step = 0; step < 2000; ++step) {
    const auto said = node.average(step, {v})[0];
    for (std::size_t i = 0; i < 3; ++i) heard[i] += said[i] / 2000;
  }
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(heard[i], v[i], 5e-3);
}

TEST(Sign, TheLargestAndSmallestFloatsAreSaid) {
  EXPECT_EQ(say(layout_of({2}), {largest, -largest}).decoded, (std::vector<float>{largest, -largest}));
  EXPECT_EQ(say(layout_of({2}), {smallest, -smallest}).decoded, (std::vector<float>{smallest, -smallest}));
  EXPECT_EQ(say(layout_of({3}), {smallest, 0, 0}).memory, (std::vector<float>{smallest, 0, 0}));
}

TEST(Sign, AVectorThatIsNotFiniteMakesAMessageThatReadersRefuse) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    EXPECT_THROW(say(layout_of({3}), {1, bad, -1}), Error);
  }
}

TEST(Sign, ReadersRefuseNegativeScalesAndBitsBehindTheEnd) {
  const Layout layout = layout_of({3});
  const auto coder = codecs().make("sign")->start(layout);
  const Bytes good = say(layout, {1, 2, 3}).message;
  std::vector<float> sum(3);
  Bytes negative = good, behind = good;
  negative[3] |= std::byte{0x80};
  behind[4] |= std::byte{0x08};
  for (const Bytes& bad : {negative, behind}) EXPECT_THROW(coder->read(bad, 1, sum), Error);
  EXPECT_EQ(sum, std::vector<float>(3));
}

}  // namespace
}  // namespace tacit
