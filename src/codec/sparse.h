// Messages that name places: the indices as ascending uint32, behind them the values as float32.
#pragma once

#include <string_view>

#include "codec/codec.h"
#include "math/select.h"

namespace tacit::codec {

// floor(density * size), and at least one of any.
std::size_t share_of(double density, std::size_t size);

// |Phi^-1(density / 2)|: what a standard normal exceeds in size with probability `density`.
double normal_bound(double density);
// The share of their squared length in that share of normal numbers which are largest.
double length_of_largest(double density);

// Throws Error for a vector that is too long for such indices.
void check_places(std::string_view codec, const Layout& layout);

// Loops over long vectors go by pieces of this size, which stay in the nearest caches from one use to the
// next.
inline constexpr std::size_t piece = 8192;

// What is to be said: in memory of its own where there is a memory, which must have been refreshed.
inline ConstVec said(const Source& v) {
  return v.memory.empty() ? v.fresh : v.memory;
}

// memory = fresh + fade * memory, if there is one.
void refresh(const Source& v, kernels::Stretch stretch);

// What has been picked leaves the memory, if there is one.
void clear(const kernels::Picks& picks, Vec memory);

inline constexpr std::size_t bytes_of_entry = 8;

void write_entries(const kernels::Picks& picks, std::byte* out);
// sum += weight * entries. Checks all of them first.
void add_entries(std::string_view codec, ByteView entries, float weight, Vec sum);

}  // namespace tacit::codec
