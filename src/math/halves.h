// Numbers in the format in which they travel: little-endian bf16 and fp16. Same bits for every vector width.
#pragma once

#include <cstddef>

#include "math/number.h"

namespace tacit::kernels {

// Rounds each number to the nearest that two bytes can say, ties to even. bf16 overflows to infinity; fp16
// clips to +-65504 and keeps what is subnormal. Not-a-numbers stay such, quiet.
void pack(Number number, const float* from, std::size_t size, std::byte* to);
void unpack(Number number, const std::byte* from, std::size_t size, float* to);
// What a packed and unpacked vector would be, in place. float32 is left as it is.
void round(Number number, float* x, std::size_t size);

}  // namespace tacit::kernels
