// Keeps the samples of a run in memory.
#pragma once

#include "session/sink.h"

namespace tacit {

class Curve : public Sink {
 public:
  void sample(const Sample& sample) override { samples_.push_back(sample); }

  [[nodiscard]] const std::vector<Sample>& samples() const { return samples_; }

 private:
  std::vector<Sample> samples_;
};

}  // namespace tacit
