// How fast this machine's memory is, in the same pages and with as many threads as what is compared with it.
#pragma once

#include <cstddef>
#include <memory>

namespace tacit::bench {

// Memory in huge pages where the system gives them.
class Pages {
 public:
  explicit Pages(std::size_t bytes);

  [[nodiscard]] float* floats() const { return reinterpret_cast<float*>(memory_.get()); }
  [[nodiscard]] std::size_t count() const { return bytes_ / sizeof(float); }

 private:
  struct Free {
    void operator()(std::byte* memory) const;
  };
  std::size_t bytes_;
  std::unique_ptr<std::byte, Free> memory_;
};

// Passes over lanes of `bytes` each, split evenly over threads. Results are seconds for one pass.
class Probe {
 public:
  Probe(std::size_t bytes, int threads);

  // Reads one lane.
  double read_s();
  // Reads one lane and writes another.
  double copy_s();
  // Reads and writes each of two lanes.
  double update_two_s();

 private:
  template <class Pass>
  double timed(Pass pass);

  int threads_;
  Pages first_, second_;
};

}  // namespace tacit::bench
