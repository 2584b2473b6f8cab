#include "math/packing.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/packing.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tacit::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Two codes a byte; an odd last one is left to the caller.
void PackPairs(ConstCodes codes, std::uint8_t* out) {
  const hn::ScalableTag<std::int16_t> d;
  const auto pack = [&](auto tag, std::size_t i) HWY_ATTR {
    const hn::Rebind<std::uint8_t, decltype(tag)> narrow;
    const auto pair = hn::LoadU(tag, reinterpret_cast<const std::int16_t*>(codes.data() + 2 * i));
    const auto low = hn::And(pair, hn::Set(tag, 0x0f));
    const auto high = hn::And(hn::ShiftRight<4>(pair), hn::Set(tag, 0xf0));
    hn::StoreU(hn::DemoteTo(narrow, hn::Or(low, high)), narrow, out + i);
  };
  const std::size_t pairs = codes.size() / 2;
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= pairs; i += hn::Lanes(d)) pack(d, i);
  for (; i < pairs; ++i) pack(hn::CappedTag<std::int16_t, 1>(), i);
}

void UnpackPairs(const std::uint8_t* packed, Codes codes) {
  const hn::ScalableTag<std::int16_t> d;
  const auto unpack = [&](auto tag, std::size_t i) HWY_ATTR {
    const hn::Rebind<std::uint8_t, decltype(tag)> narrow;
    const auto byte = hn::PromoteTo(tag, hn::LoadU(narrow, packed + i));
    const auto high = hn::ShiftLeft<4>(hn::And(byte, hn::Set(tag, 0xf0)));
    const auto pair = hn::Or(hn::And(byte, hn::Set(tag, 0x0f)), high);
    // Sign bits are spread upwards: 8 * 30 = 0xf0.
    const auto spread = hn::Mul(hn::And(pair, hn::Set(tag, 0x0808)), hn::Set(tag, 30));
    hn::StoreU(hn::Or(pair, spread), tag, reinterpret_cast<std::int16_t*>(codes.data() + 2 * i));
  };
  const std::size_t pairs = codes.size() / 2;
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= pairs; i += hn::Lanes(d)) unpack(d, i);
  for (; i < pairs; ++i) unpack(hn::CappedTag<std::int16_t, 1>(), i);
}

}  // namespace tacit::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tacit::kernels {

HWY_EXPORT(PackPairs);
HWY_EXPORT(UnpackPairs);

namespace {

// Eight codes fill as many bytes as each has bits.
template <int bits>
void pack_eights(ConstCodes codes, std::byte* out) {
  const std::int8_t* from = codes.data();
  const auto pack = [&](std::size_t count) {
    std::uint64_t word = 0;
    for (std::size_t k = 0; k < count; ++k) {
      word |= (static_cast<std::uint64_t>(from[k]) & ((1U << bits) - 1)) << (k * bits);
    }
    return word;
  };
  for (std::size_t eights = codes.size() / 8; eights > 0; --eights, from += 8, out += bits) {
    const std::uint64_t word = pack(8);
    std::memcpy(out, &word, bits);
  }
  if (codes.size() % 8 == 0) return;
  const std::uint64_t last = pack(codes.size() % 8);
  std::memcpy(out, &last, bytes_of_codes(codes.size() % 8, bits));
}

// The sign bit of a code is moved to the top and back.
template <int bits>
void spread(std::uint64_t word, std::size_t count, std::int8_t* to) {
  for (std::size_t k = 0; k < count; ++k) {
    const auto top = static_cast<std::int64_t>(word << (64 - bits - k * bits));
    to[k] = static_cast<std::int8_t>(top >> (64 - bits));
  }
}

// Reads eight bytes at once where there are so many: what lies behind the codes is shifted out.
template <int bits>
void unpack_eights(const std::byte* packed, Codes codes) {
  std::int8_t* to = codes.data();
  std::size_t bytes = bytes_of_codes(codes.size(), bits);
  std::size_t left = codes.size();
  for (; bytes >= 8 && left >= 8; bytes -= bits, left -= 8, to += 8, packed += bits) {
    std::uint64_t word;
    std::memcpy(&word, packed, sizeof(word));
    spread<bits>(word, 8, to);
  }
  while (left > 0) {
    const std::size_t count = std::min<std::size_t>(8, left);
    std::uint64_t word = 0;
    std::memcpy(&word, packed, bytes_of_codes(count, bits));
    spread<bits>(word, count, to);
    left -= count, to += count, packed += bytes_of_codes(count, bits);
  }
}

void pack_pairs(ConstCodes codes, std::byte* out) {
  HWY_DYNAMIC_DISPATCH(PackPairs)(codes, reinterpret_cast<std::uint8_t*>(out));
  const std::size_t even = codes.size() / 2 * 2;
  pack_eights<4>(codes.subspan(even), out + even / 2);
}

void unpack_pairs(const std::byte* packed, Codes codes) {
  HWY_DYNAMIC_DISPATCH(UnpackPairs)(reinterpret_cast<const std::uint8_t*>(packed), codes);
  const std::size_t even = codes.size() / 2 * 2;
  unpack_eights<4>(packed + even / 2, codes.subspan(even));
}

}  // namespace

void pack_codes(ConstCodes codes, int bits, std::byte* out) {
  assert(bits >= 2 && bits <= 8);
  switch (bits) {
    case 2: return pack_eights<2>(codes, out);
    case 3: return pack_eights<3>(codes, out);
    case 4: return pack_pairs(codes, out);
    case 5: return pack_eights<5>(codes, out);
    case 6: return pack_eights<6>(codes, out);
    case 7: return pack_eights<7>(codes, out);
    default: std::copy_n(reinterpret_cast<const std::byte*>(codes.data()), codes.size(), out);
  }
}

void unpack_codes(const std::byte* packed, int bits, Codes codes) {
  assert(bits >= 2 && bits <= 8);
  switch (bits) {
    case 2: return unpack_eights<2>(packed, codes);
    case 3: return unpack_eights<3>(packed, codes);
    case 4: return unpack_pairs(packed, codes);
    case 5: return unpack_eights<5>(packed, codes);
    case 6: return unpack_eights<6>(packed, codes);
    case 7: return unpack_eights<7>(packed, codes);
    default: std::copy_n(packed, codes.size(), reinterpret_cast<std::byte*>(codes.data()));
  }
}

}  // namespace tacit::kernels
#endif
