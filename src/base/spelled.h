// The one spelling of a policy: topk(density=0.01), warmup(steps=1000, then=every(16)).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tacit {

struct Spelled;
struct Value;
using List = std::vector<Value>;

// A name with arguments; a bare word is one without.
struct Spelled {
  std::string name;
  std::vector<struct Argument> args;
};

struct Value : std::variant<bool, std::int64_t, double, std::string, List, Spelled> {
  using variant::variant;
};

struct Argument {
  std::string name;  // empty: known by its place
  Value value;
};

// Throws Error naming the place of the first character that does not fit.
Spelled parse_spelled(std::string_view text);

// parse_spelled(print(s)) equals s.
std::string print(const Spelled& spelled);
std::string print(const Value& value);

bool operator==(const Spelled& a, const Spelled& b);

}  // namespace tacit
