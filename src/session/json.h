// Runs as JSON, the same in files and on standard output. Numbers that were not measured are left out.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "session/host.h"
#include "session/sample.h"

namespace tacit {

nlohmann::ordered_json json_of(const Host& host);
nlohmann::ordered_json json_of(const Recipe& recipe);
nlohmann::ordered_json json_of(const RunInfo& info);
nlohmann::ordered_json json_of(const Sample& sample);
nlohmann::ordered_json json_of(const PeriodChange& change);
// The summary row; the fields of the last sample lie in "last".
nlohmann::ordered_json json_of(const Summary& summary);

// Sets `key` unless the value is NaN or infinite, which JSON cannot write.
void put(nlohmann::ordered_json& object, const char* key, double value);

const char* name_of(Ending ending);

}  // namespace tacit
