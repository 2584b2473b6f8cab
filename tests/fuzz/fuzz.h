// What every fuzz target shares: foreign text in, an Error or something that holds together out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/error.h"

// Ends the run, so that the fuzzer keeps the input.
inline void must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// Feeds the input to `read`. An Error is a proper refusal as long as it says something in one line.
template <class Read>
int fuzz(const std::uint8_t* data, std::size_t size, Read read) {
  try {
    read(std::string_view(reinterpret_cast<const char*>(data), size));
  } catch (const tacit::Error& error) {
    must(*error.what() != '\0', "an error has a message");
  }
  return 0;
}
