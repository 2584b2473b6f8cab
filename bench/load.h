// What else the machine did while something was measured.
#pragma once

#include <chrono>

namespace tacit::bench {

// Watches from its construction on.
class Load {
 public:
  Load();
  // Cores that others kept busy since then: all busy time less this process's own and `peer_cpu_s` of its
  // peers.
  [[nodiscard]] double foreign_cores(double peer_cpu_s) const;

 private:
  std::chrono::steady_clock::time_point began_;
  double busy_s_, own_s_;
};

// Keeps this process and those it starts on the last `cores` cores, until it is destroyed.
class Pinned {
 public:
  explicit Pinned(int cores);
  ~Pinned();
  Pinned(const Pinned&) = delete;
  Pinned& operator=(const Pinned&) = delete;
};

}  // namespace tacit::bench
