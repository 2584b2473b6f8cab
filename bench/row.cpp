#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bench/comparison.h"

namespace tacit::bench {
namespace {

std::string hoped(const Aim& aim) {
  if (aim.side == Aim::Side::none) return "";
  return fmt::format("{} {:g}", aim.side == Aim::Side::at_least ? ">=" : "<=", aim.ratio);
}

std::string outcome(const Row& row) {
  if (row.aim.side == Aim::Side::none) return "";
  return met(row) ? "ok" : "MISS";
}

std::string disturbance(const Verdict& verdict) {
  if (verdict.disturbed == 0) return "";
  return fmt::format("{} of {} pairs disturbed, by up to {:.2f} cores", verdict.disturbed, verdict.pairs,
                     verdict.foreign_cores);
}

}  // namespace

bool met(const Row& row) {
  if (!row.refusal.empty()) return false;
  switch (row.aim.side) {
    case Aim::Side::at_least: return row.verdict.low >= row.aim.ratio;
    case Aim::Side::at_most: return row.verdict.high <= row.aim.ratio;
    case Aim::Side::none: break;
  }
  return true;
}

std::string text(const Row& row) {
  if (!row.refusal.empty()) return fmt::format("{:<26} no ratio: {}", row.name, row.refusal);
  const Verdict& v = row.verdict;
  std::string line = fmt::format("{:<26} {:>7.2f}  {:>7.2f} .. {:<7.2f} {:<8} {:<4}", row.name, v.ratio,
                                 v.low, v.high, hoped(row.aim), outcome(row));
  line += row.share > 0 ? fmt::format(" {:>4.0f} %  {}", 100 * row.share, row.limit) : std::string();
  for (const std::string& more : {row.note, disturbance(v)}) {
    if (!more.empty()) line += (line.ends_with(' ') ? " " : "; ") + more;
  }
  return line;
}

nlohmann::json json(const Row& row) {
  nlohmann::json result = {{"name", row.name}, {"note", row.note}, {"aim", hoped(row.aim)}};
  const Verdict& v = row.verdict;
  result["pairs"] = v.pairs;
  result["disturbed_pairs"] = v.disturbed;
  result["foreign_cores"] = v.foreign_cores;
  if (!row.refusal.empty()) {
    result["refusal"] = row.refusal;
    return result;
  }
  result.update({{"ratio", v.ratio},
                 {"low", v.low},
                 {"high", v.high},
                 {"met", met(row)},
                 {"first_s", v.first_s},
                 {"second_s", v.second_s},
                 {"limit", row.limit}});
  result["share_of_limit"] = row.share > 0 ? nlohmann::json(row.share) : nlohmann::json();
  return result;
}

}  // namespace tacit::bench
