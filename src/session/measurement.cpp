// The part of a trainer that looks at the state of a run: three turns, in which all nodes come to the same
// sample.
#include <algorithm>
#include <cmath>

#include "session/trainer.h"

namespace tacit {
namespace {

// What every node adds to a measurement, followed by the squared distance from the optimum of each copy.
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

void Trainer::prepare_measurements() {
  const std::size_t copies =
      stage_.work.optimum().empty() ? 0 : static_cast<std::size_t>(stage_.task.copies());
  riders_.resize(fixed_riders + copies);
}

bool Trainer::evaluates() const {
  const long every = stage_.options.evaluate;
  return last_ || (every > 0 && samples_ % every == 0);
}

void Trainer::measure() {
  ops_.copy(node_.parameters(), average_);
  measured_ = std::max(measured_ + 1, step_);  // the last step may be measured twice
  ticket_ = engine_.mean({Channel::measure, measured_, average_, {}, {0, 1, engine_.size()}});
  next_ = Next::score;
}

void Trainer::errors_from_optimum(Lane model) {
  if (target_.size == 0) return;
  const std::size_t copies = riders_.size() - fixed_riders;
  const std::size_t size = layout_.size() / copies;
  for (std::size_t k = 0; k < copies; ++k) {
    riders_[fixed_riders + k] =
        ops_.squared_distance(model.part(k * size, size), target_.part(k * size, size));
  }
}

void Trainer::score() {
  ticket_.wait();
  time_s_ = ticket_.last_came_s();
  ticket_.reclaim();
  std::fill(riders_.begin(), riders_.end(), 0.0);
  if (evaluates()) {
    const Score part = stage_.work.score(host(average_, staged_x_), engine_.rank(), engine_.size(), scratch_);
    riders_[loss] = part.loss;
    riders_[correct] = part.correct;
    riders_[count] = part.count;
  }
  const Lane model = node_.model();
  riders_[consensus] = ops_.squared_distance(model, average_);
  errors_from_optimum(model);
  const Traffic sent = total_traffic();
  riders_[bytes] = sent.bytes;
  riders_[messages] = sent.messages;
  riders_[waited] = sent.waited_s;
  riders_[train_loss] = loss_sum_;
  riders_[train_count] = loss_count_;
  riders_[dropped] = static_cast<double>(node_.dropped());
  riders_[stop] = stop_.raised() ? 1 : 0;
  loss_sum_ = loss_count_ = 0;
  ticket_ = engine_.mean({Channel::result, measured_, {}, riders_, {0, 1, engine_.size()}});
  next_ = Next::publish;
}

Sample Trainer::make_sample() const {
  const double n = engine_.size();
  const auto ratio = [&](Rider sum, Rider weight) {
    return riders_[weight] > 0 ? riders_[sum] / riders_[weight] : unknown;
  };
  Sample sample;
  sample.step = step_;
  if (const long epoch = stage_.work.steps_per_epoch(); epoch > 0) {
    sample.epoch = static_cast<double>(step_) / static_cast<double>(epoch);
  }
  sample.rate = stage_.method.inner->rate(step_, stage_.options.steps);
  sample.time_s = earlier_s_ + time_s_;
  sample.train_loss = riders_[train_count] > 0 ? ratio(train_loss, train_count) : repeated_loss_;
  sample.loss = ratio(loss, count);
  if (stage_.task.has_accuracy()) sample.accuracy = ratio(correct, count);
  sample.consensus = riders_[consensus] / n;
  sample.bytes = riders_[bytes] / n;
  sample.messages = riders_[messages] / n;
  sample.waited_s = riders_[waited] / n;
  sample.dropped = std::lround(riders_[dropped]);
  sample.period = node_.period();
  sample.averages = node_.averages();
  if (riders_.size() > fixed_riders) {
    const auto copies = static_cast<double>(riders_.size() - fixed_riders);
    double sum = 0;
    double squares = 0;
    for (std::size_t k = fixed_riders; k < riders_.size(); ++k) {
      sum += riders_[k] / n;
      squares += riders_[k] / n * (riders_[k] / n);
    }
    sample.error = sum / copies;
    if (copies > 1) {
      sample.error_deviation = std::sqrt(std::max(0.0, squares - sum * sum / copies) / (copies - 1));
    }
  }
  return sample;
}

// Every node has the same sample, so all come to the same end.
void Trainer::judge(const Sample& sample) {
  const auto& until = stage_.options.until;
  const bool met =
      until && (until->metric == "loss" ? sample.loss <= until->value : sample.accuracy >= until->value);
  if (met && (!last_ || ending_ == Ending::finished)) {
    ending_ = Ending::reached;
    if (summary_ != nullptr) {
      summary_->reached_step = sample.step;
      summary_->reached_s = sample.time_s;
    }
  }
  const bool stopped = riders_[stop] > 0 && !last_;
  if (stopped) ending_ = Ending::stopped;
  // What is in flight is received before the end, and the state after it is sampled once more.
  if (last_) {
    next_ = Next::done;
  } else if (met || stopped) {
    last_ = true;
    next_ = Next::finish;
  } else {
    next_ = Next::learn;
  }
}

void Trainer::publish() {
  ticket_.wait();
  ticket_.reclaim();
  const Sample sample = make_sample();
  const bool was_last = last_;
  judge(sample);
  ++samples_;
  const bool again = last_ && !was_last;  // this state is about to be sampled a second time
  if (again) repeated_loss_ = sample.train_loss;
  if (summary_ == nullptr || again) return;
  if (last_ && saves()) seal(stage_.options.checkpoint, engine_.size(), step_);
  for (Sink* sink : sinks_) sink->sample(sample);
  summary_->last = sample;
  summary_->ending = ending_;
}

}  // namespace tacit
