#include "math/halves.h"

#include <hwy/cache_control.h>

#include <bit>
#include <cstdint>
#include <cstring>

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/halves.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tacit::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

static_assert(std::endian::native == std::endian::little, "messages hold little-endian numbers");

using Ints = hn::ScalableTag<std::int32_t>;
using Floats = hn::RebindToFloat<Ints>;
constexpr std::int32_t infinity = 0x7f800000;

// Formats turn the bits of a float32 into 16 bits, and back.
struct Bf16 {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V pack(D d, V x) {
    const V high = hn::ShiftRight<16>(x);
    const V odd = hn::And(high, hn::Set(d, 1));
    const V nearest = hn::ShiftRight<16>(hn::Add(x, hn::Add(hn::Set(d, 0x7fff), odd)));
    const auto nan = hn::Gt(hn::And(x, hn::Set(d, 0x7fffffff)), hn::Set(d, infinity));
    const V half = hn::IfThenElse(nan, hn::Or(high, hn::Set(d, 0x40)), nearest);
    return hn::And(half, hn::Set(d, 0xffff));
  }

  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V unpack(D /*d*/, V half) {
    return hn::ShiftLeft<16>(half);
  }
};

struct Fp16 {
  static constexpr std::int32_t largest = 0x477fe000;          // 65504
  static constexpr std::int32_t smallest_normal = 0x38800000;  // 2^-14
  static constexpr std::int32_t bias = 112 << 23;              // of one exponent against the other

  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V pack(D d, V x) {
    const hn::RebindToFloat<D> f;
    const V size = hn::And(x, hn::Set(d, 0x7fffffff));
    const V clipped = hn::Min(size, hn::Set(d, largest));
    const V odd = hn::And(hn::ShiftRight<13>(clipped), hn::Set(d, 1));
    const V normal = hn::ShiftRight<13>(hn::Add(clipped, hn::Add(hn::Set(d, 0xfff - bias), odd)));
    // Floats from 1/2 on are spaced as halves that are subnormal, so that the sum is rounded as wanted.
    const auto sum = hn::Add(hn::BitCast(f, clipped), hn::Set(f, 0.5f));
    const V subnormal = hn::Sub(hn::BitCast(d, sum), hn::Set(d, 0x3f000000));
    const V nearest = hn::IfThenElse(hn::Lt(clipped, hn::Set(d, smallest_normal)), subnormal, normal);
    const V payload = hn::And(hn::ShiftRight<13>(size), hn::Set(d, 0x3ff));
    const V quiet = hn::Or(payload, hn::Set(d, 0x7e00));
    const V half = hn::IfThenElse(hn::Gt(size, hn::Set(d, infinity)), quiet, nearest);
    return hn::Or(half, hn::And(hn::ShiftRight<16>(x), hn::Set(d, 0x8000)));
  }

  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V unpack(D d, V half) {
    const hn::RebindToFloat<D> f;
    const V size = hn::And(half, hn::Set(d, 0x7fff));
    const V normal = hn::Add(hn::ShiftLeft<13>(size), hn::Set(d, bias));
    const auto endless = hn::Gt(size, hn::Set(d, 0x7bff));
    const V large = hn::Add(normal, hn::IfThenElseZero(endless, hn::Set(d, bias)));
    const V subnormal = hn::BitCast(d, hn::Mul(hn::ConvertTo(f, size), hn::Set(f, 0x1p-24f)));
    const V value = hn::IfThenElse(hn::Lt(size, hn::Set(d, 0x400)), subnormal, large);
    return hn::Or(value, hn::ShiftLeft<16>(hn::And(half, hn::Set(d, 0x8000))));
  }
};

template <class Format>
HWY_INLINE std::uint16_t pack_one(float x) {
  const hn::CappedTag<std::int32_t, 1> one;
  return static_cast<std::uint16_t>(
      hn::GetLane(Format::pack(one, hn::Set(one, std::bit_cast<std::int32_t>(x)))));
}

template <class Format>
HWY_INLINE float unpack_one(std::uint16_t half) {
  const hn::CappedTag<std::int32_t, 1> one;
  return std::bit_cast<float>(hn::GetLane(Format::unpack(one, hn::Set(one, std::int32_t{half}))));
}

// From so many bytes on, what is written goes past the caches: they would not keep it, and its lines need not
// be fetched before they are overwritten.
constexpr std::size_t streamed_bytes = std::size_t{8} << 20;
constexpr std::size_t ahead = 2048;  // numbers; the machine itself looks less far
constexpr std::size_t stream = 16;   // bytes; memory for many numbers is aligned to so many at least

// Where whole vectors begin, and how they are stored.
struct Way {
  std::size_t first = 0;
  bool streamed = false;
};

HWY_INLINE Way way(const void* to, std::size_t size, std::size_t element) {
  if (HWY_TARGET == HWY_SCALAR) return {size, false};
  const std::size_t gap = (stream - reinterpret_cast<std::uintptr_t>(to) % stream) % stream;
  const bool whole = gap % element == 0 && hn::Lanes(Ints()) * element >= stream;
  if (size * element < streamed_bytes || !whole) return {};
  return {gap / element, true};
}

// Streams go out in pieces of sixteen bytes. Whole vectors would have to begin at a multiple of their length,
// and what is read for them would then lie across two lines of the cache.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void store(D d, hn::Vec<D> v, std::uint8_t* to, bool streamed) {
  if (!streamed) return hn::StoreU(v, d, reinterpret_cast<T*>(to));
  const hn::CappedTag<T, stream / sizeof(T)> piece;
  HWY_ALIGN T parts[hn::MaxLanes(D())];
  hn::Store(v, d, parts);
  for (std::size_t i = 0; i < hn::Lanes(d); i += hn::Lanes(piece)) {
    hn::Stream(hn::Load(piece, parts + i), piece, reinterpret_cast<T*>(to) + i);
  }
}

// Calls body(i) for whole vectors, which lie at `from`, and single(i) for what lies before and behind them.
template <class T, class Body, class Single>
HWY_INLINE void over(const T* from, Way way, std::size_t size, Body body, Single single) {
  const std::size_t lanes = hn::Lanes(Ints());
  std::size_t i = 0;
  for (; i < way.first; ++i) single(i);
  for (; i + lanes <= size; i += lanes) {
    hwy::Prefetch(from + i + ahead);
    body(i);
  }
  for (; i < size; ++i) single(i);
  if (way.streamed) hwy::FlushStream();
}

template <class Format>
HWY_INLINE void pack_all(const float* from, std::size_t size, std::uint8_t* to) {
  const Ints d;
  const hn::Rebind<std::uint16_t, Ints> narrow;
  const Way go = way(to, size, sizeof(std::uint16_t));
  over(
      from, go, size,
      [&](std::size_t i) HWY_ATTR {
        const auto half = Format::pack(d, hn::BitCast(d, hn::LoadU(Floats(), from + i)));
        store(narrow, hn::DemoteTo(narrow, half), to + 2 * i, go.streamed);
      },
      [&](std::size_t i) HWY_ATTR {
        const std::uint16_t half = pack_one<Format>(from[i]);
        std::memcpy(to + 2 * i, &half, sizeof(half));
      });
}

template <class Format>
HWY_INLINE void unpack_all(const std::uint8_t* from, std::size_t size, float* to) {
  const Ints d;
  const hn::Rebind<std::uint16_t, Ints> narrow;
  auto* out = reinterpret_cast<std::uint8_t*>(to);
  const Way go = way(out, size, sizeof(float));
  over(
      reinterpret_cast<const std::uint16_t*>(from), go, size,
      [&](std::size_t i) HWY_ATTR {
        const auto half = hn::LoadU(narrow, reinterpret_cast<const std::uint16_t*>(from + 2 * i));
        store(d, Format::unpack(d, hn::PromoteTo(d, half)), out + sizeof(float) * i, go.streamed);
      },
      [&](std::size_t i) HWY_ATTR {
        std::uint16_t half;
        std::memcpy(&half, from + 2 * i, sizeof(half));
        to[i] = unpack_one<Format>(half);
      });
}

template <class Format>
HWY_INLINE void round_all(float* x, std::size_t size) {
  const Ints d;
  over(
      x, {}, size,
      [&](std::size_t i) HWY_ATTR {
        const auto half = Format::pack(d, hn::BitCast(d, hn::LoadU(Floats(), x + i)));
        hn::StoreU(hn::BitCast(Floats(), Format::unpack(d, half)), Floats(), x + i);
      },
      [&](std::size_t i) HWY_ATTR { x[i] = unpack_one<Format>(pack_one<Format>(x[i])); });
}

void PackBf16(const float* from, std::size_t size, std::uint8_t* to) {
  pack_all<Bf16>(from, size, to);
}
void PackFp16(const float* from, std::size_t size, std::uint8_t* to) {
  pack_all<Fp16>(from, size, to);
}
void UnpackBf16(const std::uint8_t* from, std::size_t size, float* to) {
  unpack_all<Bf16>(from, size, to);
}
void UnpackFp16(const std::uint8_t* from, std::size_t size, float* to) {
  unpack_all<Fp16>(from, size, to);
}
void RoundBf16(float* x, std::size_t size) {
  round_all<Bf16>(x, size);
}
void RoundFp16(float* x, std::size_t size) {
  round_all<Fp16>(x, size);
}

}  // namespace tacit::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tacit::kernels {

HWY_EXPORT(PackBf16);
HWY_EXPORT(PackFp16);
HWY_EXPORT(UnpackBf16);
HWY_EXPORT(UnpackFp16);
HWY_EXPORT(RoundBf16);
HWY_EXPORT(RoundFp16);

void pack(Number number, const float* from, std::size_t size, std::byte* to) {
  auto* bytes = reinterpret_cast<std::uint8_t*>(to);
  switch (number) {
    case Number::float32: std::memcpy(to, from, size * sizeof(float)); return;
    case Number::bf16: HWY_DYNAMIC_DISPATCH(PackBf16)(from, size, bytes); return;
    case Number::fp16: HWY_DYNAMIC_DISPATCH(PackFp16)(from, size, bytes); return;
  }
}

void unpack(Number number, const std::byte* from, std::size_t size, float* to) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(from);
  switch (number) {
    case Number::float32: std::memcpy(to, from, size * sizeof(float)); return;
    case Number::bf16: HWY_DYNAMIC_DISPATCH(UnpackBf16)(bytes, size, to); return;
    case Number::fp16: HWY_DYNAMIC_DISPATCH(UnpackFp16)(bytes, size, to); return;
  }
}

void round(Number number, float* x, std::size_t size) {
  switch (number) {
    case Number::float32: return;
    case Number::bf16: HWY_DYNAMIC_DISPATCH(RoundBf16)(x, size); return;
    case Number::fp16: HWY_DYNAMIC_DISPATCH(RoundFp16)(x, size); return;
  }
}

}  // namespace tacit::kernels
#endif
