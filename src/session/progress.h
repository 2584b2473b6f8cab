// How far a run is: a line that is rewritten on a terminal, a line now and then elsewhere. Changes of the
// period get lines of their own, unless the run is one of many.
#pragma once

#include <chrono>
#include <cstdio>
#include <string>

#include "session/sink.h"

namespace tacit {

class Progress : public Sink {
 public:
  // Elsewhere: a line a tenth of the run, but not more often than every `pause_s`. Changes within a pause
  // share a line.
  Progress(std::FILE* out, bool terminal, double pause_s = 1)
      : out_(out), terminal_(terminal), pause_s_(pause_s) {}
  // Standard error, as a terminal if it is one.
  Progress();
  // For an experiment that ends in a table: its runs come and go on one line, or are silent.
  static Progress of_many();

  void start(const RunInfo& info) override;
  void sample(const Sample& sample) override;
  void change(const PeriodChange& change) override;
  void finish(const Summary& summary) override;

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] std::string line(const Sample& sample) const;
  [[nodiscard]] bool due(long step);
  void write(const std::string& text);
  void say(const std::string& text);
  void say_changes();

  std::FILE* out_;
  bool terminal_;
  double pause_s_;
  bool many_ = false;
  std::string name_;
  long steps_ = 0;
  long next_step_ = 0;
  double loss_ = unknown;
  PeriodChange change_;  // from the first to the last of those that were not said yet
  long changes_ = 0;
  Clock::time_point begun_, said_, said_change_;
};

}  // namespace tacit
