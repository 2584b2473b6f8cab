#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstring>
#include <numeric>

#include "allocations.h"
#include "base/error.h"
#include "every_target.h"
#include "math/select.h"
#include "sparse_cases.h"

namespace tacit {
namespace {

using kernels::magnitude;
using test::layout_of;

// What a message says: places and values.
struct Said {
  std::vector<std::uint32_t> places;
  std::vector<float> values;
};

Said said(const Bytes& message) {
  const std::size_t count = message.size() / 8;
  Said result{std::vector<std::uint32_t>(count), std::vector<float>(count)};
  if (count == 0) return result;
  std::memcpy(result.places.data(), message.data(), 4 * count);
  std::memcpy(result.values.data(), message.data() + 4 * count, 4 * count);
  return result;
}

// By sorting everything.
Said largest(const std::vector<float>& v, std::size_t k) {
  std::vector<std::uint32_t> order(v.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) {
    const auto one = magnitude(v[a]), other = magnitude(v[b]);
    return one != other ? one > other : a < b;
  });
  order.resize(k);
  std::sort(order.begin(), order.end());
  Said result{order, {}};
  for (const std::uint32_t place : order) result.values.push_back(v[place]);
  return result;
}

void expect_same_bits(const std::vector<float>& got, const std::vector<float>& want) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    ASSERT_EQ(std::bit_cast<unsigned>(got[i]), std::bit_cast<unsigned>(want[i])) << "at " << i;
  }
}

std::size_t count_for(double density, std::size_t size) {
  return std::max<std::size_t>(1, static_cast<std::size_t>(density * double(size)));
}

Bytes written(const std::string& codec, const std::vector<float>& v, long step = 0) {
  const auto coder = codecs().make(codec)->start(layout_of(v.size()));
  Bytes message;
  coder->write(0, {.step = step}, {v}, message);
  return message;
}

Bytes message_of(std::vector<std::uint32_t> places, std::vector<float> values) {
  Bytes message(4 * places.size() + 4 * values.size());
  std::memcpy(message.data(), places.data(), 4 * places.size());
  std::memcpy(message.data() + 4 * places.size(), values.data(), 4 * values.size());
  return message;
}

TEST(TopK, KeepsTheLargestEntriesAndBreaksTiesByIndex) {
  const Said got = said(written("topk(0.5)", {1, -3, 2, -2, 0.5f, 2}));
  EXPECT_EQ(got.places, (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_EQ(got.values, (std::vector<float>{-3, 2, -2}));
}

TEST(TopK, WritesAllIndicesAndThenAllValues) {
  EXPECT_EQ(written("topk(0.5)", {1, -3, 2, 0}), message_of({1, 2}, {-3, 2}));
}

TEST(TopK, SendsAtLeastOne) {
  EXPECT_EQ(said(written("topk(0.001)", {0, 1, 5})).places, std::vector<std::uint32_t>{2});
  EXPECT_EQ(said(written("topk(0.001)", {0})).places, std::vector<std::uint32_t>{0});
  EXPECT_TRUE(written("topk", {}).empty());
}

// One step with a memory; what is sent and what is left must be what sorting gives, to the bit.
void expect_exact(Coder& coder, double density, const std::vector<float>& fresh, float fade) {
  const std::vector<float> before = test::normals(fresh.size(), 5);
  std::vector<float> v = fresh, memory = before;
  for (std::size_t i = 0; i < v.size(); ++i) {
    const float kept = fade * before[i];
    v[i] = fresh[i] + kept;
  }
  Bytes message;
  coder.write(0, {}, {fresh, memory, fade}, message);
  const Said got = said(message), want = largest(v, count_for(density, v.size()));
  ASSERT_EQ(got.places, want.places);
  expect_same_bits(got.values, want.values);
  for (const std::uint32_t place : want.places) v[place] = 0;
  expect_same_bits(memory, v);
}

void expect_exact_without_and_with_memory(const test::Hard& hard, double density) {
  const std::size_t size = hard.v.size();
  SCOPED_TRACE(fmt::format("{}, {} at {}", hard.name, size, density));
  const auto coder = codecs().make(fmt::format("topk({})", density))->start(layout_of(size));
  Bytes message;
  coder->write(0, {}, {hard.v}, message);
  const Said got = said(message), want = largest(hard.v, count_for(density, size));
  ASSERT_EQ(got.places, want.places);
  expect_same_bits(got.values, want.values);
  expect_exact(*coder, density, hard.v, 1);
  expect_exact(*coder, density, hard.v, 0.3f);
}

TEST(TopK, IsExactForEveryVectorWithAndWithoutMemory) {
  for (const std::size_t size : {1, 2, 17, 255, 257, 5000}) {
    for (const test::Hard& hard : test::hard_vectors(size)) {
      for (const double density : {1e-9, 0.001, 0.01, 0.3, 1.0}) {
        expect_exact_without_and_with_memory(hard, density);
      }
    }
  }
}

TEST(TopK, IsExactWhereASampleMisleads) {
  for (const test::Hard& hard : test::hard_vectors(60001)) {
    for (const double density : {0.0002, 0.01}) expect_exact_without_and_with_memory(hard, density);
  }
}

TEST(TopK, WritesTheSameBytesForEveryWidth) {
  for (const test::Hard& hard : test::hard_vectors(20011)) {
    const Bytes want = written("topk(0.01)", hard.v);
    test::on_every_target([&] { EXPECT_EQ(written("topk(0.01)", hard.v), want) << hard.name; });
  }
}

TEST(TopK, SaysWhatIsLeftLater) {
  const auto coder = codecs().make("topk(0.25)")->start(layout_of(4));
  std::vector<float> memory(4), sum(4);
  Bytes message;
  for (int step = 0; step < 4; ++step) {
    const std::vector<float> fresh = step == 0 ? std::vector<float>{4, 3, 2, 1} : std::vector<float>(4);
    coder->write(0, {.step = step}, {fresh, memory}, message);
    coder->read(message, 1, sum);
  }
  EXPECT_EQ(sum, (std::vector<float>{4, 3, 2, 1}));
  EXPECT_EQ(memory, std::vector<float>(4));
}

TEST(TopK, ReadsByAddingWeightTimesValue) {
  const auto coder = codecs().make("topk(0.5)")->start(layout_of(4));
  std::vector<float> sum{10, 20, 30, 40};
  coder->read(message_of({0, 3}, {1, -2}), 0.5f, sum);
  EXPECT_EQ(sum, (std::vector<float>{10.5f, 20, 30, 39}));
}

TEST(TopK, WarmsUpByQuartersOfTheDensity) {
  const std::vector<float> v = test::normals(4096);
  const auto sent = [&](long step) { return written("topk(density=0.01, warmup=10)", v, step).size() / 8; };
  EXPECT_EQ(sent(0), 1024U);
  EXPECT_EQ(sent(9), 1024U);
  EXPECT_EQ(sent(10), 256U);
  EXPECT_EQ(sent(20), 64U);
  EXPECT_EQ(sent(30), 40U);
  EXPECT_EQ(sent(1'000'000'000'000), 40U);
}

TEST(TopK, ReadsMessagesOfEveryStageAndNoOthers) {
  const std::vector<float> v = test::normals(4096);
  const auto coder = codecs().make("topk(density=0.01, warmup=10)")->start(layout_of(v.size()));
  std::vector<float> sum(v.size());
  for (const long step : {0, 10, 20, 30}) {
    EXPECT_NO_THROW(coder->read(written("topk(density=0.01, warmup=10)", v, step), 1, sum));
  }
  for (const std::string other : {"topk(0.02)", "topk(0.005)", "topk(0.5)"}) {
    EXPECT_THROW(coder->read(written(other, v), 1, sum), Error) << other;
  }
}

TEST(TopK, RefusesWhatItWouldNotWrite) {
  const auto coder = codecs().make("topk(0.5)")->start(layout_of(4));
  std::vector<float> sum(4);
  for (const Bytes& wrong :
       {message_of({1, 0}, {1, 1}), message_of({1, 1}, {1, 1}), message_of({0, 4}, {1, 1}),
        message_of({0, 0xffffffff}, {1, 1}), message_of({0}, {1}), message_of({0, 1, 2}, {1, 1, 1}),
        message_of({0, 1}, {1}), Bytes(17), Bytes()}) {
    EXPECT_THROW(coder->read(wrong, 1, sum), Error);
    EXPECT_EQ(sum, std::vector<float>(4));
  }
}

TEST(TopK, AllocatesNothingOnceItIsWarm) {
  const std::vector<float> v = test::normals(100000);
  std::vector<float> memory(v.size());
  const auto coder = codecs().make("topk(0.01)")->start(layout_of(v.size()));
  Bytes message;
  for (int step = 0; step < 3; ++step) coder->write(0, {.step = step}, {v, memory}, message);
  const std::size_t before = test::allocations();
  for (int step = 3; step < 10; ++step) coder->write(0, {.step = step}, {v, memory}, message);
  EXPECT_EQ(test::allocations(), before);
}

}  // namespace
}  // namespace tacit
