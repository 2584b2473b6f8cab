// What the global averages of a run tell its schedule, written down.
#pragma once

#include <memory>
#include <vector>

#include "schedule/schedule.h"

namespace tacit {

// A schedule that decides as the given one and also asks for the spread. `heard` must outlive it; it is
// written by whichever node comes first, so the nodes must live in one thread.
std::unique_ptr<Schedule> overheard(std::unique_ptr<Schedule> schedule, std::vector<Agreed>& heard);

}  // namespace tacit
