// Files in LIBSVM's format: a label and index:value pairs on every line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tacit::data {

struct Entry {
  std::uint32_t column;
  float value;
};

// Rows that store only what is not zero.
struct SparseRows {
  std::vector<Entry> entries;
  std::vector<std::size_t> ends;  // where each row ends in `entries`
  std::vector<float> labels;      // -1 or 1
  std::size_t cols = 0;

  [[nodiscard]] std::size_t rows() const { return labels.size(); }
  [[nodiscard]] std::span<const Entry> row(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    return {entries.data() + begin, ends[i] - begin};
  }
};

// Labels are -1 and 1 or 0 and 1; indices count from 1 and rise; what follows a # is a comment. Everything
// else is an Error naming `file` and the line.
SparseRows parse_libsvm(std::string_view text, const std::string& file);
SparseRows read_libsvm(const std::string& path);

}  // namespace tacit::data
