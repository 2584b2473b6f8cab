// A barrier for a few threads that meet every few microseconds: it spins a little before it gives the core
// away.
#pragma once

#include <atomic>
#include <thread>

namespace tacit {

class Barrier {
 public:
  explicit Barrier(int threads) : threads_(threads) {}

  // The last to come runs `settle` while the others still wait.
  template <class Settle>
  void meet(const Settle& settle) {
    const long round = round_.load(std::memory_order_acquire);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
      settle();
      arrived_.store(0, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
      return;
    }
    for (int spins = 0; round_.load(std::memory_order_acquire) == round; ++spins) {
      if (spins > 4000) std::this_thread::yield();
    }
  }

 private:
  const int threads_;
  std::atomic<int> arrived_{0};
  std::atomic<long> round_{0};
};

}  // namespace tacit
