// Inner products with rows scattered over a large table, and sums of such rows; made for the few coordinates
// and many rows of a linear model. Same bits for every vector width.
#pragma once

#include <cstddef>
#include <span>

namespace tacit::kernels {

// A row of a table, and where its model lies in a vector of several. The row is filled up with zeros to a
// multiple of 16 floats and aligned to 64 bytes.
struct Draw {
  const float* row;
  std::size_t at;
  bool first;  // the first of its model: it overwrites the sum
};

// out[k] = <row k, model of k>
void margins(std::span<const Draw> draws, std::size_t dim, const float* x, float* out);
// The model of k += factors[k] * row k, in the order given.
void add_rows(std::span<const Draw> draws, std::size_t dim, const float* factors, float* sum);

}  // namespace tacit::kernels
