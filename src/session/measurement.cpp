#include "session/measurement.h"

#include <algorithm>
#include <cmath>

namespace tacit {
namespace {

// What every node adds, followed by the squared distance from the optimum of each copy.
enum Rider : std::size_t {
  consensus,
  loss,
  correct,
  count,
  bytes,
  messages,
  waited,
  train_loss,
  train_count,
  dropped,
  stop,
  fixed_riders,
};

}  // namespace

Measurement::Measurement(const Stage& stage, Node& node, Engine& engine, std::span<std::byte> scratch)
    : stage_(stage), node_(node), engine_(engine), ops_(engine.ops()), scratch_(scratch) {
  const std::size_t size = node.parameters().size;
  const std::size_t lane_bytes = size * sizeof(float);
  average_ = lane_over(engine.memory(lane_bytes), size);
  riders_.resize(fixed_riders);
  const ConstVec optimum = stage.work.optimum();
  if (optimum.empty()) return;
  target_ = lane_over(engine.scratch(lane_bytes), size);
  ops_.write(optimum, target_);
  riders_.resize(fixed_riders + static_cast<std::size_t>(stage.task.copies()));
}

void Measurement::add_loss(double value) {
  loss_sum_ += value;
  loss_count_ += 1;
}

bool Measurement::stop_wanted() const {
  return riders_[stop] > 0;
}

Traffic Measurement::total_traffic() const {
  const Traffic& here = engine_.traffic();
  return {earlier_.bytes + here.bytes, earlier_.messages + here.messages, earlier_.waited_s + here.waited_s};
}

void Measurement::open(long step) {
  step_ = step;
  name_ = std::max(name_ + 1, step);  // the last step may be measured twice
  ops_.copy(node_.parameters(), average_);
  ticket_ = engine_.mean({Channel::measure, name_, average_, {}, {0, 1, engine_.size()}});
}

void Measurement::add_score() {
  const Vec model = on_host(ops_, average_, staged_);
  const Score part = stage_.work.score(model, engine_.rank(), engine_.size(), scratch_);
  riders_[loss] = part.loss;
  riders_[correct] = part.correct;
  riders_[count] = part.count;
}

void Measurement::add_errors(Lane model) {
  const std::size_t copies = riders_.size() - fixed_riders;
  for (std::size_t k = 0; k < copies; ++k) {
    const std::size_t size = model.size / copies;
    riders_[fixed_riders + k] =
        ops_.squared_distance(model.part(k * size, size), target_.part(k * size, size));
  }
}

void Measurement::score(bool evaluates, bool wants_stop) {
  ticket_.wait();
  time_s_ = ticket_.last_came_s();
  ticket_.reclaim();
  std::fill(riders_.begin(), riders_.end(), 0.0);
  if (evaluates) add_score();
  const Lane model = node_.model();
  riders_[consensus] = ops_.squared_distance(model, average_);
  add_errors(model);
  const Traffic sent = total_traffic();
  riders_[bytes] = sent.bytes;
  riders_[messages] = sent.messages;
  riders_[waited] = sent.waited_s;
  riders_[train_loss] = loss_sum_;
  riders_[train_count] = loss_count_;
  riders_[dropped] = static_cast<double>(node_.dropped());
  riders_[stop] = wants_stop ? 1 : 0;
  loss_sum_ = loss_count_ = 0;
  ticket_ = engine_.mean({Channel::result, name_, {}, riders_, {0, 1, engine_.size()}});
}

Sample Measurement::close() {
  ticket_.wait();
  ticket_.reclaim();
  const double n = engine_.size();
  if (riders_[train_count] > 0) train_loss_ = riders_[train_loss] / riders_[train_count];
  Sample sample;
  sample.step = step_;
  if (const long epoch = stage_.work.steps_per_epoch(); epoch > 0) {
    sample.epoch = static_cast<double>(step_) / static_cast<double>(epoch);
  }
  sample.rate = stage_.method.inner->rate(step_, stage_.options.steps);
  sample.time_s = earlier_s_ + time_s_;
  sample.train_loss = train_loss_;
  if (riders_[count] > 0) {
    sample.loss = riders_[loss] / riders_[count];
    if (stage_.task.has_accuracy()) sample.accuracy = riders_[correct] / riders_[count];
  }
  sample.consensus = riders_[consensus] / n;
  sample.bytes = riders_[bytes] / n;
  sample.messages = riders_[messages] / n;
  sample.waited_s = riders_[waited] / n;
  sample.dropped = std::lround(riders_[dropped]);
  sample.period = node_.period();
  sample.averages = node_.averages();
  read_errors(sample);
  return sample;
}

// Mean and deviation over copies of the mean over nodes.
void Measurement::read_errors(Sample& sample) const {
  const auto copies = static_cast<double>(riders_.size() - fixed_riders);
  if (copies == 0) return;
  double sum = 0;
  double squares = 0;
  for (std::size_t k = fixed_riders; k < riders_.size(); ++k) {
    const double error = riders_[k] / engine_.size();
    sum += error;
    squares += error * error;
  }
  sample.error = sum / copies;
  if (copies == 1) return;
  sample.error_deviation = std::sqrt(std::max(0.0, squares - sum * sum / copies) / (copies - 1));
}

void Measurement::carry(Archive& archive) {
  Traffic total = total_traffic();
  double time_s = earlier_s_ + engine_.now();
  archive.scalar("sample_loss_sum", loss_sum_);
  archive.scalar("sample_loss_count", loss_count_);
  archive.scalar("bytes", total.bytes);
  archive.scalar("messages", total.messages);
  archive.scalar("waited_s", total.waited_s);
  archive.scalar("time_s", time_s);
  const Traffic& here = engine_.traffic();
  earlier_ = {total.bytes - here.bytes, total.messages - here.messages, total.waited_s - here.waited_s};
  earlier_s_ = time_s - engine_.now();
}

}  // namespace tacit
