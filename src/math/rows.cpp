#include "math/rows.h"

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "math/edge-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tacit::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Folds sixteen lanes onto eight, four, two and one; narrower registers add the same pairs.
template <class D>
HWY_INLINE float folded(D /*d*/, hn::Vec<D> v) {
#if HWY_TARGET != HWY_SCALAR
  if constexpr (hn::MaxLanes(D()) > 4) {
    const hn::Half<D> half;
    return folded(half, hn::Add(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
  } else {
    const auto two = hn::Add(v, hn::Shuffle1032(v));
    return hn::GetLane(hn::Add(two, hn::Shuffle2301(two)));
  }
#else
  return hn::GetLane(v);
#endif
}

HWY_INLINE float folded(Block& block) {
  for (std::size_t half = pieces / 2; half > 0; half /= 2) {
    for (std::size_t p = 0; p < half; ++p) block.piece[p] = hn::Add(block.piece[p], block.piece[p + half]);
  }
  return folded(Floats(), block.piece[0]);
}

void Margins(std::span<const Draw> draws, std::size_t dim, const float* x, float* out) {
  const Floats d;
  const std::size_t whole = (dim - 1) / block_size * block_size;
  const Edge edge(dim - whole);
  for (std::size_t k = 0; k < draws.size(); ++k) {
    const float* row = draws[k].row;
    const float* model = x + draws[k].at;
    Block sum = edge.load(model + whole);
    for (std::size_t p = 0; p < pieces; ++p) {
      sum.piece[p] = hn::Mul(sum.piece[p], hn::Load(d, row + whole + p * lanes));
    }
    for (std::size_t i = 0; i < whole; i += lanes) {
      auto& piece = sum.piece[i % block_size / lanes];
      piece = hn::Add(piece, hn::Mul(hn::LoadU(d, model + i), hn::Load(d, row + i)));
    }
    out[k] = folded(sum);
  }
}

void AddRows(std::span<const Draw> draws, std::size_t dim, const float* factors, float* sum) {
  const Floats d;
  const std::size_t whole = (dim - 1) / block_size * block_size;
  const Edge edge(dim - whole);
  for (std::size_t k = 0; k < draws.size(); ++k) {
    const float* row = draws[k].row;
    float* model = sum + draws[k].at;
    const auto factor = hn::Set(d, factors[k]);
    for (std::size_t i = 0; i < whole; i += lanes) {
      const auto term = hn::Mul(factor, hn::Load(d, row + i));
      hn::StoreU(draws[k].first ? term : hn::Add(hn::LoadU(d, model + i), term), d, model + i);
    }
    Block last;
    if (!draws[k].first) last = edge.load(model + whole);
    for (std::size_t p = 0; p < pieces; ++p) {
      const auto term = hn::Mul(factor, hn::Load(d, row + whole + p * lanes));
      last.piece[p] = draws[k].first ? term : hn::Add(last.piece[p], term);
    }
    edge.store(last, model + whole);
  }
}

}  // namespace tacit::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tacit::kernels {

HWY_EXPORT(Margins);
HWY_EXPORT(AddRows);

void margins(std::span<const Draw> draws, std::size_t dim, const float* x, float* out) {
  HWY_DYNAMIC_DISPATCH(Margins)(draws, dim, x, out);
}
void add_rows(std::span<const Draw> draws, std::size_t dim, const float* factors, float* sum) {
  HWY_DYNAMIC_DISPATCH(AddRows)(draws, dim, factors, sum);
}

}  // namespace tacit::kernels
#endif
