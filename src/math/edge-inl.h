// Sixteen floats in as many registers as it takes, and the edge of a vector that ends within them; included
// once for every vector width.
#if defined(TACIT_MATH_EDGE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TACIT_MATH_EDGE_INL_H_
#undef TACIT_MATH_EDGE_INL_H_
#else
#define TACIT_MATH_EDGE_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace tacit::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

inline constexpr std::size_t block_size = 16;
using Floats = hn::CappedTag<float, block_size>;
inline constexpr std::size_t lanes = hn::MaxLanes(Floats());
inline constexpr std::size_t pieces = block_size / lanes;

struct Block {
  hn::Vec<Floats> piece[pieces];
};

// All sixteen.
struct Whole {
  HWY_INLINE Block load(const float* from) const {
    Block block;
    for (std::size_t p = 0; p < pieces; ++p) block.piece[p] = hn::LoadU(Floats(), from + p * lanes);
    return block;
  }
  HWY_INLINE void store(const Block& block, float* to) const {
    for (std::size_t p = 0; p < pieces; ++p) hn::StoreU(block.piece[p], Floats(), to + p * lanes);
  }
  HWY_INLINE const Block& inside(const Block& block) const { return block; }
};

// The first `size` of sixteen. It never touches the others, which are read as zeros.
class Edge {
 public:
  HWY_INLINE explicit Edge(std::size_t size) : whole_(size / lanes), rest_(size % lanes) {
    mask_ = hn::FirstN(Floats(), rest_);
  }

  HWY_INLINE Block load(const float* from) const {
    Block block;
    for (std::size_t p = 0; p < pieces; ++p) {
      block.piece[p] = p < whole_ ? hn::LoadU(Floats(), from + p * lanes) : hn::Zero(Floats());
      if (p == whole_ && rest_ > 0) block.piece[p] = load_rest(from + p * lanes);
    }
    return block;
  }

  HWY_INLINE void store(const Block& block, float* to) const {
    for (std::size_t p = 0; p < pieces; ++p) {
      if (p < whole_) hn::StoreU(block.piece[p], Floats(), to + p * lanes);
      if (p == whole_ && rest_ > 0) store_rest(block.piece[p], to + p * lanes);
    }
  }

  // The block with zeros outside.
  HWY_INLINE Block inside(Block block) const {
    for (std::size_t p = whole_; p < pieces; ++p) {
      block.piece[p] = p == whole_ ? hn::IfThenElseZero(mask_, block.piece[p]) : hn::Zero(Floats());
    }
    return block;
  }

 private:
  using Vector = hn::Vec<Floats>;
  // Machines without masks would read past the end and then forget what they saw.
  static constexpr bool masked = (HWY_TARGET & (HWY_AVX2 | HWY_AVX3 | HWY_AVX3_DL)) != 0;

  HWY_INLINE Vector load_rest(const float* from) const {
    if constexpr (masked) return hn::MaskedLoad(mask_, Floats(), from);
    HWY_ALIGN float copy[lanes] = {};
    std::copy_n(from, rest_, copy);
    return hn::Load(Floats(), copy);
  }
  HWY_INLINE void store_rest(Vector v, float* to) const {
    if constexpr (masked) return hn::BlendedStore(v, mask_, Floats(), to);
    HWY_ALIGN float copy[lanes];
    hn::Store(v, Floats(), copy);
    std::copy_n(copy, rest_, to);
  }

  std::size_t whole_, rest_;
  hn::Mask<Floats> mask_;
};

}  // namespace tacit::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
