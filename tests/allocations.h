// Counts calls of operator new in the whole test program.
#pragma once

#include <cstddef>

namespace tacit::test {

// So far, by all threads.
std::size_t allocations();

}  // namespace tacit::test
