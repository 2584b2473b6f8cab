#include "math/kernels.h"

#include <algorithm>
#include <array>
#include <cmath>

// Two widths beside the baseline are enough for loops that memory limits.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "math/loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tacit::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Wide = hn::ScalableTag<float>;

// Products and sums stay separate instructions: a fused one rounds differently on machines without it.
template <class V>
HWY_INLINE V plus_product(V sum, V weight, V x) {
  return hn::Add(sum, hn::Mul(weight, x));
}

// `count` terms known to the compiler keep their pointers and weights in registers: in copies, because a
// store to `out` might change the span. 0 asks the span.
template <int count>
HWY_INLINE void combine_terms(float* out, std::size_t size, std::span<const Term> given) {
  const Wide d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t k = count == 0 ? given.size() : count;
  std::array<Term, count> copies;
  std::copy_n(given.begin(), count, copies.begin());
  const std::span<const Term> terms = count == 0 ? given : std::span<const Term>(copies);
  const auto sum_at = [&](auto tag, std::size_t i) HWY_ATTR {
    auto sum = hn::Mul(hn::Set(tag, terms[0].weight), hn::LoadU(tag, terms[0].lane.at + i));
    for (std::size_t t = 1; t < k; ++t) {
      sum = plus_product(sum, hn::Set(tag, terms[t].weight), hn::LoadU(tag, terms[t].lane.at + i));
    }
    return sum;
  };
  std::size_t i = 0;
  for (; i + 2 * lanes <= size; i += 2 * lanes) {
    const auto low = sum_at(d, i);
    const auto high = sum_at(d, i + lanes);
    hn::StoreU(low, d, out + i);
    hn::StoreU(high, d, out + i + lanes);
  }
  for (; i + lanes <= size; i += lanes) hn::StoreU(sum_at(d, i), d, out + i);
  const hn::CappedTag<float, 1> one;
  for (; i < size; ++i) hn::StoreU(sum_at(one, i), one, out + i);
}

void Combine(float* out, std::size_t size, std::span<const Term> terms) {
  switch (terms.size()) {
    case 1: return combine_terms<1>(out, size, terms);
    case 2: return combine_terms<2>(out, size, terms);
    case 3: return combine_terms<3>(out, size, terms);
    case 4: return combine_terms<4>(out, size, terms);
    default: return combine_terms<0>(out, size, terms);
  }
}

void Add(float* sum, const float* x, std::size_t size) {
  over(size, [&](auto d, std::size_t i)
                 HWY_ATTR { hn::StoreU(hn::Add(hn::LoadU(d, sum + i), hn::LoadU(d, x + i)), d, sum + i); });
}

void Refresh(float* memory, const float* fresh, std::size_t size, float fade) {
  over(size, [&](auto d, std::size_t i) HWY_ATTR {
    fetch_ahead(fresh + i);
    const auto v = plus_product(hn::LoadU(d, fresh + i), hn::Set(d, fade), hn::LoadU(d, memory + i));
    hn::StoreU(v, d, memory + i);
  });
}

void Divide(float* x, std::size_t size, float divisor) {
  over(size, [&](auto d, std::size_t i)
                 HWY_ATTR { hn::StoreU(hn::Div(hn::LoadU(d, x + i), hn::Set(d, divisor)), d, x + i); });
}

void SecondMoment(float* v, const float* g, std::size_t size, float decay) {
  over(size, [&](auto d, std::size_t i) HWY_ATTR {
    const auto gi = hn::LoadU(d, g + i);
    const auto kept = hn::Mul(hn::Set(d, decay), hn::LoadU(d, v + i));
    hn::StoreU(plus_product(kept, hn::Set(d, 1.0f - decay), hn::Mul(gi, gi)), d, v + i);
  });
}

void AdamDirection(float* out, const float* m, const float* v, std::size_t size, AdamScale scale) {
  over(size, [&](auto d, std::size_t i) HWY_ATTR {
    const auto top = hn::Mul(hn::Set(d, scale.first), hn::LoadU(d, m + i));
    const auto root = hn::Sqrt(hn::Mul(hn::Set(d, scale.second), hn::LoadU(d, v + i)));
    hn::StoreU(hn::Div(top, hn::Add(root, hn::Set(d, scale.epsilon))), d, out + i);
  });
}

double Dot(const float* a, const float* b, std::size_t size) {
  return strand_sum(
      size, [&](auto d, std::size_t i) HWY_ATTR { return hn::Mul(load_wide(d, a + i), load_wide(d, b + i)); },
      [&](std::size_t i) { return static_cast<double>(a[i]) * b[i]; },
      [&](std::size_t i) HWY_ATTR {
        if (a == b) fetch_ahead(a + i);
      });
}

double SquaredDistance(const float* a, const float* b, std::size_t size) {
  return strand_sum(
      size,
      [&](auto d, std::size_t i) HWY_ATTR {
        const auto gap = hn::Sub(load_wide(d, a + i), load_wide(d, b + i));
        return hn::Mul(gap, gap);
      },
      [&](std::size_t i) {
        const double gap = static_cast<double>(a[i]) - b[i];
        return gap * gap;
      });
}

// x - x is 0 for a finite x and NaN otherwise, and a NaN stays in the sum.
bool Finite(const float* a, std::size_t size) {
  const Wide d;
  const std::size_t lanes = hn::Lanes(d);
  auto first = hn::Zero(d);
  auto second = hn::Zero(d);
  std::size_t i = 0;
  for (; i + 2 * lanes <= size; i += 2 * lanes) {
    fetch_ahead(a + i);
    if (2 * lanes > 16) fetch_ahead(a + i + 16);
    const auto x = hn::LoadU(d, a + i);
    const auto y = hn::LoadU(d, a + i + lanes);
    first = hn::Add(first, hn::Sub(x, x));
    second = hn::Add(second, hn::Sub(y, y));
  }
  const auto both = hn::Add(first, second);
  bool finite = hn::AllTrue(d, hn::Eq(both, both));
  for (; i < size; ++i) finite = finite && std::isfinite(a[i]);
  return finite;
}

}  // namespace tacit::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tacit::kernels {

HWY_EXPORT(Combine);
HWY_EXPORT(Add);
HWY_EXPORT(Refresh);
HWY_EXPORT(Divide);
HWY_EXPORT(Dot);
HWY_EXPORT(SquaredDistance);
HWY_EXPORT(Finite);
HWY_EXPORT(SecondMoment);
HWY_EXPORT(AdamDirection);

void combine(float* out, std::size_t size, std::span<const Term> terms) {
  HWY_DYNAMIC_DISPATCH(Combine)(out, size, terms);
}
void add(float* sum, const float* x, std::size_t size) {
  HWY_DYNAMIC_DISPATCH(Add)(sum, x, size);
}
void refresh(float* memory, const float* fresh, std::size_t size, float fade) {
  HWY_DYNAMIC_DISPATCH(Refresh)(memory, fresh, size, fade);
}
void divide(float* x, std::size_t size, float divisor) {
  HWY_DYNAMIC_DISPATCH(Divide)(x, size, divisor);
}
double dot(const float* a, const float* b, std::size_t size) {
  return HWY_DYNAMIC_DISPATCH(Dot)(a, b, size);
}
double squared_distance(const float* a, const float* b, std::size_t size) {
  return HWY_DYNAMIC_DISPATCH(SquaredDistance)(a, b, size);
}
bool finite(const float* a, std::size_t size) {
  return HWY_DYNAMIC_DISPATCH(Finite)(a, size);
}
void second_moment(float* v, const float* g, std::size_t size, float decay) {
  HWY_DYNAMIC_DISPATCH(SecondMoment)(v, g, size, decay);
}
void adam_direction(float* out, const float* m, const float* v, std::size_t size, AdamScale scale) {
  HWY_DYNAMIC_DISPATCH(AdamDirection)(out, m, v, size, scale);
}

}  // namespace tacit::kernels
#endif
