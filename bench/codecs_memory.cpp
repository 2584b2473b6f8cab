#include <fmt/format.h>

#include "bench/codecs.h"
#include "bench/repeated.h"
#include "bench/speaker.h"

namespace tacit::bench {
namespace {

struct Biased {
  const char* name;
  const char* codec;
  Limit limit;  // of writing with a memory
};

// A sign cannot be said before the mean magnitude of the whole vector is known, nor can what it leaves
// unsaid: a second pass over the memory.
constexpr Biased codecs_with_memory[] = {
    {"topk-1%", "topk(density=0.01)", {Pass::add, Pass::none, 0}},
    {"topk-0.1%", "topk(density=0.001)", {Pass::add, Pass::none, 0.85}},
    {"sign", "sign", {Pass::add, Pass::update, 0.85}},
    {"int8", "int8", {Pass::add_quarter, Pass::none, 0.85}},
};

// `limit_s`: the least that writing with a memory can take.
Row against_none(const Biased& biased, Speaker& remembering, double limit_s, const Ground& ground) {
  Row row;
  row.name = fmt::format("{}+memory/without", biased.name);
  row.aim = {Aim::Side::at_most, 2.0};
  row.refusal = remembering.lost();
  if (!row.refusal.empty()) return row;
  Speaker forgetting(biased.codec, ground.x);
  row.verdict = duel(repeated([&] { remembering.write(); }, ground.effort),
                     repeated([&] { forgetting.write(); }, ground.effort), ground.effort);
  const Verdict& v = row.verdict;
  row.share = limit_s / v.first_s;
  row.limit = fmt::format("of the bandwidth, which allows {:.2f} for {} bytes a number", limit_s / v.second_s,
                          bytes_of(biased.limit));
  if (limit_s / v.second_s > row.aim.ratio) row.limit += ": the aim is out of reach";
  row.note = fmt::format("{:.2f} ms with memory, {:.2f} without", 1e3 * v.first_s, 1e3 * v.second_s);
  return row;
}

}  // namespace

std::vector<Row> with_memory(const Ground& ground) {
  std::vector<Row> rows;
  for (const Biased& biased : codecs_with_memory) {
    Speaker remembering(biased.codec, ground.x, true);
    const Side side = repeated([&] { remembering.write(); }, ground.effort);
    rows.push_back(against_bandwidth(fmt::format("{}+memory", biased.name), biased.limit, side, ground));
    rows.push_back(against_none(biased, remembering, rows.back().verdict.first_s, ground));
  }
  return rows;
}

}  // namespace tacit::bench
