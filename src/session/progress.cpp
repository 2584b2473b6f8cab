#include "session/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace tacit {
namespace {

constexpr int bar_width = 24;
constexpr double patience_s = 10;  // the longest silence, where samples come

std::string bar(double share) {
  const int full = static_cast<int>(std::lround(share * bar_width));
  return "[" + std::string(full, '=') + std::string(bar_width - full, ' ') + "]";
}

std::string duration(double seconds) {
  const long whole = std::lround(seconds);
  if (whole < 60) return fmt::format("{}s", whole);
  if (whole < 3600) return fmt::format("{}m{:02}s", whole / 60, whole % 60);
  return fmt::format("{}h{:02}m", whole / 3600, whole / 60 % 60);
}

double since(std::chrono::steady_clock::time_point then) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - then).count();
}

// A value of zero has nothing to say.
std::string describe(const PeriodChange& change, long count) {
  std::string result = fmt::format("step {}: period {} -> {}", change.step, change.from, change.to);
  if (count > 1) result += fmt::format(" ({} changes)", count);
  result += ": " + change.reason;
  if (change.value != 0) result += fmt::format(" {:.3g}", change.value);
  return result;
}

}  // namespace

Progress::Progress() : Progress(stderr, isatty(STDERR_FILENO) != 0) {}

Progress Progress::of_many() {
  Progress progress;
  progress.many_ = true;
  return progress;
}

void Progress::start(const RunInfo& info) {
  name_ = info.name;
  steps_ = info.steps;
  next_step_ = std::max(1L, steps_ / 10);
  loss_ = unknown;
  changes_ = 0;
  begun_ = said_ = said_change_ = Clock::now();
}

std::string Progress::line(const Sample& sample) const {
  const double elapsed_s = since(begun_);
  const double share = steps_ > 0 ? static_cast<double>(sample.step) / static_cast<double>(steps_) : 1;
  std::string result = fmt::format("{:<16} ", name_);
  if (terminal_) result += bar(share) + " ";
  result += fmt::format("{}/{}", sample.step, steps_);
  if (!std::isnan(loss_)) result += fmt::format("  loss {:.4g}", loss_);
  if (elapsed_s > 0 && sample.step > 0) {
    const double rate = static_cast<double>(sample.step) / elapsed_s;
    result += fmt::format("  {:.3g} steps/s", rate);
    const double left_s = static_cast<double>(steps_ - sample.step) / rate;
    if (sample.step < steps_) result += "  eta " + duration(left_s);
  }
  return result;
}

bool Progress::due(long step) {
  const double silent_s = since(said_);
  if (silent_s < pause_s_ || (step < next_step_ && silent_s < patience_s)) return false;
  next_step_ = step + std::max(1L, steps_ / 10);
  return true;
}

void Progress::write(const std::string& text) {
  fmt::print(out_, "{}{}", terminal_ ? "\r\033[K" : "", text);
  std::fflush(out_);
}

void Progress::say(const std::string& text) {
  write(text);
  said_ = Clock::now();
}

void Progress::say_changes() {
  if (changes_ == 0) return;
  write(describe(change_, changes_) + "\n");
  changes_ = 0;
  said_change_ = Clock::now();
}

void Progress::change(const PeriodChange& change) {
  if (many_) return;
  const long from = changes_ == 0 ? change.from : change_.from;
  change_ = change;
  change_.from = from;
  ++changes_;
  if (since(said_change_) >= pause_s_) say_changes();
}

void Progress::sample(const Sample& sample) {
  const double loss = std::isnan(sample.loss) ? sample.train_loss : sample.loss;
  if (!std::isnan(loss)) loss_ = loss;
  if (since(said_change_) >= pause_s_) say_changes();
  if (terminal_) {
    say(line(sample));
  } else if (sample.step < steps_ && sample.step > 0 && due(sample.step)) {
    say(line(sample) + "\n");
  }
}

void Progress::finish(const Summary& summary) {
  if (many_) return terminal_ ? write("") : void();
  say_changes();
  say(line(summary.last) + "\n");
}

}  // namespace tacit
