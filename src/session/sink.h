// Where samples are poured: files, a terminal, a curve in memory.
#pragma once

#include "session/sample.h"

namespace tacit {

// Called on rank 0 only: start, then samples and changes as they come, then finish.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void start(const RunInfo& /*info*/) {}
  virtual void sample(const Sample& /*sample*/) {}
  virtual void change(const PeriodChange& /*change*/) {}
  virtual void finish(const Summary& /*summary*/) {}
};

}  // namespace tacit
