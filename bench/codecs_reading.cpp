#include <fmt/format.h>

#include "base/key.h"
#include "bench/codecs.h"
#include "bench/repeated.h"
#include "bench/speaker.h"
#include "math/normals.h"

namespace tacit::bench {
namespace {

// A message of topk, added to a vector again and again.
class Reader {
 public:
  Reader(double density, ConstVec x)
      : speaker_(fmt::format("topk(density={})", density), x), sum_(x.size_bytes()) {
    speaker_.write();
  }

  void run() { speaker_.read(speaker_.message(), {sum_.floats(), sum_.count()}); }
  [[nodiscard]] std::size_t entries() const { return speaker_.message().size() / 8; }

 private:
  Speaker speaker_;
  Pages sum_;
};

Row compare(const std::string& name, Reader& first, Reader& second, const Effort& effort) {
  Row row;
  row.name = name;
  row.verdict = duel(repeated([&] { first.run(); }, effort), repeated([&] { second.run(); }, effort), effort);
  const auto ns = [](double seconds, const Reader& reader) {
    return 1e9 * seconds / static_cast<double>(reader.entries());
  };
  row.note = fmt::format("{:.3f} ms for {} entries, {:.3f} ms for {}; {:.1f} and {:.1f} ns an entry",
                         1e3 * row.verdict.first_s, first.entries(), 1e3 * row.verdict.second_s,
                         second.entries(), ns(row.verdict.first_s, first), ns(row.verdict.second_s, second));
  return row;
}

}  // namespace

// Work that goes with the entries takes ten times as long for ten times as many, and no longer for a vector
// of four times the length; work that goes with the vector, as long and four times as long. The aims lie
// between, for entries that lie close together share pages and lines of the caches.
std::vector<Row> reading(const Ground& ground) {
  std::vector<Row> rows;
  Reader tenth(0.001, ground.x), whole(0.01, ground.x);
  rows.push_back(compare("topk read, 10 times k", whole, tenth, ground.effort));
  rows.back().aim = {Aim::Side::at_least, 5};

  const Pages longer(4 * ground.x.size_bytes());
  const Vec y(longer.floats(), longer.count());
  kernels::normals(Key(2), 0, y);
  Reader spread(0.0025, y);
  rows.push_back(compare("topk read, 4 times d", spread, whole, ground.effort));
  rows.back().aim = {Aim::Side::at_most, 2};
  return rows;
}

}  // namespace tacit::bench
