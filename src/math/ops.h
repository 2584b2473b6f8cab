// The only way in which nodes, optimizers and exact codecs touch vectors. The host implements it with SIMD; a
// device registers its own, and no method is written twice.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "math/lane.h"
#include "math/number.h"

namespace tacit {

struct Term {
  float weight;
  Lane lane;
};

// What Adam's direction needs beside its two moments.
struct AdamScale {
  float first;   // 1 / (1 - beta1^t)
  float second;  // 1 / (1 - beta2^t)
  float epsilon;
};

// All lanes of one call have the same size. Results do not depend on the vector width of the machine:
// products and sums are rounded one by one, in the order given; doubles are summed in sixteen interleaved
// strands.
class Ops {
 public:
  virtual ~Ops() = default;

  // Zeroed memory for lanes, aligned to 64 bytes.
  [[nodiscard]] virtual std::shared_ptr<std::byte> make(std::size_t bytes) const = 0;
  // The lane as host memory, or an empty span where the host must not look.
  [[nodiscard]] virtual Vec host(Lane lane) const = 0;
  virtual void read(Lane from, Vec to) const = 0;
  virtual void write(ConstVec from, Lane to) const = 0;

  virtual void copy(Lane from, Lane to) const = 0;
  virtual void fill(Lane out, float value) const = 0;
  // Every number becomes the nearest that the format can say, ties to even; beyond +-65504 fp16 clips.
  virtual void round(Lane x, Number number) const = 0;
  // out = sum of weight * lane; out may be one of them.
  virtual void combine(Lane out, std::span<const Term> terms) const = 0;
  // Every lane of `written` becomes the average of `summed`: added in the order given, divided once.
  virtual void mean(std::span<const Lane> summed, std::span<const Lane> written) const = 0;

  [[nodiscard]] virtual double dot(Lane a, Lane b) const = 0;
  [[nodiscard]] virtual double squared_distance(Lane a, Lane b) const = 0;
  [[nodiscard]] virtual bool finite(Lane a) const = 0;

  // v = decay * v + (1 - decay) * g * g
  virtual void second_moment(Lane v, Lane g, float decay) const = 0;
  // out = first * m / (sqrt(second * v) + epsilon)
  virtual void adam_direction(Lane out, Lane m, Lane v, AdamScale scale) const = 0;
};

// The host's memory and its widest vectors.
const Ops& host_ops();

}  // namespace tacit
