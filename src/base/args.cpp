#include "base/args.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace tacit {
namespace {

std::optional<double> as_number(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

double smallest_fit(Range range) {
  if (!std::isfinite(range.low)) return std::isfinite(range.high) ? std::min(1.0, range.high) : 1.0;
  return range.low_open ? range.low + (std::isfinite(range.high) ? (range.high - range.low) / 2 : 1.0)
                        : range.low;
}

std::string print_list(const std::vector<double>& values) {
  return "[" + fmt::format("{}", fmt::join(values, ", ")) + "]";
}

}  // namespace

bool Range::holds(double value) const {
  const bool low_holds = low_open ? value > low : value >= low;
  const bool high_holds = high_open ? value < high : value <= high;
  return low_holds && high_holds;
}

std::string Range::text() const {
  if (!std::isfinite(high)) return fmt::format("{} {}", low_open ? "above" : "at least", low);
  if (!std::isfinite(low)) return fmt::format("{} {}", high_open ? "below" : "at most", high);
  return fmt::format("in {}{}, {}{}", low_open ? '(' : '[', low, high, high_open ? ')' : ']');
}

Args::Args(const Spelled& spelled) : owner_(spelled.name), left_(spelled.args) {
  bool named = false;
  for (const Argument& arg : left_) {
    if (arg.name.empty() && named) {
      fail("{}: {} stands behind a named argument; name it too", print(spelled), print(arg.value));
    }
    named = named || !arg.name.empty();
  }
}

Args Args::describing(std::string owner) {
  Args args;
  args.owner_ = std::move(owner);
  args.describes_ = true;
  return args;
}

void Args::wrong(const std::string& name, const std::string& must, const std::string& given) const {
  fail("{}: {} must be {}, got {}", owner_, name, must, given);
}

std::optional<Value> Args::take(const std::string& name, Parameter parameter) {
  parameters_.push_back(std::move(parameter));
  const std::size_t place = next_place_++;
  // Arguments by place stand before the named ones and are consumed in order, so the one for this place is
  // the first.
  auto found =
      !left_.empty() && left_.front().name.empty()
          ? left_.begin()
          : std::find_if(left_.begin(), left_.end(), [&](const Argument& arg) { return arg.name == name; });
  if (found == left_.end()) return std::nullopt;
  Value value = std::move(found->value);
  left_.erase(found);
  if (std::any_of(left_.begin(), left_.end(), [&](const Argument& arg) { return arg.name == name; })) {
    fail("{}: {} (parameter {}) is given twice", owner_, name, place + 1);
  }
  return value;
}

double Args::checked(const std::string& name, double value, Range range) const {
  if (!range.holds(value)) wrong(name, range.text(), fmt::format("{}", value));
  return value;
}

void Args::need(const std::string& name, bool has_fallback) const {
  if (has_fallback || describes_) return;
  const std::string& help = parameters_.back().help;
  fail("{}: {} is missing ({}); write {}({}=...)", owner_, name, help, owner_, name);
}

double Args::number(const std::string& name, std::optional<double> fallback, const std::string& help,
                    Range range) {
  const auto given = take(name, {name, "number", fallback ? fmt::format("{}", *fallback) : "", help});
  if (!given) {
    need(name, fallback.has_value());
    return fallback.value_or(smallest_fit(range));
  }
  const auto value = as_number(*given);
  if (!value) wrong(name, "a number", print(*given));
  return checked(name, *value, range);
}

long Args::whole(const std::string& name, std::optional<long> fallback, const std::string& help,
                 Range range) {
  const auto given = take(name, {name, "whole number", fallback ? fmt::format("{}", *fallback) : "", help});
  if (!given) {
    need(name, fallback.has_value());
    return fallback.value_or(static_cast<long>(std::ceil(smallest_fit(range))));
  }
  const auto value = as_number(*given);
  if (!value || *value != std::floor(*value) || std::abs(*value) > 0x1p53) {
    wrong(name, "a whole number", print(*given));
  }
  return static_cast<long>(checked(name, *value, range));
}

bool Args::flag(const std::string& name, bool fallback, const std::string& help) {
  const auto given = take(name, {name, "true or false", fallback ? "true" : "false", help});
  if (!given) return fallback;
  if (const auto* value = std::get_if<bool>(&*given)) return *value;
  wrong(name, "true or false", print(*given));
}

std::string Args::text(const std::string& name, const std::optional<std::string>& fallback,
                       const std::string& help) {
  const auto given = take(name, {name, "text", fallback.value_or(""), help});
  if (!given) {
    need(name, fallback.has_value());
    return fallback.value_or("");
  }
  if (const auto* value = std::get_if<std::string>(&*given)) return *value;
  if (const auto* word = std::get_if<Spelled>(&*given); word && word->args.empty()) return word->name;
  wrong(name, "text", print(*given));
}

std::string Args::choice(const std::string& name, const std::vector<std::string>& choices,
                         const std::string& help) {
  std::string value = text(name, choices.front(), fmt::format("{} ({})", help, fmt::join(choices, " | ")));
  if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
    fail("{}: {} is not a {}{}", owner_, value, name, suggestion(value, choices));
  }
  return value;
}

std::vector<double> Args::numbers(const std::string& name, const std::optional<std::vector<double>>& fallback,
                                  const std::string& help, Range range) {
  const auto given = take(name, {name, "list of numbers", fallback ? print_list(*fallback) : "", help});
  if (!given) {
    need(name, fallback.has_value());
    return fallback.value_or(std::vector<double>{smallest_fit(range)});
  }
  const auto* list = std::get_if<List>(&*given);
  if (!list) wrong(name, "a list like [1, 2]", print(*given));
  std::vector<double> values;
  for (const Value& item : *list) {
    const auto value = as_number(item);
    if (!value) wrong(name, "a list of numbers", print(*given));
    values.push_back(checked(name, *value, range));
  }
  return values;
}

Spelled Args::policy(const std::string& name, const std::optional<std::string>& fallback,
                     const std::string& help) {
  const auto given = take(name, {name, "policy", fallback.value_or(""), help});
  if (!given) {
    need(name, fallback.has_value());
    return parse_spelled(fallback.value_or("none"));
  }
  if (const auto* value = std::get_if<Spelled>(&*given)) return *value;
  wrong(name, "a policy like every(6)", print(*given));
}

void Args::done() const {
  if (left_.empty() || describes_) return;
  const Argument& extra = left_.front();
  if (extra.name.empty()) {
    fail("{}: {} is one argument too many (it takes {})", owner_, print(extra.value), parameters_.size());
  }
  std::vector<std::string> known;
  for (const Parameter& parameter : parameters_) known.push_back(parameter.name);
  if (known.empty()) fail("{}: takes no parameters, got {}", owner_, extra.name);
  fail("{}: no parameter '{}'{}", owner_, extra.name, suggestion(extra.name, known));
}

}  // namespace tacit
