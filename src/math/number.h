// In which format numbers travel. In memory they are float32 everywhere.
#pragma once

#include <cstddef>

namespace tacit {

enum class Number : unsigned char { float32, bf16, fp16 };

constexpr std::size_t bytes_of(Number number) {
  return number == Number::float32 ? 4 : 2;
}

}  // namespace tacit
