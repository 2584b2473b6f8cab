// Vectors that are hard for codecs that send a few numbers.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/key.h"
#include "codec/codec.h"

namespace tacit::test {

inline std::vector<float> normals(std::size_t size, std::uint64_t seed = 1) {
  std::vector<float> v(size);
  for (std::size_t i = 0; i < size; ++i) v[i] = static_cast<float>(Key{seed}.normal(i));
  return v;
}

struct Hard {
  std::string name;
  std::vector<float> v;
};

// All of one size. The last ones are not finite.
inline std::vector<Hard> hard_vectors(std::size_t size) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const auto made = [&](auto number) {
    std::vector<float> v(size);
    for (std::size_t i = 0; i < size; ++i) v[i] = number(i);
    return v;
  };
  const Key key{9};
  const auto among = [&](std::vector<float> numbers) {
    return made([&key, numbers](std::size_t i) { return numbers[key.below(numbers.size(), i)]; });
  };
  return {
      {"normal", normals(size)},
      {"zero", std::vector<float>(size)},
      {"zeros of both signs", among({0.0f, -0.0f})},
      {"equal", std::vector<float>(size, -0.1f)},
      {"ties", among({1, -1, 2, -2, 0, 3})},
      {"mostly zero", made([&](std::size_t i) { return key.below(500, i) == 0 ? 1.0f + float(i) : -0.0f; })},
      {"denormal", made([&](std::size_t i) { return 1e-40f * float(key.normal(i)); })},
      {"of all scales", made([&](std::size_t i) { return float(std::exp(20 * key.normal(i))); })},
      {"rising", made([](std::size_t i) { return float(i) + 1; })},
      {"falling", made([&](std::size_t i) { return float(size - i); })},
      {"large where it is sampled",
       made([](std::size_t i) { return i % 256 < 16 ? 1.0f + float(i) : 0.1f; })},
      {"small where it is sampled",
       made([](std::size_t i) { return i % 256 < 16 ? 0.1f : 1.0f + float(i); })},
      {"largest", among({3.4e38f, -3.4e38f, 3.3e38f})},
      {"infinite here and there", among({infinity, -infinity, 1, 2, 3, 4, 5, 6})},
      {"NaN here and there", among({std::nanf("1"), -std::nanf("2"), infinity, 1, -2, 3, -0.0f})},
      {"all NaN", std::vector<float>(size, std::nanf(""))},
  };
}

inline Layout layout_of(std::size_t size) {
  Layout layout;
  layout.add("x", 1, size);
  return layout;
}

}  // namespace tacit::test
