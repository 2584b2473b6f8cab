#include "math/low_rank.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "math/kernels.h"

namespace tacit::kernels {
namespace {

constexpr std::size_t terms_at_once = 4;  // as many as `combine` keeps in registers, the sum included

// sum += the `count` terms that term(k) gives
template <class TermOf>
void add_terms(float* sum, std::size_t size, std::size_t count, TermOf term) {
  std::array<Term, terms_at_once> terms{Term{1, {sum, size}}};
  for (std::size_t begin = 0; begin < count; begin += terms_at_once - 1) {
    const std::size_t taken = std::min(terms_at_once - 1, count - begin);
    for (std::size_t k = 0; k < taken; ++k) terms[1 + k] = term(begin + k);
    combine(sum, size, {terms.data(), 1 + taken});
  }
}

Lane row(const float* m, std::size_t i, std::size_t cols) {
  return {const_cast<float*>(m) + i * cols, cols};  // only ever read as a term
}

double norm(const float* column, std::size_t size) {
  return std::sqrt(dot(column, column, size));
}

// Takes the first `count` columns out of the one behind them.
void take_out(float* columns, std::size_t rows, std::size_t count) {
  float* last = columns + count * rows;
  for (std::size_t c = 0; c < count; ++c) {
    const auto share = static_cast<float>(dot(columns + c * rows, last, rows));
    add_terms(last, rows, 1, [&](std::size_t) { return Term{-share, row(columns, c, rows)}; });
  }
}

}  // namespace

void project_left(Thin size, const float* m, const float* right, float* left) {
  for (std::size_t i = 0; i < size.rows; ++i) {
    for (std::size_t c = 0; c < size.rank; ++c) {
      left[c * size.rows + i] = static_cast<float>(dot(m + i * size.cols, right + c * size.cols, size.cols));
    }
  }
}

void project_right(Thin size, const float* m, const float* left, float* right) {
  constexpr std::size_t taken = terms_at_once - 1;
  std::fill_n(right, size.rank * size.cols, 0.0f);
  for (std::size_t i = 0; i < size.rows; i += taken) {
    for (std::size_t c = 0; c < size.rank; ++c) {
      add_terms(right + c * size.cols, size.cols, std::min(taken, size.rows - i), [&](std::size_t k) {
        return Term{left[c * size.rows + i + k], row(m, i + k, size.cols)};
      });
    }
  }
}

void add_product(const LowRank& thin, float weight, float* m) {
  const Thin size = thin.size;
  for (std::size_t i = 0; i < size.rows; ++i) {
    add_terms(m + i * size.cols, size.cols, size.rank, [&](std::size_t c) {
      return Term{weight * thin.left[c * size.rows + i], row(thin.right, c, size.cols)};
    });
  }
}

void orthonormalise(float* columns, std::size_t rows, std::size_t rank) {
  constexpr double nothing = 1e-6, epsilon = 1e-8;
  for (std::size_t c = 0; c < rank; ++c) {
    float* column = columns + c * rows;
    const double before = norm(column, rows);
    take_out(columns, rows, c);
    take_out(columns, rows, c);  // once more: cancellation leaves something of the others behind
    const double after = norm(column, rows);
    if (after <= nothing * before) {
      std::fill_n(column, rows, 0.0f);
    } else {
      divide(column, rows, static_cast<float>(after + epsilon));
    }
  }
}

}  // namespace tacit::kernels
