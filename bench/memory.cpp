#include <fmt/format.h>

#include "bench/comparison.h"
#include "bench/load.h"
#include "bench/probe.h"

namespace tacit::bench {

// A copy moves twice what a read moves, three times with the line it must fetch before writing.
std::vector<Row> memory(const Effort& effort) {
  std::vector<Row> rows;
  const std::size_t bytes = (effort.quick ? std::size_t{64} : std::size_t{256}) << 20;
  for (const int threads : {1, 2}) {
    const Pinned pinned(threads);
    Probe probe(bytes, threads);
    Row row;
    row.name = fmt::format("memory, {} thread{}", threads, threads > 1 ? "s" : "");
    row.verdict =
        duel([&] { return Timing{probe.copy_s()}; }, [&] { return Timing{probe.read_s()}; }, effort);
    const auto rate = [&](double seconds) { return static_cast<double>(bytes) * 1e-9 / seconds; };
    row.note = fmt::format("reads {:.1f} GB/s, copies {:.1f} GB/s, updates two lanes at {:.1f} GB/s each",
                           rate(row.verdict.second_s), rate(row.verdict.first_s), rate(probe.update_two_s()));
    rows.push_back(row);
  }
  return rows;
}

}  // namespace tacit::bench
