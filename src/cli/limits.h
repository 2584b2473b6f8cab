// What numbers a flag accepts, said in the words of all other errors.
#pragma once

#include <fmt/core.h>

#include <CLI/CLI.hpp>

namespace tacit::cli {

class AtLeast : public CLI::Validator {
 public:
  explicit AtLeast(long smallest) : CLI::Validator(fmt::format(">={}", smallest)) {
    func_ = [smallest](const std::string& text) -> std::string {
      double value = 0;
      if (CLI::detail::lexical_cast(text, value) && value >= static_cast<double>(smallest)) return "";
      return fmt::format("must be a number of at least {}, got {}", smallest, text);
    };
  }
};

}  // namespace tacit::cli
