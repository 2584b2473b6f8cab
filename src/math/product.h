// Products of small matrices, one number format and one order of sums: the same bits for every vector width.
#pragma once

#include <cstddef>

namespace tacit::kernels {

// Element (i, k) lies at at[i * row_step + k * col_step]; swapping the steps transposes.
struct Matrix {
  const float* at;
  std::size_t row_step, col_step;
};

struct Shape {
  std::size_t rows, inner, cols;
};

// out = a b, with b and out stored row by row; summed over the inner index in order.
void product(Shape shape, Matrix a, const float* b, float* out);

}  // namespace tacit::kernels
