// Claims beside what was measured, for terminals and files.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "session/claim.h"

namespace tacit::cli {

// A line a claim that ends with "as expected" or "not as expected"; remarks follow below the table.
std::string print_claims(std::span<const Claim> claims);

nlohmann::ordered_json json_of_claims(std::span<const Claim> claims);

}  // namespace tacit::cli
