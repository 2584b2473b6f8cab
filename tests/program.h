// Runs the program as a user would, in a folder of its own.
#pragma once

#include <string>
#include <vector>

#include "scratch_folder.h"

namespace tacit {

struct Ran {
  int code = -1;  // 128 + number where a signal ended it
  std::string out, err;
};

class Program {
 public:
  // Runs to the end. A `signal` is sent once the first sample has been written.
  Ran operator()(const std::vector<std::string>& words, int signal = 0) const;

  [[nodiscard]] const ScratchFolder& folder() const { return folder_; }

 private:
  ScratchFolder folder_;
};

}  // namespace tacit
