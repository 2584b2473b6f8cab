#include "base/key.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

namespace tacit {
namespace {

nlohmann::json golden() {
  std::ifstream file(TACIT_SOURCE_DIR "/tests/golden/key.json");
  return nlohmann::json::parse(file);
}

Key key_of(const nlohmann::json& expected) {
  Key key(expected["seed"].get<std::uint64_t>());
  for (const auto& coordinate : expected["path"]) key = key.at(coordinate.get<std::uint64_t>());
  return key;
}

TEST(Key, DrawsTheNumbersOfTheIndependentProgram) {
  for (const auto& expected : golden()) {
    const Key key = key_of(expected);
    for (std::size_t k = 0; k < expected["draws"].size(); ++k) {
      const auto i = expected["draws"][k].get<std::uint64_t>();
      EXPECT_EQ(std::to_string(key.bits(i)), expected["bits"][k]);
      EXPECT_EQ(key.uniform(i), expected["uniform"][k].get<double>());
      EXPECT_EQ(key.below(1000, i), expected["below_1000"][k].get<std::uint64_t>());
      EXPECT_NEAR(key.normal(i), expected["normal"][k].get<double>(), 1e-14);
    }
  }
}

TEST(Key, KnowsAPurposeByItsNumber) {
  EXPECT_EQ(Key(5).at(Purpose::batch).bits(), Key(5).at(2).bits());
}

TEST(Key, DependsOnTheOrderOfItsCoordinates) {
  EXPECT_NE(Key(5).at(1).at(2).bits(), Key(5).at(2).at(1).bits());
}

TEST(Key, TellsSeedsFromCoordinates) {
  EXPECT_NE(Key(1).at(2).bits(), Key(2).at(1).bits());
  EXPECT_NE(Key(1).at(1).bits(), Key(2).at(2).bits());
}

TEST(Key, GivesNeighbouringPlacesDifferentNumbers) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (std::uint64_t node = 0; node < 10; ++node)
      for (std::uint64_t step = 0; step < 100; ++step) seen.insert(Key(seed).at(node).at(step).bits());
  EXPECT_EQ(seen.size(), 10 * 10 * 100);
}

constexpr std::uint64_t many = 1'000'000;

struct Moments {
  double mean = 0, square = 0, fourth = 0;
};

template <class Draw>
Moments moments(Draw draw) {
  Moments sum;
  for (std::uint64_t i = 0; i < many; ++i) {
    const double value = draw(i);
    sum.mean += value / many;
    sum.square += value * value / many;
    sum.fourth += value * value * value * value / many;
  }
  return sum;
}

// The bounds below are five standard errors of a million draws.
TEST(Key, UniformHasTheMomentsOfTheUnitInterval) {
  const auto found = moments([key = Key(1).at(2)](std::uint64_t i) { return key.uniform(i); });
  EXPECT_NEAR(found.mean, 1.0 / 2, 5 * 0.2887e-3);
  EXPECT_NEAR(found.square, 1.0 / 3, 5 * 0.2981e-3);
}

TEST(Key, NormalHasTheMomentsOfTheStandardNormal) {
  const auto found = moments([key = Key(1).at(3)](std::uint64_t i) { return key.normal(i); });
  EXPECT_NEAR(found.mean, 0, 5 * 1.000e-3);
  EXPECT_NEAR(found.square, 1, 5 * 1.414e-3);
  EXPECT_NEAR(found.fourth, 3, 5 * 9.798e-3);
}

// Chi-square with 99 degrees of freedom: mean 99, standard deviation 14.07.
template <class Draw>
double chi_square(Draw draw) {
  std::array<double, 100> count{};
  for (std::uint64_t i = 0; i < many; ++i) count[draw(i)] += 1;
  const double expected = static_cast<double>(many) / count.size();
  double sum = 0;
  for (const double c : count) sum += (c - expected) * (c - expected) / expected;
  return sum;
}

TEST(Key, FillsAHundredCellsEvenlyAlongDrawsAndAlongPlaces) {
  const Key key(9);
  EXPECT_NEAR(chi_square([&](std::uint64_t i) { return key.below(100, i); }), 99, 5 * 14.07);
  EXPECT_NEAR(chi_square([&](std::uint64_t i) { return key.at(i).below(100); }), 99, 5 * 14.07);
  EXPECT_NEAR(chi_square([&](std::uint64_t i) { return key.at(i / 1000).at(i % 1000).below(100); }), 99,
              5 * 14.07);
}

TEST(Key, DrawsOfOnePlaceAreUncorrelated) {
  const Key key(11);
  double neighbours = 0;
  for (std::uint64_t i = 0; i < many; ++i) neighbours += (key.uniform(i) - 0.5) * (key.uniform(i + 1) - 0.5);
  EXPECT_NEAR(neighbours / many, 0, 5 * 1e-3 / 12);
}

}  // namespace
}  // namespace tacit
