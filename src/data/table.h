// Rows of floats in large pages, one behind the other.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>

namespace tacit::data {

// Every row begins on a cache line and is filled up with zeros.
class Table {
 public:
  Table() = default;
  Table(std::size_t rows, std::size_t cols);

  [[nodiscard]] float* row(std::size_t i) { return values_.get() + i * stride_; }
  [[nodiscard]] const float* row(std::size_t i) const { return values_.get() + i * stride_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t cols() const { return cols_; }
  // Floats from one row to the next: a multiple of 16.
  [[nodiscard]] std::size_t stride() const { return stride_; }
  // What a table of that size takes.
  [[nodiscard]] static double bytes(double rows, std::size_t cols);

 private:
  struct Free {
    void operator()(float* at) const { std::free(at); }
  };
  std::size_t rows_ = 0, cols_ = 0, stride_ = 0;
  std::unique_ptr<float, Free> values_;
};

// Throws Error when `bytes` are more than three quarters of the machine's memory; `what` says what they are
// for and `advice` how to need less.
void require_memory(double bytes, std::string_view what, std::string_view advice);

}  // namespace tacit::data
