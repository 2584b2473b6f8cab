// What nodes say to each other.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "math/number.h"
#include "math/ops.h"

namespace tacit {

// What a message belongs to. A channel carries either exchanges or means over the same members, so that a
// round of it begins on a node only when the last but one has ended on all of them.
enum class Channel : unsigned char {
  gradients,
  group,  // gradients inside a group
  gossip,
  average,
  tracking,  // of gradients, beside gossip
  momentum,
  agreement,
  measure,
  result,
};
inline constexpr std::size_t channels = 9;
std::string_view name_of(Channel channel);

// The nodes first, first + stride, ... (`count` of them).
struct Group {
  int first = 0;
  int stride = 1;
  int count = 1;

  [[nodiscard]] int member(int k) const { return first + k * stride; }
};

// A lane or encoded bytes, and a few doubles beside it that are never encoded. Lent: it may not change before
// the ticket is reclaimed.
struct Message {
  Lane lane;
  std::span<const std::byte> bytes;
  std::span<const double> riders;

  [[nodiscard]] std::size_t size() const {
    return lane.size * sizeof(float) + bytes.size() + riders.size() * sizeof(double);
  }
};

// The same message to each of `to`, one message from each of `from`; both in rank order.
struct Exchange {
  Channel channel;
  long step;
  Message message;
  std::span<const int> to, from;
};

// Over the group, in rank order: the lane becomes the average of the lanes whose weight is not zero (of all,
// if all are zero), the riders become sums. Once waited for, nobody looks at either. The lane's numbers
// travel as `number`: they have been rounded to it, and so is the average.
struct Mean {
  Channel channel;
  long step;
  Lane lane;
  std::span<double> riders;
  Group group;
  double weight = 1;
  Number number = Number::float32;

  [[nodiscard]] std::size_t size() const {
    return lane.size * bytes_of(number) + riders.size() * sizeof(double);
  }
};

}  // namespace tacit
