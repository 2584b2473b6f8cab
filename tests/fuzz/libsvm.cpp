#include "data/libsvm.h"

#include <cmath>

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz(data, size, [](std::string_view text) {
    const tacit::data::SparseRows rows = tacit::data::parse_libsvm(text, "rows");
    must(rows.ends.size() == rows.rows(), "every row ends");
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      must(std::abs(rows.labels[i]) == 1, "labels are -1 or 1");
      std::size_t next = 0;
      for (const tacit::data::Entry& entry : rows.row(i)) {
        must(entry.column >= next && entry.column < rows.cols, "columns rise and fit");
        must(std::isfinite(entry.value), "values are finite");
        next = entry.column + std::size_t{1};
      }
    }
  });
}
