#include "periods.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "golden.h"

namespace tacit {
namespace {

// JSON has no NaN and no infinities.
double number(const nlohmann::json& value) {
  return value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>();
}

void expect_same(const nlohmann::json& trace) {
  const auto name = trace.at("schedule").get<std::string>() + ": " + trace.at("name").get<std::string>();
  const long steps = trace.at("steps");
  const auto pace =
      schedules().make(trace.at("schedule").get<std::string>())->start({steps, trace.at("steps_per_epoch")});
  std::vector<long> due;
  auto news = trace.at("heard").begin();
  for (long step = 0; step < steps; ++step) {
    if (pace->at(step) == Due::everything) due.push_back(step);
    for (; news != trace.at("heard").end() && news->at(0) == step; ++news) {
      pace->learn({step, number(news->at(1)), number(news->at(2)), number(news->at(3))});
      ASSERT_EQ(pace->period(), news->at(4).get<long>()) << name << ", after step " << step;
    }
  }
  EXPECT_EQ(due, trace.at("due").get<std::vector<long>>()) << name;
}

}  // namespace

void expect_golden_periods(const std::string& section) {
  for (const auto& trace : golden("periods.json", section)) expect_same(trace);
}

std::vector<Average> play(const std::string& schedule, const Horizon& horizon, const Tell& tell) {
  const auto pace = schedules().make(schedule)->start(horizon);
  std::vector<Average> averages;
  long last = -1;
  for (long step = 0; step < horizon.steps; ++step) {
    if (pace->at(step) != Due::everything) continue;
    pace->learn(tell(step, step - last));
    averages.push_back({step, step - last, pace->period(), pace->reason()});
    last = step;
  }
  return averages;
}

std::vector<Average> play_losses(const std::string& schedule, long steps, const std::vector<double>& losses) {
  std::size_t next = 0;
  return play(schedule, {.steps = steps}, [&](long step, long /*length*/) {
    return Agreed{step, losses[std::min(next++, losses.size() - 1)], 0, 0.1};
  });
}

std::vector<long> periods_of(const std::vector<Average>& averages) {
  std::vector<long> result;
  for (const Average& average : averages) result.push_back(average.period);
  return result;
}

}  // namespace tacit
