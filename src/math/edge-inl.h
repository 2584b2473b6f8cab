// Sixteen floats in as many registers as it takes, and the edge of a vector that ends within them; included once for
// every vector width.
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

// Reads and writes the first `size` of sixteen floats and never touches the others; they are read as zeros.
class Edge {
 public:
  HWY_INLINE explicit Edge(std::size_t size) : size_(size) {
    for (std::size_t p = 0; p < pieces; ++p) {
      const std::size_t begin = p * lanes;
      inside_[p] = hn::FirstN(Floats(), size > begin ? std::min(size - begin, lanes) : 0);
    }
  }

  HWY_INLINE Block load(const float* from) const {
    Block block;
    if constexpr (masked) {
      for (std::size_t p = 0; p < pieces; ++p) {
        block.piece[p] = hn::MaskedLoad(inside_[p], Floats(), from + p * lanes);
      }
    } else {
      HWY_ALIGN float copy[block_size] = {};
      std::copy_n(from, size_, copy);
      for (std::size_t p = 0; p < pieces; ++p) block.piece[p] = hn::Load(Floats(), copy + p * lanes);
    }
    return block;
  }

  HWY_INLINE void store(const Block& block, float* to) const {
    if constexpr (masked) {
      for (std::size_t p = 0; p < pieces; ++p) {
        hn::BlendedStore(block.piece[p], inside_[p], Floats(), to + p * lanes);
      }
    } else {
      HWY_ALIGN float copy[block_size];
      for (std::size_t p = 0; p < pieces; ++p) hn::Store(block.piece[p], Floats(), copy + p * lanes);
      std::copy_n(copy, size_, to);
    }
  }

  // The block with zeros outside.
  HWY_INLINE Block inside(Block block) const {
    for (std::size_t p = 0; p < pieces; ++p) block.piece[p] = hn::IfThenElseZero(inside_[p], block.piece[p]);
    return block;
  }

 private:
  // Narrower machines would read past the end and then forget what they saw.
  static constexpr bool masked = (HWY_TARGET & (HWY_AVX2 | HWY_AVX3 | HWY_AVX3_DL)) != 0;
  std::size_t size_;
  hn::Mask<Floats> inside_[pieces];
};

}  // namespace tacit::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
