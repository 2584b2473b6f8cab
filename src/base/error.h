// The one exception type for everything that a user can mend. Bugs are asserts, never errors.
#pragma once

#include <fmt/core.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace tacit {

// Says who, what must hold, what was given and what to try: "topk: density must be in (0, 1], got 3".
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[noreturn]] void fail_with(fmt::string_view format, fmt::format_args args);

template <class... T>
[[noreturn]] void fail(fmt::format_string<T...> format, T&&... args) {
  fail_with(format, fmt::make_format_args(args...));
}

// ", did you mean 'ring'?" for the nearest of `known`, or the whole list when nothing is near.
std::string suggestion(const std::string& wrong, const std::vector<std::string>& known);

}  // namespace tacit
