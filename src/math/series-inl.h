// Series for exp, log and the circle on vectors of floats; included once for every vector width. Products and
// sums stay apart, so that all widths give the same bits.
#if defined(TACIT_MATH_SERIES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TACIT_MATH_SERIES_INL_H_
#undef TACIT_MATH_SERIES_INL_H_
#else
#define TACIT_MATH_SERIES_INL_H_
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tacit::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// ln 2 in two pieces; a whole number below 128 times the first is exact.
inline constexpr float ln2_high = 0x1.62E4p-1F;
inline constexpr float ln2_low = 1.42860682e-6F;

// factors[0] + x * (factors[1] + x * (...))
template <class D, int count>
HWY_INLINE hn::Vec<D> series(D d, hn::Vec<D> x, const float (&factors)[count]) {
  auto sum = hn::Set(d, factors[count - 1]);
  for (int k = count - 2; k >= 0; --k) sum = hn::Add(hn::Mul(sum, x), hn::Set(d, factors[k]));
  return sum;
}

// exp(x) for x <= 0 to 1e-7 relative; below -87 it stays at exp(-87). 2^n * Taylor(x - n ln 2).
template <class D>
HWY_INLINE hn::Vec<D> exp_negative(D d, hn::Vec<D> x) {
  static constexpr float factors[] = {1.0F,      1.0F,       1.0F / 2,   1.0F / 6,
                                      1.0F / 24, 1.0F / 120, 1.0F / 720, 1.0F / 5040};
  const hn::RebindToSigned<D> di;
  const auto bounded = hn::Max(x, hn::Set(d, -87.0F));
  const auto n = hn::Round(hn::Mul(bounded, hn::Set(d, 1.44269504F)));
  const auto high = hn::Sub(bounded, hn::Mul(n, hn::Set(d, ln2_high)));
  const auto rest = hn::Sub(high, hn::Mul(n, hn::Set(d, ln2_low)));
  const auto exponent = hn::Add(hn::ConvertTo(di, n), hn::Set(di, 127));
  return hn::Mul(series(d, rest, factors), hn::BitCast(d, hn::ShiftLeft<23>(exponent)));
}

// 2 atanh(t) = ln((1 + t) / (1 - t)) for |t| <= 1/3.
template <class D>
HWY_INLINE hn::Vec<D> twice_atanh(D d, hn::Vec<D> t) {
  static constexpr float factors[] = {2.0F, 2.0F / 3, 2.0F / 5, 2.0F / 7, 2.0F / 9, 2.0F / 11, 2.0F / 13};
  return hn::Mul(t, series(d, hn::Mul(t, t), factors));
}

// ln(1 + x) for x in [0, 1].
template <class D>
HWY_INLINE hn::Vec<D> log_one_plus(D d, hn::Vec<D> x) {
  return twice_atanh(d, hn::Div(x, hn::Add(x, hn::Set(d, 2.0F))));
}

// ln x for a positive normal x = 2^n m with m in [sqrt(1/2), sqrt(2)).
template <class D>
HWY_INLINE hn::Vec<D> log_positive(D d, hn::Vec<D> x) {
  const hn::RebindToSigned<D> di;
  const auto bits = hn::BitCast(di, x);
  const auto n = hn::ShiftRight<23>(hn::Sub(bits, hn::Set(di, 0x3F3504F3)));
  const auto m = hn::BitCast(d, hn::Sub(bits, hn::ShiftLeft<23>(n)));
  const auto one = hn::Set(d, 1.0F);
  const auto small = twice_atanh(d, hn::Div(hn::Sub(m, one), hn::Add(m, one)));
  const auto whole = hn::ConvertTo(d, n);
  const auto low = hn::Add(small, hn::Mul(whole, hn::Set(d, ln2_low)));
  return hn::Add(low, hn::Mul(whole, hn::Set(d, ln2_high)));
}

// cos and sin of `turn` / 2^32 of a full circle: the quarter is taken off exactly, in whole numbers.
template <class D, class DI>
HWY_INLINE void circle(D d, DI di, hn::Vec<DI> turn, hn::Vec<D>& cosine, hn::Vec<D>& sine) {
  static constexpr float odd[] = {1.0F, -1.0F / 6, 1.0F / 120, -1.0F / 5040, 1.0F / 362880};
  static constexpr float even[] = {1.0F, -1.0F / 2, 1.0F / 24, -1.0F / 720, 1.0F / 40320, -1.0F / 3628800};
  const auto quarter = hn::ShiftRight<30>(hn::Add(turn, hn::Set(di, 1 << 29)));
  const auto rest = hn::Sub(turn, hn::ShiftLeft<30>(quarter));
  const auto angle = hn::Mul(hn::ConvertTo(d, rest), hn::Set(d, 1.4629180792671596e-9F));  // 2 pi / 2^32
  const auto square = hn::Mul(angle, angle);
  const auto s = hn::Mul(angle, series(d, square, odd));
  const auto c = series(d, square, even);
  const auto one = hn::Set(di, 1);
  const auto swapped = hn::RebindMask(d, hn::Eq(hn::And(quarter, one), one));
  const auto sign = [&](auto q) HWY_ATTR { return hn::BitCast(d, hn::ShiftLeft<31>(hn::ShiftRight<1>(q))); };
  cosine = hn::Xor(hn::IfThenElse(swapped, s, c), sign(hn::Add(quarter, one)));
  sine = hn::Xor(hn::IfThenElse(swapped, c, s), sign(quarter));
}

}  // namespace tacit::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
