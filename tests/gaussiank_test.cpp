#include <gtest/gtest.h>

#include <cstring>

#include "base/error.h"
#include "every_target.h"
#include "golden.h"
#include "sparse_cases.h"

namespace tacit {
namespace {

using test::layout_of;

Bytes written(const std::string& codec, const std::vector<float>& v) {
  const auto coder = codecs().make(codec)->start(layout_of(v.size()));
  Bytes message;
  coder->write(0, {}, {v}, message);
  return message;
}

std::vector<std::uint32_t> places(const Bytes& message) {
  std::uint32_t count;
  std::memcpy(&count, message.data(), sizeof(count));
  std::vector<std::uint32_t> result(count);
  if (count > 0) std::memcpy(result.data(), message.data() + 4, 4 * count);
  return result;
}

Bytes message_of(std::uint32_t count, std::vector<std::uint32_t> indices, std::vector<float> values) {
  Bytes message(4 + 4 * indices.size() + 4 * values.size());
  std::memcpy(message.data(), &count, 4);
  if (count == 0) return message;
  std::memcpy(message.data() + 4, indices.data(), 4 * indices.size());
  std::memcpy(message.data() + 4 + 4 * indices.size(), values.data(), 4 * values.size());
  return message;
}

TEST(GaussianK, ChoosesWhatTheReferenceChooses) {
  for (const auto& item : golden("sparse.json", "gaussiank")) {
    const auto v = item["v"].get<std::vector<float>>();
    const Bytes message = written("gaussiank(" + item["density"].dump() + ")", v);
    EXPECT_EQ(places(message), item["places"].get<std::vector<std::uint32_t>>()) << item["name"];
  }
}

TEST(GaussianK, HitsItsTargetOnNormalNumbersAtOnce) {
  const std::vector<float> v = test::normals(100000);
  EXPECT_NEAR(double(places(written("gaussiank(0.001)", v)).size()), 100, 40);
  EXPECT_NEAR(double(places(written("gaussiank(0.1)", v)).size()), 10000, 400);
}

TEST(GaussianK, WritesTheCountTheIndicesAndTheValues) {
  EXPECT_EQ(written("gaussiank(0.25)", {0, -9, 0, 0}), message_of(1, {1}, {-9}));
}

TEST(GaussianK, SendsNothingOfEqualNumbers) {
  for (const std::size_t size : {0, 1, 2, 1000, 10001}) {
    EXPECT_EQ(written("gaussiank", std::vector<float>(size, 0.1f)), message_of(0, {}, {}));
  }
}

TEST(GaussianK, NeverStarvesOnNumbersThatLieFarFromZeroAndCloseTogether) {
  std::vector<float> v = test::normals(1000);
  for (float& x : v) x = 50 + x / 10;
  EXPECT_GT(places(written("gaussiank(0.01)", v)).size(), 0U);
  for (float& x : v) x = -x;
  EXPECT_GT(places(written("gaussiank(0.01)", v)).size(), 0U);
}

TEST(GaussianK, SendsNothingOfNumbersThatAreNotFinite) {
  for (const test::Hard& hard : test::hard_vectors(1000)) {
    const bool finite = std::all_of(hard.v.begin(), hard.v.end(), [](float x) { return std::isfinite(x); });
    if (finite) continue;
    EXPECT_TRUE(places(written("gaussiank(0.1)", hard.v)).empty()) << hard.name;
  }
}

TEST(GaussianK, LeavesInTheMemoryExactlyWhatItDoesNotSend) {
  for (const std::size_t size : {1, 17, 5000, 20001}) {
    for (const test::Hard& hard : test::hard_vectors(size)) {
      for (const float fade : {1.0f, 0.3f}) {
        std::vector<float> memory = test::normals(size, 5), v(size), sum(size);
        for (std::size_t i = 0; i < size; ++i) {
          const float kept = fade * memory[i];
          v[i] = hard.v[i] + kept;
        }
        const auto coder = codecs().make("gaussiank(0.01)")->start(layout_of(size));
        Bytes message;
        coder->write(0, {}, {hard.v, memory, fade}, message);
        EXPECT_EQ(message, written("gaussiank(0.01)", v)) << hard.name;
        coder->read(message, 1, sum);
        for (std::size_t i = 0; i < size; ++i) {
          const float whole = sum[i] + memory[i];
          ASSERT_TRUE(whole == v[i] || std::isnan(v[i])) << hard.name << " at " << i;
          ASSERT_TRUE(sum[i] == 0 || memory[i] == 0) << hard.name << " at " << i;
        }
      }
    }
  }
}

TEST(GaussianK, WritesTheSameBytesForEveryWidth) {
  for (const test::Hard& hard : test::hard_vectors(20011)) {
    const Bytes want = written("gaussiank(0.01)", hard.v);
    test::on_every_target([&] { EXPECT_EQ(written("gaussiank(0.01)", hard.v), want) << hard.name; });
  }
}

TEST(GaussianK, RefusesWhatItWouldNotWrite) {
  const auto coder = codecs().make("gaussiank(0.5)")->start(layout_of(4));
  std::vector<float> sum(4);
  for (const Bytes& wrong :
       {message_of(2, {1, 0}, {1, 1}), message_of(2, {1, 1}, {1, 1}), message_of(1, {4}, {1}),
        message_of(2, {0}, {1}), message_of(1, {0, 1}, {1, 1}), message_of(0xffffffff, {0}, {1}), Bytes(3),
        Bytes(), message_of(5, {0, 1, 2, 3, 4}, {1, 1, 1, 1, 1})}) {
    EXPECT_THROW(coder->read(wrong, 1, sum), Error);
    EXPECT_EQ(sum, std::vector<float>(4));
  }
}

}  // namespace
}  // namespace tacit
