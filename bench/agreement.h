// Whether two programs wrote the same message.
#pragma once

#include <string>

#include "codec/codec.h"

namespace tacit::bench {

enum class Agreement : unsigned char {
  bits,     // byte by byte
  numbers,  // floats, to 1e-5
  scale,    // one float to 1e-5, then byte by byte
  levels,   // buckets of 512 codes after their norm: each a level next to the number, on the mean the number
};

// What is not as agreed, or nothing. `x` is the vector that both have written.
std::string disagreement(Agreement agreement, ByteView ours, ByteView theirs, ConstVec x);

}  // namespace tacit::bench
