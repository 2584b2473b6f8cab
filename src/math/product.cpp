#include "math/product.h"

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/product.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "math/edge-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tacit::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// `rows` rows of sixteen columns stay in registers.
template <std::size_t rows, class Cut>
HWY_INLINE void tile(Shape shape, Matrix a, const float* b, float* out, const Cut& cut) {
  Block sums[rows];
  for (Block& sum : sums) {
    for (auto& piece : sum.piece) piece = hn::Zero(Floats());
  }
  for (std::size_t k = 0; k < shape.inner; ++k) {
    const Block row = cut.load(b + k * shape.cols);
    for (std::size_t i = 0; i < rows; ++i) {
      const auto factor = hn::Set(Floats(), a.at[i * a.row_step + k * a.col_step]);
      for (std::size_t p = 0; p < pieces; ++p) {
        sums[i].piece[p] = hn::Add(sums[i].piece[p], hn::Mul(factor, row.piece[p]));
      }
    }
  }
  for (std::size_t i = 0; i < rows; ++i) cut.store(sums[i], out + i * shape.cols);
}

template <class Cut>
HWY_INLINE void column_block(Shape shape, Matrix a, const float* b, float* out, const Cut& cut) {
  constexpr std::size_t tall = pieces > 2 ? 2 : 8 / pieces;
  std::size_t i = 0;
  for (; i + tall <= shape.rows; i += tall) {
    tile<tall>(shape, {a.at + i * a.row_step, a.row_step, a.col_step}, b, out + i * shape.cols, cut);
  }
  for (; i < shape.rows; ++i) {
    tile<1>(shape, {a.at + i * a.row_step, a.row_step, a.col_step}, b, out + i * shape.cols, cut);
  }
}

void Product(Shape shape, Matrix a, const float* b, float* out) {
  std::size_t j = 0;
  for (; j + block_size <= shape.cols; j += block_size) column_block(shape, a, b + j, out + j, Whole());
  if (j < shape.cols) column_block(shape, a, b + j, out + j, Edge(shape.cols - j));
}

}  // namespace tacit::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tacit::kernels {

HWY_EXPORT(Product);

void product(Shape shape, Matrix a, const float* b, float* out) {
  HWY_DYNAMIC_DISPATCH(Product)(shape, a, b, out);
}

}  // namespace tacit::kernels
#endif
