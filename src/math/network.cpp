#include "math/network.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "math/losses.h"
#include "math/product.h"

namespace tacit {
namespace {

std::size_t values(std::span<const Stage> stages, std::size_t batch) {
  std::size_t each = stages[0].in;
  for (const Stage& stage : stages) each += stage.out;
  return each * batch;
}

std::size_t most_weights(std::span<const Stage> stages) {
  std::size_t most = 0;
  for (const Stage& stage : stages) most = std::max(most, stage.in * stage.out);
  return most;
}

std::size_t widest_input(std::span<const Stage> stages) {
  std::size_t widest = 0;
  for (const Stage& stage : stages) widest = std::max(widest, stage.in);
  return widest;
}

}  // namespace

std::vector<Stage> stages_of(const std::vector<std::size_t>& widths) {
  std::vector<Stage> stages;
  std::size_t offset = 0;
  for (std::size_t k = 0; k + 1 < widths.size(); ++k) {
    stages.push_back({widths[k], widths[k + 1], offset});
    offset += (widths[k] + 1) * widths[k + 1];
  }
  return stages;
}

std::size_t Pass::bytes(std::span<const Stage> stages, std::size_t batch) {
  return (values(stages, batch) + most_weights(stages) + widest_input(stages) * batch) * sizeof(float);
}

Pass::Pass(std::span<const Stage> stages, std::size_t batch, std::span<std::byte> memory)
    : stages_(stages), batch_(batch) {
  assert(memory.size() >= bytes(stages, batch));
  auto* begin = reinterpret_cast<float*>(memory.data());
  values_ = {begin, values(stages, batch)};
  transposed_ = {begin + values_.size(), most_weights(stages)};
  pulled_ = {transposed_.data() + transposed_.size(), widest_input(stages) * batch};
}

// The inputs of all stages lie one behind the other; behind the last is what the network says.
Vec Pass::into(std::size_t stage) const {
  std::size_t before = 0;
  for (std::size_t k = 0; k < stage; ++k) before += stages_[k].in;
  const std::size_t width = stage < stages_.size() ? stages_[stage].in : stages_.back().out;
  return values_.subspan(before * batch_, width * batch_);
}

Vec Pass::forward(ConstVec x, std::size_t size) {
  for (std::size_t k = 0; k < stages_.size(); ++k) {
    const Stage& stage = stages_[k];
    kernels::product({size, stage.in, stage.out}, {into(k).data(), stage.in, 1}, x.data() + stage.offset,
                     into(k + 1).data());
    add_biases(k, x, size);
  }
  return into(stages_.size()).first(size * stages_.back().out);
}

void Pass::add_biases(std::size_t stage, ConstVec x, std::size_t size) const {
  const Vec out = into(stage + 1);
  const std::size_t width = stages_[stage].out;
  const ConstVec biases = x.subspan(stages_[stage].biases(), width);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < width; ++j) out[i * width + j] += biases[j];
  }
  if (stage + 1 == stages_.size()) return;
  // In this order of the arguments what is not a number stays so.
  for (float& value : out.first(size * width)) value = std::max(value, 0.0F);
}

void Pass::backward(ConstVec x, std::size_t size, Vec gradient) {
  for (std::size_t k = stages_.size(); k-- > 0;) {
    const Stage& stage = stages_[k];
    const ConstVec slopes = into(k + 1);
    kernels::product({stage.in, size, stage.out}, {into(k).data(), 1, stage.in}, slopes.data(),
                     gradient.data() + stage.offset);
    const Vec biases = gradient.subspan(stage.biases(), stage.out);
    std::fill(biases.begin(), biases.end(), 0.0F);
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j < stage.out; ++j) biases[j] += slopes[i * stage.out + j];
    }
    if (k > 0) pull_back(k, x, size);
  }
}

// The slope by a stage's input: slopes * transposed weights, and nothing where the input was cut off at zero.
void Pass::pull_back(std::size_t stage, ConstVec x, std::size_t size) {
  const auto [in, out, offset] = stages_[stage];
  for (std::size_t i = 0; i < in; ++i) {
    for (std::size_t j = 0; j < out; ++j) transposed_[j * in + i] = x[offset + i * out + j];
  }
  kernels::product({size, out, in}, {into(stage + 1).data(), out, 1}, transposed_.data(), pulled_.data());
  const Vec below = into(stage);
  for (std::size_t i = 0; i < size * in; ++i) {
    const float slope = pulled_[i];
    below[i] = below[i] > 0 ? slope : 0.0F;
  }
}

double softmax_loss(Vec said, std::size_t label) {
  const float top = *std::max_element(said.begin(), said.end());
  for (float& value : said) value -= top;
  const double chosen = said[label];
  kernels::exponential(said.data(), said.size());
  float sum = 0;
  for (const float value : said) sum += value;
  for (float& value : said) value /= sum;
  said[label] -= 1.0F;
  return std::log(static_cast<double>(sum)) - chosen;
}

}  // namespace tacit
