#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "coded_nodes.h"
#include "said.h"

namespace tacit {
namespace {

constexpr float largest = std::numeric_limits<float>::max();
constexpr float smallest = std::numeric_limits<float>::denorm_min();

using test::Said;

Said say(const std::string& spelling, const std::vector<float>& v) {
  Layout layout;
  layout.add("x", 1, v.size());
  return test::say(spelling, layout, v);
}

TEST(Int8, SaysStepsOfAHundredAndTwentySeventhOfTheLargestOfABucket) {
  std::vector<float> v(1000);
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = float(Key{1}.normal(i));
  for (const std::size_t bucket : {1, 7, 512, 5000}) {
    const Said said = say("int8(bucket=" + std::to_string(bucket) + ")", v);
    for (std::size_t i = 0; i < v.size(); ++i) {
      float top = 0;
      const std::size_t first = i / bucket * bucket;
      for (std::size_t k = first; k < std::min(v.size(), first + bucket); ++k)
        top = std::max(top, std::abs(v[k]));
      const float scale = top / 127, code = std::clamp(std::nearbyint(v[i] / scale), -127.0F, 127.0F);
      ASSERT_EQ(said.decoded[i], code * scale) << i;
      ASSERT_EQ(said.memory[i], v[i] - code * scale) << i;
    }
  }
}

TEST(Int8, SendsAScaleAndOneByteANumberForEachBucket) {
  const Said said = say("int8(bucket=2)", {-127, 2.5F, 254});
  const unsigned char want[] = {0, 0, 0x80, 0x3f, 0x81, 2, 0, 0, 0, 0x40, 127};
  ASSERT_EQ(said.message.size(), sizeof(want));
  EXPECT_EQ(std::memcmp(said.message.data(), want, sizeof(want)), 0);
  EXPECT_EQ(said.memory, (std::vector<float>{0, 0.5F, 0}));
}

TEST(Int8, ZerosAndWhatIsTooSmallForAStepAreSaidAsZeros) {
  EXPECT_EQ(say("int8", {0, -0.0F, 0}).decoded, std::vector<float>(3));
  EXPECT_EQ(say("int8", {}).message.size(), 0U);
  const Said tiny = say("int8", {smallest, -smallest});
  EXPECT_EQ(tiny.decoded, std::vector<float>(2));
  EXPECT_EQ(tiny.memory, (std::vector<float>{smallest, -smallest}));
}

TEST(Int8, TheLargestFloatsAreSaid) {
  const Said said = say("int8", {largest, -largest, 0});
  EXPECT_NEAR(said.decoded[0] / largest, 1, 1e-6);
  EXPECT_EQ(said.decoded[1], -said.decoded[0]);
}

TEST(Int8, AVectorThatIsNotFiniteMakesAMessageThatReadersRefuse) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    EXPECT_THROW(say("int8", {1, bad, -1}), Error);
  }
}

TEST(Int8, ReadersRefuseBadScalesAndTheCodeThatIsNeverWritten) {
  Layout layout;
  layout.add("x", 1, 3);
  const auto coder = codecs().make("int8")->start(layout);
  const Bytes good = say("int8", {1, 2, 3}).message;
  Bytes negative = good, low = good;
  negative[3] |= std::byte{0x80};
  low[5] = std::byte{0x80};
  std::vector<float> sum(3);
  for (const Bytes& bad : {negative, low}) EXPECT_THROW(coder->read(bad, 1, sum), Error);
  EXPECT_EQ(sum, std::vector<float>(3));
}

}  // namespace
}  // namespace tacit
