// Where samples are poured: files, a terminal, a curve in memory.
#pragma once

#include "session/sample.h"

namespace tacit {

// Called on rank 0 only, in this order.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void start(const RunInfo& /*info*/) {}
  virtual void sample(const Sample& /*sample*/) {}
  virtual void finish(const Summary& /*summary*/) {}
};

}  // namespace tacit
