#include "session/trainer.h"

#include <algorithm>

#include "base/error.h"

namespace tacit {
namespace {

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
      node_({stage.method, *stage.graph, layout_, horizon_of(stage)}, engine),
      scratch_(engine.scratch(stage.task.scratch())),
      sample_every_(sample_step(stage.options)) {
  const std::size_t size = layout_.size();
  const std::size_t bytes = size * sizeof(float);
  average_ = lane_over(engine.memory(bytes), size);
  const ConstVec optimum = stage.work.optimum();
  if (!optimum.empty()) {
    target_ = lane_over(engine.scratch(bytes), size);
    ops_.write(optimum, target_);
  }
  prepare_measurements();
  std::vector<float> first(size);
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

Traffic Trainer::total_traffic() const {
  const Traffic& here = engine_.traffic();
  return {earlier_.bytes + here.bytes, earlier_.messages + here.messages, earlier_.waited_s + here.waited_s};
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
  engine_.computing();
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

}  // namespace tacit
