// Where codecs draw from: keys of their own for every step, channel and node.
#pragma once

#include "codec/codec.h"
#include "world/mail.h"

namespace tacit {

inline Moment coder_moment(long seed, int rank, long step, Channel channel) {
  constexpr std::uint64_t everyone = ~std::uint64_t{0};
  const auto key = [&](std::uint64_t node) {
    return Key(static_cast<std::uint64_t>(seed))
        .at(node)
        .at(static_cast<std::uint64_t>(step))
        .at(Purpose::codec)
        .at(static_cast<std::uint64_t>(channel));
  };
  return {step, key(static_cast<std::uint64_t>(rank)), key(everyone)};
}

}  // namespace tacit
