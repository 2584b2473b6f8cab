#include "base/spelled.h"

#include <string>

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz(data, size, [](std::string_view text) {
    const tacit::Spelled first = tacit::parse_spelled(text);
    const std::string printed = tacit::print(first);
    const tacit::Spelled second = tacit::parse_spelled(printed);
    must(second == first, "what is printed reads as the same");
    must(tacit::print(second) == printed, "there is one way to print it");
  });
}
