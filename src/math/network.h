// A stack of affine maps with max(0, .) between them and a softmax behind, differentiated by hand.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "math/lane.h"

namespace tacit {

// Maps `in` numbers to `out`. In the model: weights (in rows, out columns), then biases.
struct Stage {
  std::size_t in, out, offset;

  [[nodiscard]] std::size_t biases() const { return offset + in * out; }
};

// widths[0] numbers come in, the last of `widths` go out.
std::vector<Stage> stages_of(const std::vector<std::size_t>& widths);

// One pass of at most `batch` samples through a network, in borrowed memory; it allocates nothing.
class Pass {
 public:
  Pass(std::span<const Stage> stages, std::size_t batch, std::span<std::byte> memory);
  // The memory that a pass wants.
  static std::size_t bytes(std::span<const Stage> stages, std::size_t batch);

  // Where sample i of the batch is to be written.
  [[nodiscard]] Vec input(std::size_t i) { return into(0).subspan(i * stages_[0].in, stages_[0].in); }

  // What the last layer says of the first `size` inputs; may be changed.
  Vec forward(ConstVec x, std::size_t size);

  // Takes the slope of the loss by what `forward` said from the place where it said it; writes the gradient.
  void backward(ConstVec x, std::size_t size, Vec gradient);

 private:
  [[nodiscard]] Vec into(std::size_t stage) const;
  void add_biases(std::size_t stage, ConstVec x, std::size_t size) const;
  void pull_back(std::size_t stage, ConstVec x, std::size_t size);

  std::span<const Stage> stages_;
  std::size_t batch_;
  Vec values_, transposed_, pulled_;
};

// Turns `said` into softmax minus one at the label; returns -ln of the label's softmax.
double softmax_loss(Vec said, std::size_t label);

}  // namespace tacit
