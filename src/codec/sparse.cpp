#include "codec/sparse.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>

#include "base/error.h"
#include "math/kernels.h"

namespace tacit::codec {
namespace {

static_assert(std::endian::native == std::endian::little, "messages hold little-endian numbers");

template <class T>
T at(ByteView bytes, std::size_t i) {
  T value;
  std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
  return value;
}

}  // namespace

std::size_t share_of(double density, std::size_t size) {
  const auto share = static_cast<std::size_t>(density * static_cast<double>(size));
  return std::min(size, std::max<std::size_t>(1, share));
}

double normal_bound(double density) {
  double low = 0, high = 40;
  for (;;) {
    const double middle = (low + high) / 2;
    if (middle == low || middle == high) return middle;
    (std::erfc(middle / std::numbers::sqrt2) > density ? low : high) = middle;
  }
}

// 2 (z phi(z) + Q(z)), z the bound.
double length_of_largest(double density) {
  const double z = normal_bound(density);
  return density + 2 * z * std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
}

void check_places(std::string_view codec, const Layout& layout) {
  constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
  if (layout.size() <= most) return;
  fail("{}: a model may have at most {} numbers, got {}; use a codec that names no places, as qsgd", codec,
       most, layout.size());
}

void refresh(const Source& v, kernels::Stretch stretch) {
  if (v.memory.empty()) return;
  kernels::refresh(v.memory.data() + stretch.begin, v.fresh.data() + stretch.begin,
                   stretch.end - stretch.begin, v.fade);
}

void clear(const kernels::Picks& picks, Vec memory) {
  if (memory.empty()) return;
  for (std::size_t i = 0; i < picks.count; ++i) memory[picks.places[i]] = 0;
}

void write_entries(const kernels::Picks& picks, std::byte* out) {
  if (picks.count == 0) return;
  std::memcpy(out, picks.places.data(), picks.count * sizeof(std::uint32_t));
  std::memcpy(out + picks.count * sizeof(std::uint32_t), picks.values.data(), picks.count * sizeof(float));
}

void add_entries(std::string_view codec, ByteView entries, float weight, Vec sum) {
  const std::size_t count = entries.size() / bytes_of_entry;
  const ByteView values = entries.subspan(count * sizeof(std::uint32_t));
  std::size_t least = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t place = at<std::uint32_t>(entries, i);
    if (place < least || place >= sum.size()) {
      fail("{}: entry {} of a message must name a place from {} on and below {}, got {}", codec, i, least,
           sum.size(), place);
    }
    least = place + 1;
  }
  for (std::size_t i = 0; i < count; ++i) {
    sum[at<std::uint32_t>(entries, i)] += weight * at<float>(values, i);
  }
}

}  // namespace tacit::codec
