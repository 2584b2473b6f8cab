// The one place that refuses combinations that cannot work, and warns of those that seldom do.
#pragma once

#include <string>
#include <vector>

#include "method/method.h"
#include "task/task.h"

namespace tacit {

// Throws Error saying what to use instead; returns warnings.
std::vector<std::string> check(const Method& method, const Task& task, int nodes);

}  // namespace tacit
