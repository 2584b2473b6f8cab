#include "method/recipe.h"

#include <string>

#include "fuzz.h"
#include "method/method.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz(data, size, [](std::string_view text) {
    const tacit::Recipe recipe = tacit::parse_recipe(text);
    const std::string printed = tacit::print(recipe);
    must(tacit::print(tacit::parse_recipe(printed)) == printed, "what is printed reads as the same");
    (void)tacit::make_method(recipe);
  });
}
