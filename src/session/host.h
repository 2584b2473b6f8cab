// The machine and the program a run was made with.
#pragma once

#include <cstddef>
#include <string>

namespace tacit {

struct Host {
  std::string version, compiler;
  std::string processor, simd;  // simd: the widest vectors in use
  std::string system;
  int cores = 1;  // that this process may use
  std::size_t memory_bytes = 0;
  std::string huge_pages;  // "always", "madvise", "never" or "unknown"
};

// Measured afresh at every call.
Host this_host();

}  // namespace tacit
