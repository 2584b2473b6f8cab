#include "schedule/schedule.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "memory_archive.h"
#include "whole_shelf.h"

namespace tacit {
namespace {

constexpr long steps = 600;
const std::vector<std::string> spellings = {"every(1)",
                                            "every(7)",
                                            "warmup(steps=0, then=every(5))",
                                            "warmup(steps=100, then=every(16))",
                                            "warmup(steps=50, then=warmup(steps=50, then=never))",
                                            "warmup(steps=30, then=growing(first=10, rounds=8))",
                                            "growing(first=10, growth=1.09, rounds=10)",
                                            "growing(first=13, rounds=6)",
                                            "aga(first=3, warmup=1, base=previous, cap=30)",
                                            "aga(exponent=1, loss=batch, floor=-1)",
                                            "lupa(first=5)",
                                            "lupa(first=2000, cap=2000)",
                                            "adacomm(first=8, cap=40)",
                                            "variance(first_epoch=2, sampling=0.1)",
                                            "variance(first=2, first_epoch=0, cap=5)",
                                            "warmup(steps=33, then=aga(warmup=10))",
                                            "warmup(steps=90, then=variance)"};

Horizon horizon() {
  return {.steps = steps, .steps_per_epoch = 60, .nodes = 4};
}

// What a run would tell the pace: the loss falls, the spread wanders, the rate drops, and at times a number
// is of no use.
Agreed news(long step) {
  const double at = static_cast<double>(step);
  Agreed agreed{step, 10 / (1 + at), 1 + 0.5 * static_cast<double>(step % 5), step < 400 ? 0.1 : 0.01};
  if (step % 17 == 3) agreed.loss = agreed.spread = std::nan("");
  if (step > 200 && step < 260) agreed.loss = -1;
  if (step % 23 == 0) agreed.rate = 0;
  return agreed;
}

void teach(Pace& pace, Due due, long step) {
  if (due == Due::everything) pace.learn(news(step));
}

// An average is learnt so many steps late; `answers` holds the steps so far.
void play_on(Pace& pace, long to, long late, std::vector<Due>& answers) {
  for (long step = static_cast<long>(answers.size()); step < to; ++step) {
    answers.push_back(pace.at(step));
    if (step < late || answers[static_cast<std::size_t>(step - late)] != Due::everything) continue;
    pace.learn(news(step));
  }
}

std::vector<Due> play(Pace& pace, long from, long to) {
  std::vector<Due> answers(static_cast<std::size_t>(from), Due::nothing);
  play_on(pace, to, 0, answers);
  answers.erase(answers.begin(), answers.begin() + from);
  return answers;
}

// Steps between global averages, the last one counted to the last average.
std::vector<long> periods(const std::string& spelling, long length) {
  const auto pace = schedules().make(spelling)->start({.steps = length});
  std::vector<long> result;
  long last = 0;
  for (long step = 0; step < (length > 0 ? length : 10000); ++step) {
    if (pace->at(step) != Due::everything) continue;
    result.push_back(step + 1 - last);
    last = step + 1;
  }
  return result;
}

TEST(Schedules, AnswerTheSameOnEveryNode) {
  for (const auto& [name, schedule] : whole_shelf(schedules(), spellings)) {
    const auto one = schedule->start(horizon());
    const auto other = schedule->start(horizon());
    EXPECT_EQ(play(*one, 0, steps), play(*other, 0, steps)) << name;
  }
}

// A second pace takes over at every step, also while an average has not been learnt yet.
TEST(Schedules, GoOnFromACheckpointAtAnyStepAsIfThereHadBeenNone) {
  for (const auto& [name, schedule] : whole_shelf(schedules(), spellings)) {
    for (const long late : {0L, 1L}) {
      const auto whole = schedule->start(horizon());
      std::vector<Due> expected, answers;
      play_on(*whole, steps, late, expected);
      auto pace = schedule->start(horizon());
      for (long step = 0; step < steps; ++step) {
        play_on(*pace, step + 1, late, answers);
        MemoryArchive archive;
        pace->carry(archive);
        archive.load();
        auto resumed = schedule->start(horizon());
        resumed->carry(archive);
        ASSERT_EQ(resumed->period(), pace->period()) << name << " after step " << step;
        pace = std::move(resumed);
      }
      EXPECT_EQ(answers, expected) << name << " learnt late by " << late;
    }
  }
}

TEST(Schedules, AverageOnTheLastStepWhereTheyAdapt) {
  for (const auto& [name, schedule] : whole_shelf(schedules(), spellings)) {
    if (!schedule->adapts()) continue;
    EXPECT_EQ(play(*schedule->start(horizon()), 0, steps).back(), Due::everything) << name;
  }
}

TEST(Schedules, StayWithinTheirShortestPeriodWhenTheyLearnLate) {
  for (const auto& [name, schedule] : whole_shelf(schedules(), spellings)) {
    std::vector<Due> answers;
    play_on(*schedule->start(horizon()), steps - 1, schedule->shortest(), answers);
    long last = -1;
    for (long step = 0; step < steps - 1; ++step) {
      if (answers[static_cast<std::size_t>(step)] == Due::gradients) last = step;
      if (answers[static_cast<std::size_t>(step)] != Due::everything) continue;
      EXPECT_GE(step - last, schedule->shortest()) << name << " at step " << step;
      last = step;
    }
  }
}

TEST(Schedules, KeepWhatTheyPromise) {
  for (const auto& [name, schedule] : whole_shelf(schedules(), spellings)) {
    const auto pace = schedule->start(horizon());
    long last = 0;
    for (long step = 0; step < steps; ++step) {
      const Due due = pace->at(step);
      if (due == Due::gradients) {
        EXPECT_TRUE(schedule->averages_gradients()) << name;
        last = step + 1;
      }
      if (due != Due::everything) continue;
      EXPECT_TRUE(schedule->averages()) << name;
      EXPECT_GE(step + 1 - last, schedule->shortest()) << name << " at step " << step;
      last = step + 1;
      teach(*pace, due, step);
    }
  }
}

TEST(Every, AveragesWhenTheStepPlusOneIsAMultipleOfThePeriod) {
  for (const long period : {1L, 2L, 6L, 16L}) {
    const auto pace = schedules().make("every(" + std::to_string(period) + ")")->start(horizon());
    EXPECT_EQ(pace->period(), period);
    for (long step = 0; step < 100; ++step) {
      EXPECT_EQ(pace->at(step), (step + 1) % period == 0 ? Due::everything : Due::nothing);
    }
  }
}

TEST(Warmup, AveragesGradientsAndThenStartsTheNextScheduleAtItsStepZero) {
  const auto pace = schedules().make("warmup(steps=10, then=every(4))")->start(horizon());
  for (long step = 0; step < 10; ++step) EXPECT_EQ(pace->at(step), Due::gradients);
  for (long step = 10; step < 30; ++step) {
    EXPECT_EQ(pace->at(step), (step - 10 + 1) % 4 == 0 ? Due::everything : Due::nothing);
  }
}

// LUPA's released code: growth 1.0927 gives 5385 of 5469 steps, so the last period takes 84 more.
TEST(Growing, GivesThePeriodsOfLupa) {
  const std::vector<long> plain = {91, 190, 290, 389, 489, 588, 688, 787, 886, 986};
  const auto sum = [](const std::vector<long>& v) { return std::accumulate(v.begin(), v.end(), 0L); };

  const auto unbounded = periods("growing(first=91, growth=1.0927, rounds=10)", 0);
  ASSERT_EQ(unbounded.size(), plain.size());
  for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_NEAR(unbounded[i], plain[i], 1);
  EXPECT_NEAR(sum(unbounded), 5385, 1);

  const auto bounded = periods("growing(first=91, growth=1.0927, rounds=10)", 5469);
  EXPECT_EQ(bounded.size(), 10u);
  EXPECT_EQ(sum(bounded), 5469);
}

TEST(Growing, FindsTheGrowthThatFillsTheRun) {
  const auto fitted = periods("growing(first=91, rounds=10)", 5469);
  ASSERT_EQ(fitted.size(), 10u);
  for (std::size_t i = 0; i < fitted.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(fitted[i]), 91 * (1 + 1.1133 * static_cast<double>(i)), 1.1);
  }
}

TEST(Growing, PeriodsSumToTheLengthOfTheRun) {
  for (const std::string spelling :
       {"growing(first=10, growth=1.09, rounds=10)", "growing(first=91, rounds=10)",
        "growing(first=3, growth=0.3, rounds=7)", "growing(first=50, rounds=1)"}) {
    for (const long length : {1L, 9L, 10L, 91L, 100L, 599L, 5469L, 100000L}) {
      const auto found = periods(spelling, length);
      EXPECT_EQ(std::accumulate(found.begin(), found.end(), 0L), length) << spelling;
    }
  }
}

}  // namespace
}  // namespace tacit
