// A file that bears its name only once it is finished.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>

namespace tacit {

// Written as PATH.partial and renamed by `keep`. One that is never kept stays behind as .partial: what was
// measured is not lost, and nobody takes it for complete.
class Draft {
 public:
  // Throws Error where PATH cannot be written.
  explicit Draft(std::filesystem::path path);

  // Throws Error when the disk is full.
  void write(std::string_view text);
  void keep();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::filesystem::path path_, partial_;
  std::unique_ptr<std::FILE, Close> file_;
};

// A whole file at once.
void write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace tacit
