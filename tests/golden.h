// Numbers that an independent program worked out.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace tacit {

// By value: a reference into the parsed file would outlive it in a range-for.
inline nlohmann::json golden(const std::string& file, const std::string& section) {
  std::ifstream stream(TACIT_SOURCE_DIR "/tests/golden/" + file);
  return nlohmann::json::parse(stream).at(section);
}

}  // namespace tacit
