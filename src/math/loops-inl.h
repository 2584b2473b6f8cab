// Shapes of loops over vectors of floats; included once for every vector width.
#if defined(TACIT_MATH_LOOPS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TACIT_MATH_LOOPS_INL_H_
#undef TACIT_MATH_LOOPS_INL_H_
#else
#define TACIT_MATH_LOOPS_INL_H_
#endif

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include <array>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace tacit::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Calls body(tag, i) over whole vectors and then over single floats.
template <class Body>
HWY_INLINE void over(std::size_t size, Body body) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= size; i += lanes) body(d, i);
  const hn::CappedTag<float, 1> one;
  for (; i < size; ++i) body(one, i);
}

// Loops over one vector ask for what lies so far ahead: the machine itself looks less far. Of two vectors,
// asking for both is slower than asking for none.
HWY_INLINE void fetch_ahead(const float* x) {
  hwy::Prefetch(x + 2048);
}

inline constexpr std::size_t strands = 16;
using WideTag = hn::CappedTag<double, 8>;

// One vector of doubles or several that together hold a number for each strand.
using Strands = std::array<hn::Vec<WideTag>, strands / hn::MaxLanes(WideTag())>;

HWY_INLINE Strands zero_strands() {
  Strands sums;
  for (auto& sum : sums) sum = hn::Zero(WideTag());
  return sums;
}

// The strands in order, of which the first `left` have a last term to come: tail(s).
template <class Tail>
HWY_INLINE double total(const Strands& sums, std::size_t left, Tail tail) {
  HWY_ALIGN double partial[strands];
  for (std::size_t s = 0; s < sums.size(); ++s) {
    hn::StoreU(sums[s], WideTag(), partial + s * hn::MaxLanes(WideTag()));
  }
  for (std::size_t s = 0; s < left; ++s) partial[s] += tail(s);
  double result = 0;
  for (const double part : partial) result += part;
  return result;
}

struct NothingAhead {
  void operator()(std::size_t /*i*/) const {}
};

// Strand s sums what term(i) gives for i = s, s + 16, ...; the strands are then added in order. `widened(tag,
// i)` gives the same for a vector of doubles; ahead(i) is called once for all strands.
template <class Widened, class Single, class Ahead = NothingAhead>
HWY_INLINE double strand_sum(std::size_t size, Widened widened, Single single, Ahead ahead = {}) {
  if (size < strands) {  // one term a strand
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) sum += single(i);
    return sum;
  }
  constexpr std::size_t lanes = hn::MaxLanes(WideTag());
  Strands sums = zero_strands();
  std::size_t i = 0;
  for (; i + strands <= size; i += strands) {
    ahead(i);
    for (std::size_t s = 0; s < sums.size(); ++s)
      sums[s] = hn::Add(sums[s], widened(WideTag(), i + s * lanes));
  }
  return total(sums, size - i, [&](std::size_t s) HWY_ATTR { return single(i + s); });
}

template <class D>
HWY_INLINE hn::Vec<D> load_wide(D d, const float* x) {
  const hn::Rebind<float, D> narrow;
  return hn::PromoteTo(d, hn::LoadU(narrow, x));
}

}  // namespace tacit::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
