// Reads the arguments of a spelled policy and, by the same calls, tells `tacit list` which ones there are.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/spelled.h"

namespace tacit {

// What numbers a parameter accepts.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;
  bool high_open = false;

  [[nodiscard]] bool holds(double value) const;
  [[nodiscard]] std::string text() const;  // "in (0, 1]", "at least 1"
};

constexpr Range at_least(double low) {
  return {.low = low};
}
constexpr Range above(double low) {
  return {.low = low, .low_open = true};
}
constexpr Range between(double low, double high) {
  return {.low = low, .high = high};
}  // [low, high]
constexpr Range share() {
  return {.low = 0, .high = 1, .low_open = true};
}  // (0, 1]
constexpr Range fraction() {
  return {.low = 0, .high = 1, .high_open = true};
}  // [0, 1)

// A parameter as the manual shows it. An empty fallback means that it must be given.
struct Parameter {
  std::string name, type, fallback, help;
};

// A parameter without a default.
inline constexpr std::nullopt_t required = std::nullopt;

// Each reader takes the argument of that name, or the one standing at that place, checks it and removes it;
// `done` refuses what is left. Errors name the owner, the parameter, what it must be and what was given.
class Args {
 public:
  explicit Args(const Spelled& spelled);
  // Reads nothing and only records the parameters; required ones come back as the smallest value that fits.
  static Args describing(std::string owner);

  double number(const std::string& name, std::optional<double> fallback, const std::string& help,
                Range range = {});
  long whole(const std::string& name, std::optional<long> fallback, const std::string& help,
             Range range = {});
  bool flag(const std::string& name, bool fallback, const std::string& help);
  std::string text(const std::string& name, const std::optional<std::string>& fallback,
                   const std::string& help);
  // One of `choices`; the first is the default.
  std::string choice(const std::string& name, const std::vector<std::string>& choices,
                     const std::string& help);
  std::vector<double> numbers(const std::string& name, const std::optional<std::vector<double>>& fallback,
                              const std::string& help, Range range = {});
  Spelled policy(const std::string& name, const std::optional<std::string>& fallback,
                 const std::string& help);

  void done() const;

  [[nodiscard]] const std::string& owner() const { return owner_; }
  [[nodiscard]] bool describes() const { return describes_; }
  [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }

 private:
  Args() = default;
  std::optional<Value> take(const std::string& name, Parameter parameter);
  [[noreturn]] void wrong(const std::string& name, const std::string& must, const std::string& given) const;
  double checked(const std::string& name, double value, Range range) const;
  void need(const std::string& name, bool has_fallback) const;

  std::string owner_;
  std::vector<Argument> left_;
  std::size_t next_place_ = 0;
  bool describes_ = false;
  std::vector<Parameter> parameters_;
};

}  // namespace tacit
