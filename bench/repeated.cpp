#include "bench/repeated.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace tacit::bench {
namespace {

double seconds(const std::function<void()>& job, int count) {
  const auto start = std::chrono::steady_clock::now();
  for (int k = 0; k < count; ++k) job();
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  return passed.count() / count;
}

}  // namespace

int repeats(double once_s, const Effort& effort) {
  const double whole_s = effort.quick ? 0.004 : 0.2;
  return static_cast<int>(std::clamp(std::ceil(whole_s / once_s), 1.0, 1000.0));
}

Side repeated(std::function<void()> job, const Effort& effort) {
  job();
  const int count = repeats(seconds(job, 1), effort);
  return [job = std::move(job), count] { return Timing{seconds(job, count)}; };
}

}  // namespace tacit::bench
