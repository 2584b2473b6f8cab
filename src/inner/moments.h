// The two running moments of a gradient that Adam and its descendants share.
#pragma once

#include <array>
#include <cmath>

#include "base/args.h"
#include "inner/inner.h"

namespace tacit::inner {

// Kingma and Ba 2015. The corrections use the betas as float32 holds them, as the averages themselves do.
class Moments {
 public:
  static constexpr int lanes = 2;

  Moments(Args& args, double epsilon)
      : beta1_(read(args, "beta1", 0.9, "share of the old mean that is kept")),
        beta2_(read(args, "beta2", 0.999, "share of the old mean square that is kept")),
        epsilon_(static_cast<float>(
            args.number("epsilon", epsilon, "keeps the division finite", at_least(1e-30)))) {}

  // Takes the gradient into the moments and leaves the direction in its place.
  void direct(const Ops& ops, const InnerStep& now) const {
    const Lane g = now.gradient, m = now.state[0], v = now.state[1];
    ops.combine(m, std::array{Term{beta1_, m}, Term{1 - beta1_, g}});
    ops.second_moment(v, g, beta2_);
    ops.adam_direction(g, m, v, {correction(beta1_, now.step), correction(beta2_, now.step), epsilon_});
  }

 private:
  // Nearer to one, float32 would round to it and the corrections divide by zero.
  static float read(Args& args, const std::string& name, double fallback, const std::string& help) {
    return static_cast<float>(args.number(name, fallback, help, between(0, 0.9999999)));
  }

  // 1 / (1 - beta^t) at the t-th step: undoes the pull of the zeros at the start.
  static float correction(double beta, long step) {
    return static_cast<float>(1 / (1 - std::pow(beta, static_cast<double>(step + 1))));
  }

  float beta1_, beta2_, epsilon_;
};

}  // namespace tacit::inner
