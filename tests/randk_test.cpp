#include <gtest/gtest.h>

#include <cstring>

#include "base/error.h"
#include "golden.h"
#include "sparse_cases.h"

namespace tacit {
namespace {

using test::layout_of;

constexpr Moment now{.step = 3, .own = Key{1}, .shared = Key{7}};

std::vector<float> floats(const Bytes& message) {
  std::vector<float> result(message.size() / 4);
  if (!result.empty()) std::memcpy(result.data(), message.data(), message.size());
  return result;
}

std::vector<float> counting(std::size_t size) {
  std::vector<float> v(size);
  for (std::size_t i = 0; i < size; ++i) v[i] = float(i);
  return v;
}

std::vector<float> written(const std::string& codec, const std::vector<float>& v, const Moment& moment) {
  const auto coder = codecs().make(codec)->start(layout_of(v.size()));
  Bytes message;
  coder->write(0, moment, {v}, message);
  return floats(message);
}

TEST(RandK, DrawsThePlacesOfTheReference) {
  for (const auto& item : golden("sparse.json", "randk")) {
    const Moment moment{.shared = Key{item["seed"].get<std::uint64_t>()}};
    const auto v = counting(item["size"].get<std::size_t>());
    EXPECT_EQ(written("randk(" + item["density"].dump() + ")", v, moment),
              item["places"].get<std::vector<float>>());
  }
}

TEST(RandK, TakesOneOfEachStratum) {
  const std::vector<float> got = written("randk(0.03)", counting(1001), now);
  ASSERT_EQ(got.size(), 30U);
  for (std::size_t j = 0; j < 30; ++j) {
    EXPECT_GE(got[j], float(j * 1001 / 30));
    EXPECT_LT(got[j], float((j + 1) * 1001 / 30));
  }
}

TEST(RandK, AsksTheSharedKeyAlone) {
  const std::vector<float> v = counting(1000);
  EXPECT_EQ(written("randk", v, {.step = 9, .own = Key{2}, .shared = now.shared}), written("randk", v, now));
  EXPECT_NE(written("randk", v, {.step = 3, .own = Key{1}, .shared = Key{8}}), written("randk", v, now));
}

TEST(RandK, ScalesWhatItSendsWhenItIsUnbiased) {
  const std::vector<float> v(10, 2.0f);
  EXPECT_EQ(written("randk(0.3, unbiased=true)", v, now), (std::vector<float>{6, 6, 8}));
}

TEST(RandK, IsUnbiasedInTheMeanOverKeys) {
  const std::vector<float> v = counting(10);
  const auto coder = codecs().make("randk(0.3, unbiased=true)")->start(layout_of(10));
  std::vector<float> sum(10);
  constexpr int draws = 4000;
  for (int i = 0; i < draws; ++i) {
    Bytes message;
    coder->write(0, {.shared = Key{std::uint64_t(i)}}, {v}, message);
    coder->read(message, 1.0f / draws, sum);
  }
  for (std::size_t i = 0; i < 10; ++i) EXPECT_NEAR(sum[i], v[i], 0.06f * v[i] * 2);
}

TEST(RandK, LeavesInTheMemoryExactlyWhatItDoesNotSend) {
  for (const std::size_t size : {1, 17, 5000, 20001}) {
    for (const float fade : {1.0f, 0.3f}) {
      const std::vector<float> fresh = test::normals(size);
      std::vector<float> memory = test::normals(size, 5), v(size), sum(size);
      for (std::size_t i = 0; i < size; ++i) {
        const float kept = fade * memory[i];
        v[i] = fresh[i] + kept;
      }
      const auto coder = codecs().make("randk(0.01)")->start(layout_of(size));
      Bytes message;
      coder->write(0, now, {fresh, memory, fade}, message);
      EXPECT_EQ(floats(message), written("randk(0.01)", v, now));
      coder->read(message, 1, sum);
      for (std::size_t i = 0; i < size; ++i) {
        ASSERT_EQ(sum[i] + memory[i], v[i]);
        ASSERT_TRUE(sum[i] == 0 || memory[i] == 0);
      }
    }
  }
}

TEST(RandK, TheMeanOfMessagesSaysTheMeanOfVectors) {
  const std::vector<float> a = counting(100), b(100, 4.0f);
  const auto coder = codecs().make("randk(0.1)")->start(layout_of(100));
  Bytes of_a, of_b;
  coder->write(0, now, {a}, of_a);
  coder->write(0, now, {b}, of_b);
  std::vector<float> mean = floats(of_a), apart(100), together(100);
  for (std::size_t j = 0; j < mean.size(); ++j) mean[j] = (mean[j] + floats(of_b)[j]) / 2;
  coder->read(of_a, 0.5f, apart);
  coder->read(of_b, 0.5f, apart);
  coder->read(std::as_bytes(std::span(mean)), 1, together);
  EXPECT_EQ(together, apart);
}

TEST(RandK, RefusesMessagesOfAnotherSize) {
  const auto coder = codecs().make("randk(0.5)")->start(layout_of(4));
  std::vector<float> sum(4);
  for (const std::size_t size : {0, 4, 7, 9, 12}) EXPECT_THROW(coder->read(Bytes(size), 1, sum), Error);
  EXPECT_EQ(sum, std::vector<float>(4));
}

}  // namespace
}  // namespace tacit
