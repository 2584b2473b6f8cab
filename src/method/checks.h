// The parts of check(): each refuses by throwing Error and appends warnings.
#pragma once

#include "method/method.h"
#include "task/task.h"

namespace tacit {

using Warnings = std::vector<std::string>;

struct Checked {
  const Method& method;
  const Task& task;
  int nodes;
  Warnings& warnings;

  [[nodiscard]] const Recipe& recipe() const { return method.recipe; }
  [[nodiscard]] int seats() const { return nodes / static_cast<int>(method.recipe.groups); }
  void warn(std::string text) const { warnings.push_back(std::move(text)); }
};

void check_gradient_codec(const Checked& now);
void check_gossip_codec(const Checked& now);
void check_global_codec(const Checked& now);
void check_correction(const Checked& now);
void check_fragments(const Checked& now);

}  // namespace tacit
