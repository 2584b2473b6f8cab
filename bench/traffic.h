// The least that a codec can do: to move the bytes that it reads and writes, on one thread.
#pragma once

#include <cstddef>

#include "bench/probe.h"

namespace tacit::bench {

enum class Pass : unsigned char {
  none,
  read,         // every number once
  update,       // read and written where it stands
  add,          // another lane added to it: read, read and written
  halve,        // read, half as many bytes written past the caches
  quarter,      // read, a quarter as many bytes written past the caches
  add_quarter,  // added to, and a quarter written past the caches
};

// Bytes that cross the memory's bus for each number.
int bytes_of(Pass pass);

class Traffic {
 public:
  explicit Traffic(std::size_t count);

  void move(Pass pass);

 private:
  Pages from_, to_, narrow_;
};

}  // namespace tacit::bench
