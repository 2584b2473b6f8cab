#include "math/signs.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/signs.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "math/loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tacit::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

SignSums SumsBySign(const float* x, std::size_t size) {
  const WideTag d;
  constexpr std::size_t lanes = hn::MaxLanes(WideTag());
  Strands positive = zero_strands();
  Strands negative = zero_strands();
  SignSums result;
  std::size_t i = 0;
  for (; i + strands <= size; i += strands) {
    fetch_ahead(x + i);
    for (std::size_t s = 0; s < positive.size(); ++s) {
      const auto v = load_wide(d, x + i + s * lanes);
      const auto up = hn::Ge(v, hn::Zero(d));
      positive[s] = hn::Add(positive[s], hn::IfThenElseZero(up, v));
      negative[s] = hn::Add(negative[s], hn::IfThenZeroElse(up, v));
      result.positives += hn::CountTrue(d, up);
    }
  }
  for (std::size_t j = i; j < size; ++j) result.positives += x[j] >= 0 ? 1 : 0;
  const auto tail = [&](std::size_t s, bool up) { return (x[i + s] >= 0) == up ? double{x[i + s]} : 0.0; };
  result.positive = total(positive, size - i, [&](std::size_t s) { return tail(s, true); });
  result.negative = total(negative, size - i, [&](std::size_t s) { return tail(s, false); });
  return result;
}

double AbsoluteSum(const float* x, std::size_t size) {
  return strand_sum(
      size, [&](auto d, std::size_t i) HWY_ATTR { return hn::Abs(load_wide(d, x + i)); },
      [&](std::size_t i) { return std::abs(double{x[i]}); },
      [&](std::size_t i) HWY_ATTR { fetch_ahead(x + i); });
}

void AddBySign(float* x, std::size_t size, float positive, float negative) {
  over(size, [&](auto d, std::size_t i) HWY_ATTR {
    const auto v = hn::LoadU(d, x + i);
    const auto up = hn::Ge(v, hn::Zero(d));
    hn::StoreU(hn::Add(v, hn::IfThenElse(up, hn::Set(d, positive), hn::Set(d, negative))), d, x + i);
  });
}

using Tag = hn::CappedTag<float, 16>;

HWY_INLINE hn::Mask<Tag> load_mask(const std::uint8_t* bits, std::size_t at) {
  const Tag d;
  std::uint8_t piece[8] = {};
  if (hn::Lanes(d) >= 8) {
    std::memcpy(piece, bits + at / 8, hn::Lanes(d) / 8);
  } else {
    piece[0] = static_cast<std::uint8_t>(bits[at / 8] >> (at % 8));
  }
  return hn::LoadMaskBits(d, piece);
}

// How many bits lie before the next whole byte, of `size`.
HWY_INLINE std::size_t before_byte(std::size_t first, std::size_t size) {
  return std::min((8 - first % 8) % 8, size);
}

// What a sign at the scale leaves of v.
template <class D>
HWY_INLINE hn::Vec<D> left_of(D d, hn::Vec<D> v, hn::Mask<D> up, float scale) {
  return hn::Sub(v, hn::IfThenElse(up, hn::Set(d, scale), hn::Set(d, -scale)));
}

// Sixteen signs, or eight for which vectors of fewer share a byte.
template <bool leaves>
HWY_INLINE void pack_vector(const float* x, std::uint8_t* bits, float scale, float* left) {
  const Tag d;
  std::uint8_t piece[8];
  unsigned byte = 0;
  for (std::size_t k = 0; k < 8; k += hn::Lanes(d)) {
    const auto v = hn::LoadU(d, x + k);
    const auto up = hn::Ge(v, hn::Zero(d));
    hn::StoreMaskBits(d, up, piece);
    byte |= static_cast<unsigned>(piece[0]) << k;
    if constexpr (leaves) hn::StoreU(left_of(d, v, up, scale), d, left + k);
  }
  if (hn::Lanes(d) < 8) piece[0] = static_cast<std::uint8_t>(byte);
  std::memcpy(bits, piece, std::max<std::size_t>(hn::Lanes(d), 8) / 8);
}

template <bool leaves>
HWY_INLINE void pack_all(ConstVec x, std::uint8_t* bits, std::size_t first, SignsLeft left) {
  const auto single = [&](std::size_t i) {
    const bool up = x[i] >= 0;
    std::uint8_t& byte = bits[(first + i) / 8];
    const std::size_t at = (first + i) % 8;
    const unsigned kept = byte & ((1U << at) - 1);
    byte = static_cast<std::uint8_t>(kept | (up ? 1U << at : 0U));
    if constexpr (leaves) left.to[i] = x[i] - (up ? left.scale : -left.scale);
  };
  const std::size_t step = std::max<std::size_t>(hn::Lanes(Tag()), 8);
  std::size_t i = 0;
  for (const std::size_t head = before_byte(first, x.size()); i < head; ++i) single(i);
  for (; i + step <= x.size(); i += step) {
    fetch_ahead(x.data() + i);
    pack_vector<leaves>(x.data() + i, bits + (first + i) / 8, left.scale, left.to.data() + i);
  }
  for (; i < x.size(); ++i) single(i);
}

void PackSigns(ConstVec x, std::uint8_t* bits, std::size_t first, SignsLeft left) {
  if (left.to.empty()) return pack_all<false>(x, bits, first, left);
  pack_all<true>(x, bits, first, left);
}

// In one loop where the bits of sixteen numbers are two whole bytes.
double PackAndSum(ConstVec x, std::uint8_t* bits, std::size_t first) {
  if (first % 8 != 0) {
    PackSigns(x, bits, first, {});
    return AbsoluteSum(x.data(), x.size());
  }
  const std::size_t whole = x.size() / strands * strands;
  pack_all<false>(x.subspan(whole), bits, first + whole, {});
  return strand_sum(
      x.size(), [&](auto d, std::size_t i) HWY_ATTR { return hn::Abs(load_wide(d, &x[i])); },
      [&](std::size_t i) { return std::abs(double{x[i]}); },
      [&](std::size_t i) HWY_ATTR {
        fetch_ahead(&x[i]);
        for (std::size_t k = i; k < i + strands; k += std::max<std::size_t>(hn::Lanes(Tag()), 8)) {
          pack_vector<false>(&x[k], bits + (first + k) / 8, 0, nullptr);
        }
      });
}

void AddSigns(const std::uint8_t* bits, std::size_t first, float step, Vec out) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  const auto single = [&](std::size_t i) {
    const bool up = ((bits[(first + i) / 8] >> ((first + i) % 8)) & 1) != 0;
    out[i] += up ? step : -step;
  };
  std::size_t i = 0;
  for (const std::size_t head = before_byte(first, out.size()); i < head; ++i) single(i);
  for (; i + lanes <= out.size(); i += lanes) {
    const auto said = hn::IfThenElse(load_mask(bits, first + i), hn::Set(d, step), hn::Set(d, -step));
    hn::StoreU(hn::Add(hn::LoadU(d, &out[i]), said), d, &out[i]);
  }
  for (; i < out.size(); ++i) single(i);
}

}  // namespace tacit::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tacit::kernels {

HWY_EXPORT(SumsBySign);
HWY_EXPORT(AbsoluteSum);
HWY_EXPORT(AddBySign);
HWY_EXPORT(PackSigns);
HWY_EXPORT(PackAndSum);
HWY_EXPORT(AddSigns);

SignSums sums_by_sign(ConstVec x) {
  return HWY_DYNAMIC_DISPATCH(SumsBySign)(x.data(), x.size());
}
double absolute_sum(ConstVec x) {
  return HWY_DYNAMIC_DISPATCH(AbsoluteSum)(x.data(), x.size());
}
void add_by_sign(Vec x, float positive, float negative) {
  HWY_DYNAMIC_DISPATCH(AddBySign)(x.data(), x.size(), positive, negative);
}
void pack_signs(ConstVec x, std::byte* bits, std::size_t first, SignsLeft left) {
  HWY_DYNAMIC_DISPATCH(PackSigns)(x, reinterpret_cast<std::uint8_t*>(bits), first, left);
}
double pack_and_sum(ConstVec x, std::byte* bits, std::size_t first) {
  return HWY_DYNAMIC_DISPATCH(PackAndSum)(x, reinterpret_cast<std::uint8_t*>(bits), first);
}
void add_signs(const std::byte* bits, std::size_t first, float step, Vec out) {
  HWY_DYNAMIC_DISPATCH(AddSigns)(reinterpret_cast<const std::uint8_t*>(bits), first, step, out);
}

}  // namespace tacit::kernels
#endif
