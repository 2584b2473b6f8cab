// Times the steps of a run without what comes before and after them: memory, data, the last evaluation.
#pragma once

#include <cassert>
#include <chrono>

#include "bench/duel.h"
#include "session/curve.h"

namespace tacit::bench {

class Stopwatch final : public Curve {
 public:
  void sample(const Sample& sample) override {
    Curve::sample(sample);
    times_.push_back(std::chrono::steady_clock::now());
  }

  // From sample `first` until the last but one, for the last one waits for the evaluation.
  [[nodiscard]] Timing since(std::size_t first) const {
    assert(times_.size() > first + 2);
    return {std::chrono::duration<double>(times_[times_.size() - 2] - times_[first]).count()};
  }
  [[nodiscard]] long steps_since(std::size_t first) const {
    return samples()[samples().size() - 2].step - samples()[first].step;
  }

 private:
  std::vector<std::chrono::steady_clock::time_point> times_;
};

}  // namespace tacit::bench
