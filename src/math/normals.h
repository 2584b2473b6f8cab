// Many standard normals at once, several times faster than Key::normal and not the same numbers.
#pragma once

#include <cstddef>
#include <span>

#include "base/key.h"

namespace tacit::kernels {

inline constexpr std::size_t normals_block = 32;

// Fills `out` with the numbers of this key from block `first` on; number i lies in block i / 32. By Box and
// Muller in float: relative error 1e-6, |x| < 6.7. Same bits for every vector width.
void normals(Key key, std::size_t first, std::span<float> out);

}  // namespace tacit::kernels
