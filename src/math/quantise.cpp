#include "math/quantise.h"

#include <algorithm>
#include <bit>

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/quantise.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "math/loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tacit::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

double SquareSum(const float* x, std::size_t size) {
  return strand_sum(
      size,
      [&](auto d, std::size_t i) HWY_ATTR {
        const auto v = load_wide(d, x + i);
        return hn::Mul(v, v);
      },
      [&](std::size_t i) { return double{x[i]} * x[i]; },
      [&](std::size_t i) HWY_ATTR { fetch_ahead(x + i); });
}

// Floats without their signs are ordered as their bits are, infinity and not-a-numbers last.
float Largest(const float* x, std::size_t size) {
  const hn::ScalableTag<std::int32_t> d;
  const hn::RebindToFloat<decltype(d)> f;
  const std::size_t lanes = hn::Lanes(d);
  const auto size_at = [&](std::size_t i) HWY_ATTR { return hn::BitCast(d, hn::Abs(hn::LoadU(f, x + i))); };
  auto first = hn::Zero(d);
  auto second = hn::Zero(d);
  std::size_t i = 0;
  for (; i + 2 * lanes <= size; i += 2 * lanes) {
    fetch_ahead(x + i);
    if (2 * lanes > 16) fetch_ahead(x + i + 16);
    first = hn::Max(first, size_at(i));
    second = hn::Max(second, size_at(i + lanes));
  }
  std::int32_t result = hn::GetLane(hn::MaxOfLanes(d, hn::Max(first, second)));
  for (; i < size; ++i) result = std::max(result, std::bit_cast<std::int32_t>(x[i]) & 0x7fffffff);
  return std::bit_cast<float>(result);
}

// Stores numbers of at most 127 as codes, to the nearest, and, where it is wanted, what they leave of v.
template <bool leaves, class D>
HWY_INLINE void store_codes(D d, hn::Vec<D> v, hn::Vec<D> number, float step, std::int8_t* to, float* left) {
  constexpr float magic = 0x1.8p23F;  // floats from here on are spaced by one: their lowest byte is the code
  const hn::RebindToUnsigned<D> whole;
  const hn::Rebind<std::uint8_t, D> narrow;
  const auto shifted = hn::Add(number, hn::Set(d, magic));
  const auto code = hn::TruncateTo(narrow, hn::BitCast(whole, shifted));
  hn::StoreU(code, narrow, reinterpret_cast<std::uint8_t*>(to));
  if constexpr (leaves) {
    const auto nearest = hn::Sub(shifted, hn::Set(d, magic));
    hn::StoreU(hn::Sub(v, hn::Mul(nearest, hn::Set(d, step))), d, left);
  }
}

template <bool leaves>
HWY_INLINE void round_nearest_to(ConstVec x, float step, std::int8_t* codes, float* left) {
  over(x.size(), [=](auto d, std::size_t i) HWY_ATTR {
    const auto v = hn::LoadU(d, x.data() + i);
    const auto ratio = hn::Div(v, hn::Set(d, step));
    const auto bounded = hn::Max(hn::Min(ratio, hn::Set(d, 127.0F)), hn::Set(d, -127.0F));
    store_codes<leaves>(d, v, bounded, step, codes + i, leaves ? left + i : nullptr);
  });
}

void RoundNearest(ConstVec x, float step, std::int8_t* codes, Vec left) {
  if (left.empty()) return round_nearest_to<false>(x, step, codes, nullptr);
  round_nearest_to<true>(x, step, codes, left.data());
}

using Words = hn::CappedTag<std::uint64_t, 8>;

// words[k] = key.bits(first + k), by the finaliser of SplitMix64; up to seven more are written.
HWY_INLINE void draw(Key key, std::uint64_t first, std::size_t count, std::uint64_t* words) {
  const Words d;
  const auto gap = hn::Set(d, Key::gap);
  const auto stride = hn::Set(d, Key::gap * hn::Lanes(d));
  auto at = hn::Add(hn::Set(d, key.state() + first * Key::gap), hn::Mul(hn::Iota(d, 0), gap));
  for (std::size_t k = 0; k < count; k += hn::Lanes(d)) {
    auto z = hn::Mul(hn::Xor(at, hn::ShiftRight<30>(at)), hn::Set(d, Key::first_factor));
    z = hn::Mul(hn::Xor(z, hn::ShiftRight<27>(z)), hn::Set(d, Key::second_factor));
    hn::StoreU(hn::Xor(z, hn::ShiftRight<31>(z)), d, words + k);
    at = hn::Add(at, stride);
  }
}

// The chance is a copy, for codes that are stored might change another.
template <bool leaves>
HWY_INLINE void round_block(ConstVec x, Chance chance, const std::uint16_t* draws, std::int8_t* codes,
                            float* left) {
  over(x.size(), [=](auto d, std::size_t i) HWY_ATTR {
    const hn::RebindToSigned<decltype(d)> whole;
    const hn::Rebind<std::uint16_t, decltype(d)> half;
    const auto v = hn::LoadU(d, x.data() + i);
    const auto drawn = hn::ConvertTo(d, hn::PromoteTo(whole, hn::LoadU(half, draws + i)));
    const auto height = hn::Mul(hn::Abs(v), hn::Set(d, chance.steps));
    const auto lifted = hn::Add(height, hn::Mul(drawn, hn::Set(d, 0x1p-16F)));
    const auto level = hn::Floor(hn::Min(lifted, hn::Set(d, static_cast<float>(chance.levels))));
    store_codes<leaves>(d, v, hn::CopySignToAbs(level, v), chance.step, codes + i,
                        leaves ? left + i : nullptr);
  });
}

void RoundRandomly(ConstVec x, const Chance& chance, std::int8_t* codes, Vec left) {
  static_assert(std::endian::native == std::endian::little, "the lowest bits of a word are drawn first");
  constexpr std::size_t block = 512;
  HWY_ALIGN std::uint64_t words[block / 4 + 1 + hn::MaxLanes(Words())];
  for (std::size_t begin = 0; begin < x.size(); begin += block) {
    const std::size_t count = std::min(block, x.size() - begin);
    const std::size_t first = chance.first + begin;
    draw(chance.key, first / 4, (first % 4 + count + 3) / 4, words);
    const auto* draws = reinterpret_cast<const std::uint16_t*>(words) + first % 4;
    const ConstVec piece = x.subspan(begin, count);
    if (left.empty()) {
      round_block<false>(piece, chance, draws, codes + begin, nullptr);
    } else {
      round_block<true>(piece, chance, draws, codes + begin, &left[begin]);
    }
  }
}

void AddCodes(ConstCodes codes, float step, float weight, Vec out) {
  over(codes.size(), [&](auto d, std::size_t i) HWY_ATTR {
    const hn::Rebind<std::int32_t, decltype(d)> whole;
    const hn::Rebind<std::int8_t, decltype(d)> narrow;
    fetch_ahead(&out[i]);
    const auto code = hn::ConvertTo(d, hn::PromoteTo(whole, hn::LoadU(narrow, codes.data() + i)));
    const auto said = hn::Mul(hn::Set(d, weight), hn::Mul(code, hn::Set(d, step)));
    hn::StoreU(hn::Add(hn::LoadU(d, &out[i]), said), d, &out[i]);
  });
}

int Lowest(ConstCodes codes) {
  const hn::ScalableTag<std::int8_t> d;
  const hn::CappedTag<std::int8_t, 16> few;
  HWY_ALIGN std::int8_t parts[hn::MaxLanes(hn::ScalableTag<std::int8_t>())];
  auto low = hn::Zero(d);
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= codes.size(); i += hn::Lanes(d)) {
    low = hn::Min(low, hn::LoadU(d, codes.data() + i));
  }
  hn::StoreU(low, d, parts);
  auto least = hn::Load(few, parts);
  for (std::size_t k = hn::Lanes(few); k < hn::Lanes(d); k += hn::Lanes(few)) {
    least = hn::Min(least, hn::Load(few, parts + k));
  }
  hn::StoreU(least, few, parts);
  std::int8_t result = *std::min_element(parts, parts + hn::Lanes(few));
  for (; i < codes.size(); ++i) result = std::min(result, codes[i]);
  return result;
}

}  // namespace tacit::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tacit::kernels {

HWY_EXPORT(SquareSum);
HWY_EXPORT(Largest);
HWY_EXPORT(RoundNearest);
HWY_EXPORT(RoundRandomly);
HWY_EXPORT(AddCodes);
HWY_EXPORT(Lowest);

double square_sum(ConstVec x) {
  return HWY_DYNAMIC_DISPATCH(SquareSum)(x.data(), x.size());
}
float largest(ConstVec x) {
  return HWY_DYNAMIC_DISPATCH(Largest)(x.data(), x.size());
}
void round_nearest(ConstVec x, float step, Codes codes, Vec left) {
  HWY_DYNAMIC_DISPATCH(RoundNearest)(x, step, codes.data(), left);
}
void round_randomly(ConstVec x, const Chance& chance, Codes codes, Vec left) {
  HWY_DYNAMIC_DISPATCH(RoundRandomly)(x, chance, codes.data(), left);
}
void add_codes(ConstCodes codes, float step, float weight, Vec out) {
  HWY_DYNAMIC_DISPATCH(AddCodes)(codes, step, weight, out);
}
int lowest(ConstCodes codes) {
  return HWY_DYNAMIC_DISPATCH(Lowest)(codes);
}

}  // namespace tacit::kernels
#endif
