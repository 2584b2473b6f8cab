#include "session/folder.h"

#include <system_error>

#include "base/error.h"

namespace tacit {
namespace {

void make(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) fail("{} cannot be made: {}; choose another folder with --out", path.string(), error.message());
}

}  // namespace

std::filesystem::path fresh_folder(const std::filesystem::path& parent, const std::string& name) {
  make(parent);
  for (int number = 1;; ++number) {
    auto path = parent / fmt::format("{}-{}", name, number);
    std::error_code error;
    if (std::filesystem::create_directory(path, error)) return path;
    if (error)
      fail("{} cannot be made: {}; choose another folder with --out", path.string(), error.message());
  }
}

std::filesystem::path given_folder(const std::filesystem::path& path, bool force) {
  make(path);
  for (const char* finished : {"run.jsonl", "summary.json"}) {
    if (!force && std::filesystem::exists(path / finished)) {
      fail(
          "{} already holds a finished run ({}); choose another folder with --out, or --force to write over "
          "it",
          path.string(), finished);
    }
  }
  return path;
}

}  // namespace tacit
