#include "base/spelled.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "base/error.h"

namespace tacit {
namespace {

constexpr int deepest = 16;

bool starts_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '/' || c == '.' || c == '~';
}
bool in_word(char c) {
  return starts_word(c) || (c >= '0' && c <= '9') || c == '-';
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Spelled whole() {
    Spelled result = spelled(0);
    skip_space();
    if (at_ != text_.size()) wrong("nothing more");
    return result;
  }

 private:
  [[noreturn]] void wrong(const char* expected) const {
    if (at_ >= text_.size()) fail("'{}': expected {} at the end", text_, expected);
    fail("'{}': expected {} at character {} ('{}')", text_, expected, at_ + 1, text_[at_]);
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }

  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string word() {
    skip_space();
    const std::size_t begin = at_;
    if (at_ >= text_.size() || !starts_word(text_[at_])) wrong("a name");
    while (at_ < text_.size() && in_word(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  Spelled spelled(int depth) {
    if (depth > deepest) fail("'{}': nested more than {} deep", text_, deepest);
    Spelled result{word(), {}};
    if (!take('(')) return result;
    if (take(')')) return result;
    do {
      result.args.push_back(argument(depth));
    } while (take(','));
    if (!take(')')) wrong("',' or ')'");
    return result;
  }

  Argument argument(int depth) {
    skip_space();
    const std::size_t begin = at_;
    if (at_ < text_.size() && starts_word(text_[at_])) {
      std::string name = word();
      if (take('=')) return {std::move(name), value(depth)};
      at_ = begin;
    }
    return {"", value(depth)};
  }

  Value value(int depth) {
    skip_space();
    if (at_ >= text_.size()) wrong("a value");
    const char c = text_[at_];
    if (c == '"') return quoted();
    if (c == '[') return list(depth);
    if (auto number = numeral()) return *number;
    Spelled inner = spelled(depth + 1);
    if (inner.args.empty() && inner.name == "true") return true;
    if (inner.args.empty() && inner.name == "false") return false;
    return inner;
  }

  Value list(int depth) {
    if (depth > deepest) fail("'{}': nested more than {} deep", text_, deepest);
    ++at_;
    List result;
    if (take(']')) return result;
    do {
      result.push_back(value(depth + 1));
    } while (take(','));
    if (!take(']')) wrong("',' or ']'");
    return result;
  }

  Value quoted() {
    std::string result;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        return result;
      }
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      result += text_[at_];
    }
    wrong("a closing '\"'");
  }

  std::optional<Value> numeral() {
    const char c = text_[at_];
    if (c != '-' && c != '+' && c != '.' && (c < '0' || c > '9')) return std::nullopt;
    const std::size_t skip = c == '+' ? 1 : 0;
    if (skip == 1 && at_ + 1 < text_.size() && text_[at_ + 1] == '-') wrong("a finite number");
    std::size_t end = at_ + skip;
    while (end < text_.size() && (in_word(text_[end]) || text_[end] == '+')) ++end;
    const char* first = text_.data() + at_ + skip;
    const char* last = text_.data() + end;
    std::int64_t whole = 0;
    if (auto [stop, bad] = std::from_chars(first, last, whole); bad == std::errc() && stop == last) {
      at_ = end;
      return whole;
    }
    double real = 0;
    if (auto [stop, bad] = std::from_chars(first, last, real);
        bad == std::errc() && stop == last && std::isfinite(real)) {
      at_ = end;
      return real;
    }
    if (c == '.') return std::nullopt;  // ./a/path
    wrong("a finite number");
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string quote(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string print_real(double value) {
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

struct Printer {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return print_real(value); }
  std::string operator()(const std::string& value) const { return quote(value); }
  std::string operator()(const Spelled& value) const { return print(value); }
  std::string operator()(const List& values) const {
    std::string result;
    for (const Value& value : values) result += (result.empty() ? "" : ", ") + print(value);
    return "[" + result + "]";
  }
};

}  // namespace

Spelled parse_spelled(std::string_view text) {
  return Parser(text).whole();
}

std::string print(const Value& value) {
  return std::visit(
      Printer{},
      static_cast<const std::variant<bool, std::int64_t, double, std::string, List, Spelled>&>(value));
}

std::string print(const Spelled& spelled) {
  if (spelled.args.empty()) return spelled.name;
  std::string inside;
  for (const Argument& arg : spelled.args) {
    if (!inside.empty()) inside += ", ";
    if (!arg.name.empty()) inside += arg.name + "=";
    inside += print(arg.value);
  }
  return spelled.name + "(" + inside + ")";
}

bool operator==(const Spelled& a, const Spelled& b) {
  return print(a) == print(b);
}

}  // namespace tacit
