// Sums by sign, and vectors of signs packed into bits, low bits first. Zeros are positive whatever their
// sign, not-a-numbers negative. Same bits for every vector width.
#pragma once

#include <cstddef>

#include "math/lane.h"

namespace tacit::kernels {

struct SignSums {
  double positive = 0, negative = 0;
  std::size_t positives = 0;  // how many there are
};

// Sums in doubles, in sixteen strands.
SignSums sums_by_sign(ConstVec x);
double absolute_sum(ConstVec x);

// x[i] += x[i] >= 0 ? positive : negative
void add_by_sign(Vec x, float positive, float negative);

// Where what signs at this scale leave of a vector goes; nowhere if empty.
struct SignsLeft {
  Vec to = {};
  float scale = 0;
};
// Bit first + i becomes x[i] >= 0. Bits below `first` stay; those behind the last, in its byte, become 0.
// left.to[i] = x[i] -+ left.scale; it may be x.
void pack_signs(ConstVec x, std::byte* bits, std::size_t first, SignsLeft left = {});
// The same without anything left; returns the sum of |x| as above.
double pack_and_sum(ConstVec x, std::byte* bits, std::size_t first);
// out[i] += bit first + i ? step : -step
void add_signs(const std::byte* bits, std::size_t first, float step, Vec out);

}  // namespace tacit::kernels
