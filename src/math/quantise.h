// Numbers as small whole numbers ("codes") of a step, and codes in few bits. Same bits for every vector
// width.
#pragma once

#include <cstddef>

#include "base/key.h"
#include "math/lane.h"
#include "math/packing.h"

namespace tacit::kernels {

// Sum of squares in doubles, in sixteen strands.
double square_sum(ConstVec x);
// The largest |x|; infinite or not a number if any of x is.
float largest(ConstVec x);

// codes[i] = x[i] / step to the nearest, ties to even, at most 127 in size. Where `left` is not empty, it
// becomes x - step * codes; it may be x.
void round_nearest(ConstVec x, float step, Codes codes, Vec left);

struct Chance {
  float step;   // what a code stands for
  float steps;  // its inverse, by which |x| is multiplied
  int levels;   // the largest code
  Key key;      // number i of x goes up if its sixteen bits, number first + i of the key, say so
  std::size_t first;
};
// |codes[i]| = min(levels, floor(steps * |x[i]| + bits16 / 65536)), with the sign of x[i]; `left`
// as above.
void round_randomly(ConstVec x, const Chance& chance, Codes codes, Vec left);

// out[i] += weight * (step * codes[i])
void add_codes(ConstCodes codes, float step, float weight, Vec out);

// The lowest code, 0 where there is none.
int lowest(ConstCodes codes);

}  // namespace tacit::kernels
