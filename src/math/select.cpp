#include "math/select.h"

#include <algorithm>
#include <cassert>
#include <cmath>

// Two widths beside the baseline are enough for loops that memory limits.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/select.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "math/loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tacit::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, 16>;

// Numbers that stay as they are.
struct Still {
  const float* v;

  template <class D>
  HWY_INLINE hn::Vec<D> numbers(D d, std::size_t i) const {
    return hn::LoadU(d, v + i);
  }
  template <class D>
  HWY_INLINE void leave(D /*d*/, std::size_t /*i*/, hn::Vec<D> /*x*/, hn::Mask<D> /*picked*/) const {}
  HWY_INLINE void ask_ahead(std::size_t i) const { fetch_ahead(v + i); }
};

// The memory becomes fresh + fade * memory; what is picked leaves it.
struct Renewed {
  Feedback v;

  template <class D>
  HWY_INLINE hn::Vec<D> numbers(D d, std::size_t i) const {
    const auto kept = hn::Mul(hn::Set(d, v.fade), hn::LoadU(d, v.memory + i));
    return hn::Add(hn::LoadU(d, v.fresh + i), kept);
  }
  template <class D>
  HWY_INLINE void leave(D d, std::size_t i, hn::Vec<D> x, hn::Mask<D> picked) const {
    hn::StoreU(hn::IfThenZeroElse(picked, x), d, v.memory + i);
  }
  HWY_INLINE void ask_ahead(std::size_t /*i*/) const {}
};

template <class Source, class Chosen>
HWY_INLINE void pick_singly(Source source, Stretch stretch, Picks& picks, Chosen chosen) {
  const hn::CappedTag<float, 1> d;
  for (std::size_t i = stretch.begin; i < stretch.end; ++i) {
    const auto x = source.numbers(d, i);
    const auto picked = chosen(d, x);
    source.leave(d, i, x, picked);
    picks.values[picks.count] = hn::GetLane(x);
    picks.places[picks.count] = static_cast<std::uint32_t>(i);
    picks.count += hn::CountTrue(d, picked);
  }
}

// Appends where chosen(tag, numbers) holds. Where that is rare, four vectors are skipped at once.
template <class Source, class Chosen>
HWY_INLINE void pick(Source source, Stretch stretch, Picks& picks, Chosen chosen) {
  const Floats d;
  const hn::RebindToUnsigned<Floats> whole;
  constexpr std::size_t lanes = hn::MaxLanes(Floats());
  const auto steps = hn::Iota(whole, 0);
  float* values = picks.values.data();
  std::uint32_t* places = picks.places.data();
  std::size_t count = picks.count;
  const bool rare = count * 256 < stretch.begin;
  const auto append = [&](std::size_t i, auto x, auto mask) HWY_ATTR {
    const auto place = hn::Add(steps, hn::Set(whole, static_cast<std::uint32_t>(i)));
    hn::StoreU(hn::Compress(x, mask), d, values + count);
    hn::StoreU(hn::Compress(place, hn::RebindMask(whole, mask)), whole, places + count);
    count += hn::CountTrue(d, mask);
  };
  std::size_t i = stretch.begin;
  for (; i + 4 * lanes <= stretch.end; i += 4 * lanes) {
    for (std::size_t line = 0; line < 4 * lanes; line += 16) source.ask_ahead(i + line);
    const std::size_t j = i + lanes, k = j + lanes, l = k + lanes;
    const auto a = source.numbers(d, i), b = source.numbers(d, j);
    const auto e = source.numbers(d, k), f = source.numbers(d, l);
    const auto in_a = chosen(d, a), in_b = chosen(d, b), in_e = chosen(d, e), in_f = chosen(d, f);
    source.leave(d, i, a, in_a);
    source.leave(d, j, b, in_b);
    source.leave(d, k, e, in_e);
    source.leave(d, l, f, in_f);
    if (rare && hn::AllFalse(d, hn::Or(hn::Or(in_a, in_b), hn::Or(in_e, in_f)))) continue;
    append(i, a, in_a);
    append(j, b, in_b);
    append(k, e, in_e);
    append(l, f, in_f);
  }
  picks.count = count;
  pick_singly(source, {i, stretch.end}, picks, chosen);
}

struct Above {
  Magnitude floor;

  template <class D>
  HWY_INLINE hn::Mask<D> operator()(D d, hn::Vec<D> x) const {
    const hn::RebindToSigned<D> bits;
    return hn::RebindMask(d, hn::Gt(hn::BitCast(bits, hn::Abs(x)), hn::Set(bits, floor)));
  }
};

void PickAbove(const float* v, Stretch stretch, Magnitude floor, Picks& picks) {
  pick(Still{v}, stretch, picks, Above{floor});
}

void TakeAbove(const Feedback& v, Stretch stretch, Magnitude floor, Picks& picks) {
  pick(Renewed{v}, stretch, picks, Above{floor});
}

void AddMoments(const float* v, std::size_t size, Moments& moments) {
  const WideTag d;
  constexpr std::size_t lanes = hn::MaxLanes(WideTag());
  const auto centre = hn::Set(d, moments.centre);
  Strands sums, squares;
  for (std::size_t s = 0; s < sums.size(); ++s) {
    sums[s] = hn::LoadU(d, moments.sums.data() + s * lanes);
    squares[s] = hn::LoadU(d, moments.squares.data() + s * lanes);
  }
  std::size_t i = 0;
  for (; i + strands <= size; i += strands) {
    fetch_ahead(v + i);
    for (std::size_t s = 0; s < sums.size(); ++s) {
      const auto x = hn::Sub(load_wide(d, v + i + s * lanes), centre);
      sums[s] = hn::Add(sums[s], x);
      squares[s] = hn::Add(squares[s], hn::Mul(x, x));
    }
  }
  for (std::size_t s = 0; s < sums.size(); ++s) {
    hn::StoreU(sums[s], d, moments.sums.data() + s * lanes);
    hn::StoreU(squares[s], d, moments.squares.data() + s * lanes);
  }
  for (std::size_t s = 0; i < size; ++i, ++s) {
    const double x = static_cast<double>(v[i]) - moments.centre;
    moments.sums[s] += x;
    moments.squares[s] += x * x;
  }
}

}  // namespace tacit::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tacit::kernels {

HWY_EXPORT(PickAbove);
HWY_EXPORT(TakeAbove);
HWY_EXPORT(AddMoments);

void pick_above(const float* v, Stretch stretch, Magnitude floor, Picks& picks) {
  HWY_DYNAMIC_DISPATCH(PickAbove)(v, stretch, floor, picks);
}
void take_above(const Feedback& v, Stretch stretch, Magnitude floor, Picks& picks) {
  HWY_DYNAMIC_DISPATCH(TakeAbove)(v, stretch, floor, picks);
}
void add_moments(const float* v, std::size_t size, Moments& moments) {
  assert(moments.count % Moments::strands == 0);
  HWY_DYNAMIC_DISPATCH(AddMoments)(v, size, moments);
  moments.count += size;
}

void Picks::make_room(std::size_t most) {
  constexpr std::size_t overhang = 16;
  if (places.size() >= most + overhang) return;
  places.resize(most + overhang);
  values.resize(most + overhang);
}

namespace {

double total(const std::array<double, Moments::strands>& strands) {
  double sum = 0;
  for (const double strand : strands) sum += strand;
  return sum;
}

}  // namespace

double Moments::mean() const {
  return centre + total(sums) / static_cast<double>(count);
}

double Moments::deviation() const {
  const auto n = static_cast<double>(count);
  const double offset = total(sums) / n;
  return std::sqrt(std::max(0.0, total(squares) / n - offset * offset));
}

// Counts by 4096 equal steps between the bounds, goes down to the step that holds the n-th, and so on within.
Rank nth_largest(std::span<const float> values, std::size_t n) {
  assert(1 <= n && n <= values.size());
  constexpr int digits = 12;
  Magnitude smallest = magnitude(values[0]), largest = smallest;
  for (const float x : values) {
    smallest = std::min(smallest, magnitude(x));
    largest = std::max(largest, magnitude(x));
  }
  auto low = static_cast<std::uint32_t>(smallest);
  auto width = static_cast<std::uint32_t>(largest) - low;
  std::array<std::uint32_t, 1U << digits> counts;
  for (;;) {
    const int shift = std::max(0, static_cast<int>(std::bit_width(width)) - digits);
    std::uint32_t step = width >> shift;
    std::fill_n(counts.begin(), step + 1, 0U);
    for (const float x : values) {
      const std::uint32_t at = (static_cast<std::uint32_t>(magnitude(x)) - low) >> shift;
      if (at <= step) ++counts[at];
    }
    while (counts[step] < n) n -= counts[step--];
    low += step << shift;
    if (shift == 0) return {static_cast<Magnitude>(low), n};
    width = (1U << shift) - 1;
  }
}

}  // namespace tacit::kernels
#endif
