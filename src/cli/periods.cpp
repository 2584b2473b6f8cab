#include "cli/periods.h"

#include "session/draft.h"

namespace tacit::cli {

void write_periods(const std::filesystem::path& folder, const PeriodFiles& files) {
  write_file(folder / "periods.csv", files.csv);
  write_file(folder / "periods.svg", svg(files.chart));
  write_file(folder / "summary.json", files.document.dump(2) + '\n');
}

}  // namespace tacit::cli
