// Picking a few numbers out of many: by size, by rank. Same bits for every vector
// width.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tacit::kernels {

// The bits of |x|, which are ordered as the numbers are; NaN stands above infinity.
using Magnitude = std::int32_t;
inline constexpr Magnitude below_all = -1;

inline Magnitude magnitude(float x) {
  return std::bit_cast<Magnitude>(x) & 0x7fffffff;
}

// Numbers of a vector and where they stood, by ascending place: the first `count` of both.
struct Picks {
  std::vector<std::uint32_t> places;
  std::vector<float> values;
  std::size_t count = 0;

  // For so many, and for the vectors whose last store hangs over.
  void make_room(std::size_t most);
};

// The numbers from `begin` up to `end` of a vector.
struct Stretch {
  std::size_t begin, end;
};

// Appends what is larger than `floor` in magnitude. There must be room for the whole stretch.
void pick_above(const float* v, Stretch stretch, Magnitude floor, Picks& picks);

// The same of a vector that is made on the way: memory = fresh + fade * memory. What is picked becomes zero
// there.
struct Feedback {
  const float* fresh;
  float* memory;
  float fade;
};
void take_above(const Feedback& v, Stretch stretch, Magnitude floor, Picks& picks);

// The magnitude of the n-th largest (n from 1), and how many of that very magnitude belong to the first n.
struct Rank {
  Magnitude magnitude;
  std::size_t ties;
};
Rank nth_largest(std::span<const float> values, std::size_t n);

// Sums of x - centre and of its square, in sixteen interleaved strands. A centre from among the numbers keeps
// the variance good to (count * 1e-16), whatever the mean; that of equal numbers is zero.
struct Moments {
  static constexpr std::size_t strands = 16;

  double centre = 0;
  std::size_t count = 0;
  std::array<double, strands> sums{}, squares{};

  [[nodiscard]] double mean() const;
  [[nodiscard]] double deviation() const;  // of the population
};
// The count so far must be a multiple of `strands`.
void add_moments(const float* v, std::size_t size, Moments& moments);

}  // namespace tacit::kernels
