// Four bits that every round carries. Summed as two doubles, they are 16 bytes and exact for up to 2^26
// nodes.
#pragma once

#include <array>
#include <cmath>

namespace tacit {

struct Votes {
  double stop = 0, checkpoint = 0, drained = 0, not_finite = 0;

  static constexpr double base = 0x1p26;
  static constexpr int riders = 2;

  [[nodiscard]] std::array<double, riders> pack() const {
    return {stop + base * checkpoint, drained + base * not_finite};
  }
  static Votes unpack(double first, double second) {
    const double checkpoints = std::floor(first / base);
    const double not_finites = std::floor(second / base);
    return {first - base * checkpoints, checkpoints, second - base * not_finites, not_finites};
  }
};

}  // namespace tacit
