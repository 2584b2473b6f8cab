// What a stopped run leaves behind, so that it can go on: one file a node, and a seal once all of them are
// written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "base/archive.h"

namespace tacit {

// FNV-1a: tells chance from intent, but is no defence against an enemy.
std::uint64_t checksum(std::string_view bytes);

// Visits everything that a node carries from step to step.
using State = std::function<void(Archive&)>;

// Takes the seal away and writes the file of one node, which bears its name only once it is complete.
void save_state(const std::filesystem::path& folder, int rank, const State& state);
// Reads it back. Throws Error for a file that is cut, changed or of another run.
void load_state(const std::filesystem::path& folder, int rank, const State& state);

// Says that all nodes of this step have written their files.
void seal(const std::filesystem::path& folder, int nodes, long step);
// What lies there is no longer to be taken for a checkpoint.
void unseal(const std::filesystem::path& folder);
// Throws Error unless the folder holds a sealed checkpoint of so many nodes.
void require_seal(const std::filesystem::path& folder, int nodes);

}  // namespace tacit
