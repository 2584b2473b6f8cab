#include "data/table.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <new>

#include "base/error.h"

namespace tacit::data {
namespace {

constexpr std::size_t line_floats = 16;
constexpr std::size_t large_page = 2UL << 20;

std::size_t padded(std::size_t cols) {
  return (cols + line_floats - 1) / line_floats * line_floats;
}

}  // namespace

double Table::bytes(double rows, std::size_t cols) {
  return rows * static_cast<double>(padded(cols) * sizeof(float));
}

Table::Table(std::size_t rows, std::size_t cols) : rows_(rows), cols_(cols), stride_(padded(cols)) {
  const std::size_t size = rows * stride_ * sizeof(float);
  const std::size_t unit = size < large_page ? 64 : large_page;
  const std::size_t rounded = (size + unit - 1) / unit * unit;
  values_.reset(static_cast<float*>(std::aligned_alloc(unit, rounded == 0 ? unit : rounded)));
  if (!values_) throw std::bad_alloc();
  // Rows are read at random: with small pages every one of them would miss the address cache, too.
  if (unit == large_page) (void)madvise(values_.get(), rounded, MADV_HUGEPAGE);
  std::memset(values_.get(), 0, rounded == 0 ? unit : rounded);
}

void require_memory(double bytes, std::string_view what, std::string_view advice) {
  const double machine =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  if (bytes <= 0.75 * machine) return;
  fail("{} need {:.1f} GB, more than three quarters of this machine's {:.1f} GB; {}", what, bytes / 1e9,
       machine / 1e9, advice);
}

}  // namespace tacit::data
