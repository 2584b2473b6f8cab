#include "math/losses.h"

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/losses.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "math/edge-inl.h"
#include "math/series-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tacit::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Sixteen sums of doubles side by side, added up in order at the end: the same bits for every vector width.
class Strands {
 public:
  HWY_INLINE Strands() {
    for (auto& sum : sums_) sum = hn::Zero(wide);
  }

  HWY_INLINE void add(const Block& block) {
    add(block, [](auto value) HWY_ATTR { return value; });
  }
  HWY_INLINE void add_squares(const Block& block) {
    add(block, [](auto value) HWY_ATTR { return hn::Mul(value, value); });
  }

  HWY_INLINE double total() const {
    HWY_ALIGN double parts[block_size];
    for (std::size_t s = 0; s < count; ++s) hn::StoreU(sums_[s], wide, parts + s * doubles);
    double total = 0;
    for (const double part : parts) total += part;
    return total;
  }

 private:
  using Wide = hn::CappedTag<double, 8>;
  static constexpr Wide wide{};
  static constexpr hn::Rebind<float, Wide> narrow{};
  static constexpr std::size_t doubles = hn::MaxLanes(Wide());
  static constexpr std::size_t count = block_size / doubles;

  template <class Of>
  HWY_INLINE void add(const Block& block, Of of) {
    HWY_ALIGN float values[block_size];
    for (std::size_t p = 0; p < pieces; ++p) hn::Store(block.piece[p], Floats(), values + p * lanes);
    for (std::size_t s = 0; s < count; ++s) {
      sums_[s] = hn::Add(sums_[s], of(hn::PromoteTo(wide, hn::LoadU(narrow, values + s * doubles))));
    }
  }

  hn::Vec<Wide> sums_[count];
};

// Calls body(edge, i) for every sixteen of `size` elements; the last edge may be narrower.
template <class Body>
HWY_INLINE void in_blocks(std::size_t size, Body body) {
  std::size_t i = 0;
  for (; i + block_size <= size; i += block_size) body(Whole(), i);
  if (i < size) body(Edge(size - i), i);
}

// `centre_at(edge, i)` is the block to pull to.
template <class Centre>
HWY_INLINE double pull(const float* x, float* gap, std::size_t size, Centre centre_at) {
  Strands squares;
  in_blocks(size, [&](const auto& edge, std::size_t i) HWY_ATTR {
    Block block = edge.load(x + i);
    const Block centre = centre_at(edge, i);
    for (std::size_t p = 0; p < pieces; ++p) block.piece[p] = hn::Sub(block.piece[p], centre.piece[p]);
    edge.store(block, gap + i);
    squares.add_squares(edge.inside(block));
  });
  return squares.total();
}

double PullToOne(float centre, const float* x, float* gap, std::size_t size) {
  Block all;
  for (auto& piece : all.piece) piece = hn::Set(Floats(), centre);
  return pull(x, gap, size, [&](const auto&, std::size_t) HWY_ATTR { return all; });
}

double PullToEach(const float* centre, const float* x, float* gap, std::size_t size) {
  return pull(x, gap, size, [&](const auto& edge, std::size_t i) HWY_ATTR { return edge.load(centre + i); });
}

// With e = exp(-|z|) nothing overflows: 1 / (1 + exp(z)) is e / (1 + e) for z >= 0 and 1 / (1 + e) below.
HWY_INLINE void logistic_at(hn::Vec<Floats>& z, hn::Vec<Floats>& loss) {
  const Floats d;
  const auto zero = hn::Zero(d);
  const auto one = hn::Set(d, 1.0F);
  const auto not_a_number = hn::Sub(z, z);  // 0 for a finite margin
  const auto e = hn::Add(exp_negative(d, hn::Neg(hn::Abs(z))), not_a_number);
  const auto share = hn::Div(hn::IfThenElse(hn::Ge(z, zero), e, one), hn::Add(one, e));
  loss = hn::Add(hn::Max(hn::Neg(z), zero), log_one_plus(d, e));
  z = hn::Neg(hn::Add(share, not_a_number));
}

double Logistic(float* z, std::size_t size) {
  Strands losses;
  in_blocks(size, [&](const auto& edge, std::size_t i) HWY_ATTR {
    Block block = edge.load(z + i);
    Block loss;
    for (std::size_t p = 0; p < pieces; ++p) logistic_at(block.piece[p], loss.piece[p]);
    edge.store(block, z + i);
    losses.add(edge.inside(loss));
  });
  return losses.total();
}

void Exponential(float* x, std::size_t size) {
  in_blocks(size, [&](const auto& edge, std::size_t i) HWY_ATTR {
    Block block = edge.load(x + i);
    for (auto& piece : block.piece) piece = exp_negative(Floats(), piece);
    edge.store(block, x + i);
  });
}

}  // namespace tacit::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tacit::kernels {

HWY_EXPORT(PullToOne);
HWY_EXPORT(PullToEach);
HWY_EXPORT(Logistic);
HWY_EXPORT(Exponential);

double pull_to(float centre, const float* x, float* gap, std::size_t size) {
  return HWY_DYNAMIC_DISPATCH(PullToOne)(centre, x, gap, size);
}
double pull_to(const float* centre, const float* x, float* gap, std::size_t size) {
  return HWY_DYNAMIC_DISPATCH(PullToEach)(centre, x, gap, size);
}
double logistic(float* z, std::size_t size) {
  return HWY_DYNAMIC_DISPATCH(Logistic)(z, size);
}
void exponential(float* x, std::size_t size) {
  HWY_DYNAMIC_DISPATCH(Exponential)(x, size);
}

}  // namespace tacit::kernels
#endif
