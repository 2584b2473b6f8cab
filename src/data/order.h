// Shuffles as pure functions: no table, no state, the same on every thread and after every restart.
#pragma once

#include <bit>
#include <cassert>
#include <cstdint>

#include "base/key.h"

namespace tacit::data {

// Where a random permutation of 0..count-1, chosen by the key, puts `position`. Eight rounds of a Feistel
// network on the next power of two; what falls outside goes through again, which keeps it a permutation.
inline std::uint64_t shuffled(Key key, std::uint64_t count, std::uint64_t position) {
  assert(position < count);
  const int bits = count > 1 ? std::bit_width(count - 1) : 1;
  const int low_bits = bits / 2;
  const int high_bits = bits - low_bits;
  const std::uint64_t low_mask = (1ULL << low_bits) - 1;
  const std::uint64_t high_mask = (1ULL << high_bits) - 1;
  std::uint64_t at = position;
  do {
    std::uint64_t high = at >> low_bits;
    std::uint64_t low = at & low_mask;
    for (std::uint64_t round = 0; round < 8; round += 2) {
      high ^= key.bits(2 * low + (round << 40)) & high_mask;
      low ^= key.bits(2 * high + 1 + (round << 40)) & low_mask;
    }
    at = high << low_bits | low;
  } while (at >= count);
  return at;
}

// The sample that a node looks at as its `drawn`-th: every epoch goes once through all `count`, in an order
// of its own. A batch that reaches the end of an epoch goes on in the next one, so nothing is left out.
inline std::uint64_t in_epochs(Key key, std::uint64_t count, std::uint64_t drawn) {
  return shuffled(key.at(drawn / count), count, drawn % count);
}

// How many of `count` things, dealt in turn, `node` gets.
inline long dealt(long count, int nodes, int node) {
  return count / nodes + (node < count % nodes ? 1 : 0);
}

}  // namespace tacit::data
