#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "coded_nodes.h"

namespace tacit {
namespace {

constexpr float largest = std::numeric_limits<float>::max();
constexpr float smallest = std::numeric_limits<float>::denorm_min();

std::unique_ptr<Coder> coder_of(const std::string& spelling, std::size_t size) {
  Layout layout;
  layout.add("x", 1, size);
  return codecs().make(spelling)->start(layout);
}

std::vector<float> draw(std::size_t size) {
  std::vector<float> v(size);
  for (std::size_t i = 0; i < size; ++i) v[i] = float(Key{1}.normal(i));
  return v;
}

// What is heard of v when it is written with this key.
std::vector<float> heard(const std::string& spelling, const std::vector<float>& v, Key key = Key{9}) {
  const auto coder = coder_of(spelling, v.size());
  Bytes message;
  std::vector<float> sum(v.size());
  coder->write(0, {.own = key}, {v}, message);
  coder->read(message, 1, sum);
  return sum;
}

// The formula of the page, number by number.
std::vector<float> expected(const std::vector<float>& v, int bits, std::size_t bucket) {
  const float top = float((1 << (bits - 1)) - 1);
  std::vector<float> result(v.size());
  for (std::size_t first = 0; first < v.size(); first += bucket) {
    const std::size_t end = std::min(v.size(), first + bucket);
    double squares = 0;
    for (std::size_t i = first; i < end; ++i) squares += double(v[i]) * double(v[i]);
    const float norm = float(std::sqrt(squares));
    for (std::size_t i = first; i < end; ++i) {
      const float height = std::abs(v[i]) * (top / norm) + float(Key{9}.bits16(i)) / 65536.0F;
      result[i] = std::copysign(std::min(std::floor(height), top), v[i]) * (norm / top);
    }
  }
  return result;
}

TEST(Qsgd, SaysLevelsOfTheNormOfABucket) {
  const std::vector<float> v = draw(1234);
  for (int bits = 2; bits <= 8; ++bits) {
    for (const std::size_t bucket : {1, 7, 512, 1000, 5000}) {
      const std::string spelling =
          "qsgd(bits=" + std::to_string(bits) + ", bucket=" + std::to_string(bucket) + ")";
      EXPECT_EQ(heard(spelling, v), expected(v, bits, bucket)) << spelling;
    }
  }
}

TEST(Qsgd, SendsANormAndPackedCodesForEachBucket) {
  const auto coder = coder_of("qsgd(bits=4, bucket=3)", 4);
  Bytes message;
  coder->write(0, {}, {std::vector<float>{0, -7, 0, 2}}, message);
  const unsigned char want[] = {0, 0, 0xe0, 0x40, 0x90, 0, 0, 0, 0, 0x40, 7};  // 7: 0 -7 0; 2: 7
  ASSERT_EQ(message.size(), sizeof(want));
  EXPECT_EQ(std::memcmp(message.data(), want, sizeof(want)), 0);
}

TEST(Qsgd, IsRightOnAverage) {
  constexpr int trials = 4000;
  const std::vector<float> v = draw(50);
  for (const int bits : {2, 4, 8}) {
    std::vector<double> sum(v.size()), squares(v.size());
    for (std::uint64_t trial = 0; trial < trials; ++trial) {
      const auto said = heard("qsgd(bits=" + std::to_string(bits) + ")", v, Key{3}.at(trial));
      for (std::size_t i = 0; i < v.size(); ++i) {
        const double off = double(said[i]) - double(v[i]);
        sum[i] += off;
        squares[i] += off * off;
      }
    }
    for (std::size_t i = 0; i < v.size(); ++i) {
      const double sigma = std::sqrt(squares[i]) / trials;
      EXPECT_LT(std::abs(sum[i] / trials), 4 * sigma + 1e-6) << bits << " bits, at " << i;
    }
  }
}

TEST(Qsgd, AMemoryHoldsWhatIsNotSaidWhereOneIsGiven) {
  const std::vector<float> fresh = draw(1000);
  const auto coder = coder_of("qsgd(bits=5, bucket=300)", fresh.size());
  std::vector<float> memory(fresh.size(), 0.25F), said(fresh.size());
  Bytes message;
  coder->write(0, {}, {fresh, memory, 0.5F}, message);
  coder->read(message, 1, said);
  for (std::size_t i = 0; i < said.size(); ++i) ASSERT_EQ(memory[i], fresh[i] + 0.125F - said[i]) << i;
}

TEST(Qsgd, ZerosAndWhatIsTooSmallForStepsAreSaidAsZeros) {
  EXPECT_EQ(heard("qsgd", {0, -0.0F, 0}), std::vector<float>(3));
  EXPECT_EQ(heard("qsgd", {smallest, -smallest}), std::vector<float>(2));
  EXPECT_EQ(heard("qsgd", {}), std::vector<float>());
}

TEST(Qsgd, ANormBeyondFloatsIsSaidAsTheLargest) {
  const auto said = heard("qsgd", std::vector<float>{largest, -largest, largest});
  for (const float x : said) EXPECT_NEAR(std::abs(x) / largest, 1, 1e-6);
  EXPECT_LT(said[1], 0);
}

TEST(Qsgd, AVectorThatIsNotFiniteMakesAMessageThatReadersRefuse) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    EXPECT_THROW(heard("qsgd", {1, bad, -1}), Error);
  }
}

TEST(Qsgd, ReadersRefuseBadNormsTooLowCodesAndBitsBehindTheEnd) {
  for (const int bits : {3, 4, 8}) {
    const auto coder = coder_of("qsgd(bits=" + std::to_string(bits) + ")", 3);
    Bytes good;
    coder->write(0, {}, {std::vector<float>{0, 0, 0}}, good);
    Bytes negative = good, low = good, behind = good;
    negative[0] = std::byte{1}, negative[3] = std::byte{0x80};
    low[4] = std::byte(1U << (bits - 1));
    behind.back() |= std::byte{0x80};  // with 8 bits, of the last code
    std::vector<float> sum(3);
    for (const Bytes& bad : {negative, low, behind}) EXPECT_THROW(coder->read(bad, 1, sum), Error) << bits;
    EXPECT_NO_THROW(coder->read(good, 1, sum));
    EXPECT_EQ(sum, std::vector<float>(3));
  }
}

}  // namespace
}  // namespace tacit
