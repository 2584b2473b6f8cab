#include "session/trainer.h"

#include <algorithm>

#include "base/error.h"

namespace tacit {
namespace {

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
      node_({stage.method, *stage.graph, layout_, horizon_of(stage)}, engine),
      scratch_(engine.workspace(stage.task.scratch())),
      measurement_(stage, node_, engine, scratch_),
      sample_every_(sample_step(stage.options)) {
  std::vector<float> first(layout_.size());
  stage.task.start(Key(static_cast<std::uint64_t>(stage.method.recipe.seed)).at(Purpose::start), first);
  ops_.write(first, node_.parameters());
  node_.begin();
  next_ = Next::measure;
  if (stage.options.resume.empty()) return;
  require_seal(stage.options.resume, engine.size());
  load_state(stage.options.resume, engine.rank(), state());
  if (step_ >= stage.options.steps) {
    fail("{} has done {} steps already and this run is to have {}; give more steps",
         stage.options.resume.string(), step_, stage.options.steps);
  }
  next_ = Next::learn;
}

bool Trainer::saves() const {
  return ending_ == Ending::stopped && !stage_.options.checkpoint.empty();
}

// Of everything that the numbers depend on.
void Trainer::require_same_run(Archive& archive) const {
  Recipe recipe = stage_.method.recipe;
  recipe.about.clear();
  const auto mine = static_cast<std::int64_t>(checksum(print(recipe) + stage_.info.task));
  std::int64_t theirs = mine;
  archive.scalar("run", theirs);
  if (theirs != mine) {
    fail("{} was made with another recipe, seed or task; resume with those in its run.jsonl",
         stage_.options.resume.string());
  }
}

State Trainer::state() {
  return [this](Archive& archive) {
    require_same_run(archive);
    archive.scalar("step", step_);
    archive.scalar("samples", samples_);
    measurement_.carry(archive);
    node_.carry(archive);
  };
}

void Trainer::pour_into(std::span<Sink* const> sinks, Summary* summary) {
  sinks_ = sinks;
  summary_ = summary;
}

bool Trainer::turn() {
  node_.begin_turn();
  measured_now_ = false;
  while (next_ != Next::done) {
    if (must_wait()) return true;
    play();
  }
  return false;
}

bool Trainer::must_wait() const {
  switch (next_) {
    case Next::update: return node_.gradients_must_wait();
    case Next::open: return node_.open_must_wait();
    case Next::close:
    case Next::settle: return node_.close_must_wait();
    case Next::finish: return node_.finish_must_wait();
    case Next::score:
    case Next::publish: return measured_now_;
    default: return false;
  }
}

void Trainer::play() {
  switch (next_) {
    case Next::learn: learn(); break;
    case Next::update:
      if (!node_.close_gradients()) return;
      node_.update();
      break;
    case Next::open: node_.open_round(); break;
    case Next::close:
      if (!node_.close_round()) return;
      return step_done();
    case Next::finish:
      if (saves()) save_state(stage_.options.checkpoint, engine_.rank(), state());
      node_.finish();
      break;
    case Next::settle:
      if (!node_.close_round()) return;
      break;
    case Next::measure:
      measurement_.open(step_);
      measured_now_ = true;
      break;
    case Next::score:
      measurement_.score(evaluates(), stop_.raised());
      measured_now_ = true;
      break;
    case Next::publish: return publish();
    case Next::done: return;
  }
  next_ = static_cast<Next>(static_cast<int>(next_) + 1);
}

void Trainer::learn() {
  if (stop_.raised()) node_.vote_stop();
  engine_.computing();
  const int rank = engine_.rank();
  Batch batch{step_, 0, !stage_.work.ready(rank, step_)};
  if (!batch.drained) {
    const Key key = Key(static_cast<std::uint64_t>(stage_.method.recipe.seed))
                        .at(static_cast<std::uint64_t>(rank))
                        .at(static_cast<std::uint64_t>(step_));
    const Vec x = on_host(ops_, node_.model(), staged_x_);
    const Vec gradient = on_host(ops_, node_.gradient(), staged_g_);
    batch.loss = stage_.work.gradient({rank, engine_.size(), step_, key}, x, gradient, scratch_);
    if (!staged_g_.empty()) ops_.write(gradient, node_.gradient());
    measurement_.add_loss(batch.loss);
  }
  engine_.computed(step_);
  node_.open_gradients(batch);
}

// The schedule has changed its mind: said once, by rank 0.
void Trainer::tell_period() {
  const PeriodStep& change = node_.period_change();
  if (summary_ == nullptr || change.step == told_period_) return;
  told_period_ = change.step;
  for (Sink* sink : sinks_) {
    sink->change({change.step, change.from, change.to, std::string(change.reason.what), change.reason.value});
  }
}

void Trainer::step_done() {
  ++step_;
  tell_period();
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
  next_ = last_ ? Next::finish : step_ % sample_every_ == 0 ? Next::measure : Next::learn;
}

bool Trainer::evaluates() const {
  const long every = stage_.options.evaluate;
  return last_ || (every > 0 && samples_ % every == 0);
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
  const bool stopped = measurement_.stop_wanted() && !last_;
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
  const Sample sample = measurement_.close();
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
