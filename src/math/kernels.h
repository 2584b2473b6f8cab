// Loops over host memory, compiled for several vector widths and chosen at run time. Same bits for every
// width.
#pragma once

#include <cstddef>
#include <span>

#include "math/ops.h"

namespace tacit::kernels {

void combine(float* out, std::size_t size, std::span<const Term> terms);
void add(float* sum, const float* x, std::size_t size);
// memory = fresh + fade * memory
void refresh(float* memory, const float* fresh, std::size_t size, float fade);
void divide(float* x, std::size_t size, float divisor);
double dot(const float* a, const float* b, std::size_t size);
double squared_distance(const float* a, const float* b, std::size_t size);
bool finite(const float* a, std::size_t size);
void second_moment(float* v, const float* g, std::size_t size, float decay);
void adam_direction(float* out, const float* m, const float* v, std::size_t size, AdamScale scale);

}  // namespace tacit::kernels
