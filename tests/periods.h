// Plays schedules without nodes, against traces and against models of what averages tell.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "schedule/schedule.h"

namespace tacit {

// Replays every trace of that section of golden/periods.json: the steps that average and each new period.
void expect_golden_periods(const std::string& section);

struct Average {
  long step = 0;
  long length = 0;  // steps since the average before
  long period = 0;  // to come
  Reason reason;
};

// What a global average tells, from its step and the length of the period it ends.
using Tell = std::function<Agreed(long step, long length)>;

std::vector<Average> play(const std::string& schedule, const Horizon& horizon, const Tell& tell);

// A loss for each average in turn; the last one stays.
std::vector<Average> play_losses(const std::string& schedule, long steps, const std::vector<double>& losses);

std::vector<long> periods_of(const std::vector<Average>& averages);

}  // namespace tacit
