#include "data/libsvm.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include "base/error.h"

namespace tacit::data {
namespace {

constexpr std::string_view blanks = " \t\r\f\v";

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {}

  void line(std::string_view text) {
    ++line_;
    text = text.substr(0, text.find('#'));
    std::string_view word = next_word(text);
    if (word.empty()) return;
    label(word);
    long last = 0;
    for (word = next_word(text); !word.empty(); word = next_word(text)) last = entry(word, last);
    rows_.ends.push_back(rows_.entries.size());
  }

  SparseRows done() {
    if (rows_.rows() == 0) fail("libsvm: {} holds no rows; expected lines like '-1 3:0.5 7:1'", file_);
    if (rows_.cols == 0) fail("libsvm: {} holds no features; expected lines like '-1 3:0.5 7:1'", file_);
    return std::move(rows_);
  }

 private:
  template <class... T>
  [[noreturn]] void wrong(fmt::format_string<T...> format, T&&... args) const {
    fail("libsvm: {}:{}: {}", file_, line_, fmt::format(format, std::forward<T>(args)...));
  }

  static std::string_view next_word(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    const std::string_view word = text.substr(0, text.find_first_of(blanks));
    text.remove_prefix(word.size());
    return word;
  }

  float number(std::string_view text, std::string_view what) const {
    const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
    float value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value)) {
      wrong("the {} must be a finite number, got '{}'", what, text.substr(0, 40));
    }
    return value;
  }

  void label(std::string_view word) {
    const float value = number(word, "label");
    if (value != -1.0F && value != 0.0F && value != 1.0F) {
      wrong("labels must be -1 and 1 or 0 and 1, got {}", value);
    }
    if (value != 1.0F && low_line_ == 0) {
      low_ = value;
      low_line_ = line_;
    }
    if (value != 1.0F && value != low_) {
      wrong("label {} does not go with label {} of line {}; use -1 and 1 or 0 and 1", value, low_, low_line_);
    }
    rows_.labels.push_back(value == 1.0F ? 1.0F : -1.0F);
  }

  long entry(std::string_view word, long last) {
    const std::size_t colon = word.find(':');
    if (colon == std::string_view::npos) wrong("expected index:value, got '{}'", word.substr(0, 40));
    long index = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + colon, index);
    if (error != std::errc() || end != word.data() + colon || index < 1 ||
        index > std::numeric_limits<std::int32_t>::max()) {
      wrong("an index must be a whole number from 1 on, got '{}'",
            word.substr(0, std::min<std::size_t>(colon, 40)));
    }
    if (index <= last) wrong("indices must rise, got {} after {}", index, last);
    const float value = number(word.substr(colon + 1), "value");
    rows_.entries.push_back({static_cast<std::uint32_t>(index - 1), value});
    rows_.cols = std::max(rows_.cols, static_cast<std::size_t>(index));
    return index;
  }

  const std::string& file_;
  SparseRows rows_;
  long line_ = 0;
  long low_line_ = 0;
  float low_ = 0;
};

}  // namespace

SparseRows parse_libsvm(std::string_view text, const std::string& file) {
  Reader reader(file);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    reader.line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return reader.done();
}

SparseRows read_libsvm(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file && !std::filesystem::is_directory(path)) text << file.rdbuf();
  if (!file || file.bad() || std::filesystem::is_directory(path)) {
    fail("libsvm: cannot read {}; give the path of a file in LIBSVM's format", path);
  }
  return parse_libsvm(text.view(), path);
}

}  // namespace tacit::data
