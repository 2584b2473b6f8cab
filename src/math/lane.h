// Spans of numbers as the host sees them, and lanes: vectors that only Ops may look into.
#pragma once

#include <cassert>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tacit {

using Vec = std::span<float>;
using ConstVec = std::span<const float>;

// A vector of one node, or a piece of it. Its memory may lie where the host must not read: go through Ops.
struct Lane {
  float* at = nullptr;
  std::size_t size = 0;

  [[nodiscard]] Lane part(std::size_t offset, std::size_t count) const {
    assert(offset + count <= size);
    return {at + offset, count};
  }
};

// One tensor of the model. Matrices have rows and columns; everything else is a single row.
struct Part {
  std::string name;
  std::size_t rows = 1, cols = 0;
  std::size_t offset = 0;
  bool decay = true;  // whether weight decay applies (not on biases and scales)

  [[nodiscard]] std::size_t size() const { return rows * cols; }
};

// How a model lies in a lane; known when a node is made.
struct Layout {
  std::vector<Part> parts;

  // Appends a part behind the last one.
  void add(std::string name, std::size_t rows, std::size_t cols, bool decay = true) {
    const std::size_t offset = size();
    parts.push_back({std::move(name), rows, cols, offset, decay});
  }
  [[nodiscard]] std::size_t size() const {
    return parts.empty() ? 0 : parts.back().offset + parts.back().size();
  }
};

}  // namespace tacit
