#include "session/draft.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/error.h"

namespace tacit {

Draft::Draft(std::filesystem::path path) : path_(std::move(path)), partial_(path_.string() + ".partial") {
  file_.reset(std::fopen(partial_.c_str(), "wb"));
  if (file_ == nullptr) {
    fail("{} cannot be written: {}; choose another folder with --out", path_.string(), std::strerror(errno));
  }
}

void Draft::write(std::string_view text) {
  // Flushed, so that a run can be followed in its file.
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size() || std::fflush(file_.get()) != 0) {
    fail("{} cannot be written: {}; make room or choose another folder with --out", partial_.string(),
         std::strerror(errno));
  }
}

void Draft::keep() {
  std::error_code error;
  if (std::fclose(file_.release()) != 0) {
    error.assign(errno, std::generic_category());
  } else {
    std::filesystem::rename(partial_, path_, error);
  }
  if (error) fail("{} cannot be finished: {}", path_.string(), error.message());
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  Draft draft(path);
  draft.write(text);
  draft.keep();
}

}  // namespace tacit
