// Element-wise losses and their slopes, compiled for several vector widths. Same bits for every width.
#pragma once

#include <cstddef>

namespace tacit::kernels {

// gap = x - centre; returns the sum of squared gaps.
double pull_to(float centre, const float* x, float* gap, std::size_t size);
double pull_to(const float* centre, const float* x, float* gap, std::size_t size);

// Every margin z becomes the slope -1 / (1 + exp(z)); returns the sum of ln(1 + exp(-z)). A margin that is
// not finite gives NaN.
double logistic(float* z, std::size_t size);

// Every x <= 0 becomes exp(x).
void exponential(float* x, std::size_t size);

}  // namespace tacit::kernels
