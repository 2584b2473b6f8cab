#include "bench/codecs.h"

#include <fmt/format.h>

#include "base/key.h"
#include "bench/load.h"
#include "bench/repeated.h"
#include "math/normals.h"

namespace tacit::bench {

double bytes_of(const Limit& limit) {
  return bytes_of(limit.first) + bytes_of(limit.second);
}

Row against_bandwidth(const std::string& name, const Limit& limit, const Side& ours, const Ground& ground) {
  const auto moved = [&] {
    ground.traffic.move(limit.first);
    ground.traffic.move(limit.second);
  };
  Row row;
  row.name = name + "/bandwidth";
  row.verdict = duel(repeated(moved, ground.effort), ours, ground.effort);
  if (limit.aim > 0) row.aim = {Aim::Side::at_least, limit.aim};
  const Verdict& v = row.verdict;
  const double size = static_cast<double>(ground.x.size());
  row.note =
      fmt::format("{:.2f} ms, {:.1f} GB/s of numbers; moving {} bytes a number takes {:.2f} ms, {:.1f} GB/s",
                  1e3 * v.second_s, 4e-9 * size / v.second_s, bytes_of(limit), 1e3 * v.first_s,
                  1e-9 * bytes_of(limit) * size / v.first_s);
  return row;
}

std::vector<Row> codec_speed(const Effort& effort) {
  const std::size_t size = effort.quick ? std::size_t{1} << 20 : std::size_t{25} << 20;
  const Pinned pinned(1);
  Pages pages(sizeof(float) * size);
  const Vec x(pages.floats(), size);
  kernels::normals(Key(1), 0, x);
  Traffic traffic(size);
  const Ground ground{x, traffic, effort};
  std::vector<Row> rows;
  for (const auto part : {against_peers, with_memory, reading}) {
    for (Row& row : part(ground)) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace tacit::bench
