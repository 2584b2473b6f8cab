#include "cli/claims.h"

#include <fmt/core.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "session/json.h"
#include "session/table.h"

namespace tacit::cli {
namespace {

std::string expected(const Claim& claim) {
  if (claim.low == claim.high) return cell(claim.low);
  if (std::isinf(claim.high)) return fmt::format("at least {}", cell(claim.low));
  if (claim.low == 0 || std::isinf(claim.low)) return fmt::format("at most {}", cell(claim.high));
  return fmt::format("{} to {}", cell(claim.low), cell(claim.high));
}

}  // namespace

std::string print_claims(std::span<const Claim> claims) {
  Table table{{"claim", "measured", "expected", ""}, {}};
  std::string remarks;
  for (const Claim& claim : claims) {
    table.rows.push_back({claim.what, cell(claim.measured), expected(claim),
                          claim.holds() ? "as expected" : "not as expected"});
    if (!claim.remark.empty()) remarks += fmt::format("{}: {}\n", claim.what, claim.remark);
  }
  return tacit::print(table) + remarks;
}

nlohmann::ordered_json json_of_claims(std::span<const Claim> claims) {
  auto rows = nlohmann::ordered_json::array();
  for (const Claim& claim : claims) {
    nlohmann::ordered_json row = {{"claim", claim.what}};
    put(row, "measured", claim.measured);
    put(row, "low", claim.low);
    put(row, "high", claim.high);
    row["as_expected"] = claim.holds();
    if (!claim.remark.empty()) row["remark"] = claim.remark;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace tacit::cli
