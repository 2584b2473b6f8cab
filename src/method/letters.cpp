#include "method/letters.h"

#include <cstddef>
#include <cstdint>

namespace tacit {
namespace {

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Bytes of the letter that begins with `first`; 0 where none does.
std::size_t length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

bool is_letter(std::string_view bytes) {
  constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (bytes.size() == 1) return true;
  std::uint32_t code = static_cast<unsigned char>(bytes[0]) & (0xFFU >> (bytes.size() + 1));
  for (const char c : bytes.substr(1)) {
    if (!continues(c)) return false;
    code = code << 6 | (static_cast<unsigned char>(c) & 0x3FU);
  }
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code >= smallest[bytes.size()] && code <= 0x10FFFF && !surrogate;
}

}  // namespace

std::string veil(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    const unsigned byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      result += c;
    } else {
      result += {'\xEE', static_cast<char>(0x80U | byte >> 6), static_cast<char>(0x80U | (byte & 0x3FU))};
    }
  }
  return result;
}

std::string unveil(std::string_view veiled) {
  std::string result;
  result.reserve(veiled.size());
  for (std::size_t at = 0; at < veiled.size(); ++at) {
    const std::string_view next = veiled.substr(at, 3);
    if (next.size() == 3 && next[0] == '\xEE' && (next[1] == '\x82' || next[1] == '\x83') &&
        continues(next[2])) {
      const unsigned high = static_cast<unsigned char>(next[1]) & 0x3U;
      result += static_cast<char>(high << 6 | (static_cast<unsigned char>(next[2]) & 0x3FU));
      at += 2;
    } else {
      result += veiled[at];
    }
  }
  return result;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = length(static_cast<unsigned char>(text[0]));
    if (size == 0 || size > text.size() || !is_letter(text.substr(0, size))) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace tacit
