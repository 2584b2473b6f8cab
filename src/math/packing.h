// Small whole numbers in few bits. Same bits for every vector width.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tacit::kernels {

using Codes = std::span<std::int8_t>;
using ConstCodes = std::span<const std::int8_t>;

constexpr std::size_t bytes_of_codes(std::size_t count, int bits) {
  return (count * static_cast<std::size_t>(bits) + 7) / 8;
}

// Codes in two's complement of 2 to 8 bits each, low bits first; the last byte is filled up with zeros.
void pack_codes(ConstCodes codes, int bits, std::byte* out);
void unpack_codes(const std::byte* packed, int bits, Codes codes);

}  // namespace tacit::kernels
