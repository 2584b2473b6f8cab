// Matrices written as the product of two thin ones. Same bits for every vector width.
#pragma once

#include <cstddef>

namespace tacit::kernels {

// What a product of `rows` times `cols` is made of.
struct Thin {
  std::size_t rows, cols, rank;
};

// left right^T. Each of the two has `rank` columns, one behind the other.
struct LowRank {
  Thin size;
  const float* left;   // columns of `rows` numbers
  const float* right;  // columns of `cols` numbers
};

// left = m right, summed in double. The rows of `m` lie one behind the other, here and below.
void project_left(Thin size, const float* m, const float* right, float* left);
// right = m^T left, summed in the order of the rows.
void project_right(Thin size, const float* m, const float* left, float* right);
// m += weight * left right^T
void add_product(const LowRank& thin, float weight, float* m);
// Makes columns orthogonal and of length one, by Gram and Schmidt in their order. One of which the earlier
// ones leave nothing but rounding becomes zero.
void orthonormalise(float* columns, std::size_t rows, std::size_t rank);

}  // namespace tacit::kernels
