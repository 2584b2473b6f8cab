// Where a run writes, chosen so that no earlier run is lost.
#pragma once

#include <filesystem>
#include <string>

namespace tacit {

// Makes the first of PARENT/NAME-1, PARENT/NAME-2, ... that does not exist yet.
std::filesystem::path fresh_folder(const std::filesystem::path& parent, const std::string& name);

// Makes PATH or takes it as it is; throws Error if it holds a finished run, unless `force`.
std::filesystem::path given_folder(const std::filesystem::path& path, bool force);

}  // namespace tacit
