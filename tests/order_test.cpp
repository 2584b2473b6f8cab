#include "data/order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace tacit::data {
namespace {

TEST(Order, IsAPermutationOfAnyLength) {
  for (const std::uint64_t count : {1, 2, 3, 5, 16, 17, 100, 1000, 4097}) {
    std::vector<int> seen(count);
    for (std::uint64_t i = 0; i < count; ++i) ++seen.at(shuffled(Key(3), count, i));
    EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), static_cast<long>(count)) << count;
  }
}

TEST(Order, PutsEveryThingAnywhereEquallyOften) {
  constexpr std::uint64_t count = 6;
  constexpr int keys = 6000;
  std::vector<std::vector<int>> where(count, std::vector<int>(count));
  for (int key = 0; key < keys; ++key) {
    for (std::uint64_t i = 0; i < count; ++i)
      ++where[i][shuffled(Key(static_cast<std::uint64_t>(key)), count, i)];
  }
  for (const auto& row : where) {
    for (const int times : row) EXPECT_NEAR(times, keys / count, 5 * std::sqrt(keys / count));
  }
}

TEST(Order, IsAnotherOneInEveryEpoch) {
  std::vector<std::uint64_t> first;
  std::vector<std::uint64_t> second;
  for (std::uint64_t i = 0; i < 50; ++i) {
    first.push_back(in_epochs(Key(1), 50, i));
    second.push_back(in_epochs(Key(1), 50, 50 + i));
  }
  EXPECT_NE(first, second);
  std::sort(first.begin(), first.end());
  std::sort(second.begin(), second.end());
  EXPECT_EQ(first, second);
}

TEST(Order, DealsEvenly) {
  EXPECT_EQ(dealt(10, 4, 0), 3);
  EXPECT_EQ(dealt(10, 4, 1), 3);
  EXPECT_EQ(dealt(10, 4, 2), 2);
  EXPECT_EQ(dealt(10, 4, 3), 2);
}

}  // namespace
}  // namespace tacit::data
