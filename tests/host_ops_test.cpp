#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "base/key.h"
#include "math/ops.h"

namespace tacit {
namespace {

std::vector<std::vector<float>> draw(std::size_t lanes, std::size_t size) {
  std::vector<std::vector<float>> result(lanes, std::vector<float>(size));
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    for (std::size_t i = 0; i < size; ++i) result[lane][i] = float(Key{lane}.normal(i));
  }
  return result;
}

std::vector<Lane> lanes_of(std::vector<std::vector<float>>& vectors) {
  std::vector<Lane> lanes;
  for (auto& vector : vectors) lanes.push_back({vector.data(), vector.size()});
  return lanes;
}

std::vector<float> mean_of(const std::vector<std::vector<float>>& vectors) {
  std::vector<float> mean = vectors.front();
  for (std::size_t i = 0; i < mean.size(); ++i) {
    for (std::size_t lane = 1; lane < vectors.size(); ++lane) mean[i] += vectors[lane][i];
    mean[i] /= float(vectors.size());
  }
  return mean;
}

TEST(HostOps, MeanAddsInOrderAndDividesOnceInPlace) {
  for (const std::size_t count : {1, 2, 5}) {
    for (const std::size_t size : {1, 17, 2048, 5000}) {
      auto vectors = draw(count, size);
      const std::vector<float> want = mean_of(vectors);
      const auto lanes = lanes_of(vectors);
      host_ops().mean(lanes, lanes);
      for (const auto& vector : vectors) EXPECT_EQ(vector, want);
    }
  }
}

TEST(HostOps, MeanOfSomeLanesMayBeWrittenToAll) {
  auto vectors = draw(5, 3000);
  const std::vector<float> want = mean_of({vectors[1], vectors[3]});
  const auto lanes = lanes_of(vectors);
  const Lane summed[] = {lanes[1], lanes[3]};
  host_ops().mean(summed, lanes);
  for (const auto& vector : vectors) EXPECT_EQ(vector, want);
}

TEST(HostOps, MeanLeavesLanesThatAreOnlySummedAlone) {
  auto vectors = draw(3, 100);
  const auto before = vectors;
  std::vector<float> out(100);
  const Lane written[] = {{out.data(), out.size()}};
  host_ops().mean(lanes_of(vectors), written);
  EXPECT_EQ(out, mean_of(before));
  EXPECT_EQ(vectors, before);
}

TEST(HostOps, MemoryIsZeroAndAligned) {
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{4}, std::size_t{5000}, std::size_t{3} << 20}) {
    const auto memory = host_ops().make(bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory.get()) % 64, 0u);
    for (std::size_t i = 0; i < bytes; ++i) ASSERT_EQ(memory.get()[i], std::byte{0});
  }
}

TEST(HostOps, ReadWriteCopyAndFillMoveNumbersUnchanged) {
  const Ops& ops = host_ops();
  std::vector<float> from = draw(1, 100).front(), a(100), b(100), to(100);
  const Lane first{a.data(), a.size()}, second{b.data(), b.size()};
  ops.write(from, first);
  ops.copy(first, second);
  ops.read(second, to);
  EXPECT_EQ(to, from);
  EXPECT_EQ(ops.host(second).data(), b.data());
  ops.fill(second, 2.5f);
  EXPECT_EQ(b, std::vector<float>(100, 2.5f));
  EXPECT_EQ(ops.squared_distance(first, first), 0);
}

}  // namespace
}  // namespace tacit
