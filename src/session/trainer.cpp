#include "session/trainer.h"

#include <algorithm>
#include <cmath>

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

// About a hundred samples unless asked otherwise.
long sample_step(const RunOptions& options) {
  return options.sample > 0 ? options.sample : std::max(1L, options.steps / 100);
}

Horizon horizon_of(const Stage& stage) {
  return {stage.options.steps, stage.work.steps_per_epoch(), stage.world.nodes()};
}

}  // namespace

Trainer::Trainer(const Stage& stage, Engine& engine, const StopFlag& stop)
    : stage_(stage),
      layout_(stage.task.layout()),
      engine_(engine),
      ops_(engine.ops()),
      stop_(stop),
      node_(stage.method, *stage.graph, layout_, horizon_of(stage), engine),
      scratch_(engine.scratch(stage.task.scratch())),
      sample_every_(sample_step(stage.options)) {
  const std::size_t size = layout_.size();
  const auto new_lane = [&] {
    return Lane{reinterpret_cast<float*>(engine.memory(size * sizeof(float)).data()), size};
  };
  average_ = new_lane();
  const ConstVec optimum = stage.work.optimum();
  if (!optimum.empty()) {
    target_ = {reinterpret_cast<float*>(engine.scratch(size * sizeof(float)).data()), size};
    ops_.write(optimum, target_);
  }
  riders_.resize(fixed_riders + (optimum.empty() ? 0 : static_cast<std::size_t>(stage.task.copies())));
  std::vector<float> first(size);
  stage.task.start(Key(static_cast<std::uint64_t>(stage.method.recipe.seed)).at(Purpose::start), first);
  ops_.write(first, node_.parameters());
  node_.begin();
  next_ = Next::measure;
  if (stage.options.resume.empty()) return;
  require_seal(stage.options.resume, engine.size());
  load_state(stage.options.resume, engine.rank(), state());
  next_ = Next::learn;
}

bool Trainer::saves() const {
  return ending_ == Ending::stopped && !stage_.options.checkpoint.empty();
}

Traffic Trainer::total_traffic() const {
  const Traffic& here = engine_.traffic();
  return {earlier_.bytes + here.bytes, earlier_.messages + here.messages, earlier_.waited_s + here.waited_s};
}

State Trainer::state() {
  return [this](Archive& archive) {
    archive.scalar("step", step_);
    archive.scalar("samples", samples_);
    archive.scalar("sample_loss_sum", loss_sum_);
    archive.scalar("sample_loss_count", loss_count_);
    Traffic total = total_traffic();
    double time_s = earlier_s_ + engine_.now();
    archive.scalar("bytes", total.bytes);
    archive.scalar("messages", total.messages);
    archive.scalar("waited_s", total.waited_s);
    archive.scalar("time_s", time_s);
    const Traffic& here = engine_.traffic();
    earlier_ = {total.bytes - here.bytes, total.messages - here.messages, total.waited_s - here.waited_s};
    earlier_s_ = time_s - engine_.now();
    node_.carry(archive);
  };
}

void Trainer::pour_into(std::span<Sink* const> sinks, Summary* summary) {
  sinks_ = sinks;
  summary_ = summary;
}

bool Trainer::turn() {
  node_.begin_turn();
  while (next_ != Next::done) {
    if (!play_next()) return true;
  }
  return false;
}

bool Trainer::play_next() {
  switch (next_) {
    case Next::learn:
      learn();
      next_ = Next::update;
      return true;
    case Next::update:
      if (node_.gradients_must_wait()) return false;
      node_.close_gradients();
      node_.update();
      next_ = Next::open;
      return true;
    case Next::open:
      if (node_.open_must_wait()) return false;
      node_.open_round();
      next_ = Next::close;
      return true;
    case Next::close:
      if (node_.close_must_wait()) return false;
      node_.close_round();
      step_done();
      return true;
    case Next::finish:
      if (node_.finish_must_wait()) return false;
      if (saves()) save_state(stage_.options.checkpoint, engine_.rank(), state());
      node_.finish();
      next_ = Next::settle;
      return true;
    case Next::settle:
      if (node_.close_must_wait()) return false;
      node_.close_round();
      next_ = Next::measure;
      return true;
    case Next::measure: return measure(), false;
    case Next::score: return score(), false;
    case Next::publish: return publish(), true;
    case Next::done: break;
  }
  return true;
}

Vec Trainer::host(Lane lane, std::vector<float>& staged) {
  if (const Vec seen = ops_.host(lane); !seen.empty()) return seen;
  staged.resize(lane.size);
  ops_.read(lane, staged);
  return staged;
}

void Trainer::learn() {
  if (stop_.raised()) node_.vote_stop();
  const int rank = engine_.rank();
  Batch batch{step_, 0, !stage_.work.ready(rank, step_)};
  if (!batch.drained) {
    const Key key = Key(static_cast<std::uint64_t>(stage_.method.recipe.seed))
                        .at(static_cast<std::uint64_t>(rank))
                        .at(static_cast<std::uint64_t>(step_));
    const Vec x = host(node_.model(), staged_x_);
    const Vec gradient = host(node_.gradient(), staged_g_);
    batch.loss = stage_.work.gradient({rank, engine_.size(), step_, key}, x, gradient, scratch_);
    if (!staged_g_.empty()) ops_.write(gradient, node_.gradient());
    loss_sum_ += batch.loss;
    loss_count_ += 1;
  }
  engine_.computed(step_);
  node_.open_gradients(batch);
}

bool Trainer::sample_due() const {
  return last_ || step_ % sample_every_ == 0;
}

void Trainer::step_done() {
  ++step_;
  const Votes& heard = node_.heard();
  if (step_ == stage_.options.steps) last_ = true;
  if (heard.drained == engine_.size()) {
    last_ = true;
    ending_ = Ending::drained;
  }
  if (heard.stop > 0) {
    last_ = true;
    ending_ = Ending::stopped;
  }
  next_ = last_ ? Next::finish : sample_due() ? Next::measure : Next::learn;
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
  sample.train_loss = ratio(train_loss, train_count);
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
  if (summary_ == nullptr || again) return;
  if (last_ && saves()) seal(stage_.options.checkpoint, engine_.size(), step_);
  for (Sink* sink : sinks_) sink->sample(sample);
  summary_->last = sample;
  summary_->ending = ending_;
}

}  // namespace tacit
