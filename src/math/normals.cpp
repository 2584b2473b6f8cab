#include "math/normals.h"

#include <algorithm>
#include <cstdint>

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/normals.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "math/series-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tacit::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t pairs = normals_block / 2;

// 31 bits give the radius, 32 the angle; a block holds 16 cosines, then 16 sines.
HWY_INLINE void fill_block(const std::uint64_t* bits, float* out) {
  HWY_ALIGN std::int32_t heights[pairs];
  HWY_ALIGN std::int32_t turns[pairs];
  for (std::size_t i = 0; i < pairs; ++i) {
    heights[i] = static_cast<std::int32_t>(bits[i] >> 33);
    turns[i] = static_cast<std::int32_t>(static_cast<std::uint32_t>(bits[i]));
  }
  const hn::CappedTag<float, pairs> d;
  const hn::RebindToSigned<decltype(d)> di;
  for (std::size_t i = 0; i < pairs; i += hn::Lanes(d)) {
    const auto height = hn::Add(hn::ConvertTo(d, hn::Load(di, heights + i)), hn::Set(d, 0.5F));
    const auto log = log_positive(d, hn::Mul(height, hn::Set(d, 0x1p-31F)));
    const auto radius = hn::Sqrt(hn::Mul(log, hn::Set(d, -2.0F)));
    auto cosine = hn::Zero(d);
    auto sine = hn::Zero(d);
    circle(d, di, hn::Load(di, turns + i), cosine, sine);
    hn::StoreU(hn::Mul(radius, cosine), d, out + i);
    hn::StoreU(hn::Mul(radius, sine), d, out + pairs + i);
  }
}

void Normals(Key key, std::size_t first, std::span<float> out) {
  std::uint64_t bits[pairs];
  for (std::size_t done = 0; done < out.size(); done += normals_block, ++first) {
    for (std::size_t i = 0; i < pairs; ++i) bits[i] = key.bits(first * pairs + i);
    if (out.size() - done >= normals_block) {
      fill_block(bits, out.data() + done);
    } else {
      float last[normals_block];
      fill_block(bits, last);
      std::copy_n(last, out.size() - done, out.data() + done);
    }
  }
}

}  // namespace tacit::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tacit::kernels {

HWY_EXPORT(Normals);

void normals(Key key, std::size_t first, std::span<float> out) {
  HWY_DYNAMIC_DISPATCH(Normals)(key, first, out);
}

}  // namespace tacit::kernels
#endif
