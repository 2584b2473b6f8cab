#include "method/node.h"

#include <cmath>

#include "base/error.h"
#include "method/draws.h"
#include "method/local_step.h"

namespace tacit {

Node::Node(const Setting& setting, Engine& engine)
    : method_(setting.method),
      layout_(setting.layout),
      horizon_(setting.horizon),
      engine_(engine),
      ops_(engine.ops()),
      carries_mass_(setting.graph.promise() == Promise::columns),
      fragments_(cut(layout_, method_.recipe.fragments)),
      lanes_(take_lanes(method_, carries_mass_, layout_.size(), engine)),
      pacing_(method_, horizon_),
      gossip_(setting, lanes_, carries_mass_, engine),
      gradients_mean_(*method_.gradients, layout_, gradients_out_, engine),
      exact_mean_(*method_.exact, layout_, gradients_out_, engine) {
  for (const Fragment& fragment : fragments_) {
    means_.emplace_back(*method_.global_codec, fragment.layout, averages_out_, engine);
  }
  outer_parts_.resize(lanes_.outer.size());
}

void Node::begin() {
  if (lanes_.anchor.size > 0) ops_.copy(lanes_.x, lanes_.anchor);
}

Lane Node::model() {
  if (!carries_mass_) return lanes_.x;
  const Term numerator{static_cast<float>(1.0 / mass_), lanes_.x};
  ops_.combine(lanes_.debiased, {&numerator, 1});
  return lanes_.debiased;
}

Group Node::my_group() const {
  const int size = static_cast<int>(method_.recipe.groups);
  return {engine_.rank() / size * size, 1, size};
}

Moment Node::moment(Channel channel) const {
  return coder_moment(method_.recipe.seed, engine_.rank(), batch_.step, channel);
}

// What is not finite goes no further.
void Node::judge(const Batch& batch) {
  usable_ = !batch.drained && std::isfinite(batch.loss) && ops_.finite(lanes_.gradient);
  votes_.drained = batch.drained ? 1 : 0;
  votes_.not_finite = usable_ || batch.drained ? 0 : 1;
  if (votes_.not_finite > 0) ++dropped_;
  if (!usable_) return ops_.fill(lanes_.gradient, 0);
  const bool last_only = method_.schedule->wants_last_loss();
  loss_sum_ = last_only ? batch.loss : loss_sum_ + batch.loss;
  loss_count_ = last_only ? 1 : loss_count_ + 1;
}

// Memory is kept in units of the gradient: where the rate drops, old gradients still move as far as they
// would have.
float Node::gradient_fade() const {
  return said_rate_ > 0 && rate() > 0 ? static_cast<float>(said_rate_ / rate()) : 1.0f;
}

CodedMean& Node::gradient_mean() {
  const bool coded = over_all_ && &method_.gradient_codec(due_) == method_.gradients.get();
  return coded ? gradients_mean_ : exact_mean_;
}

void Node::open_gradients(const Batch& batch) {
  batch_ = batch;
  const PartDue now = pacing_.due(batch.step);
  due_ = now.due;
  if (due_ == Due::everything) fragment_ = now.fragment;
  judge(batch);
  over_all_ = method_.shares_gradients() || due_ == Due::gradients;
  if (!over_all_ && method_.recipe.groups == 1) return;
  const auto [first, second] = votes_.pack();
  gradients_.riders = {usable_ ? 1.0 : 0.0, first, second};
  gradient_mean().open({over_all_ ? Channel::gradients : Channel::group,
                        lanes_.gradient,
                        over_all_ ? lanes_.unsaid_gradient : Lane{},
                        gradient_fade(),
                        {gradients_.riders.data(), 3},
                        over_all_ ? everyone() : my_group(),
                        usable_ ? 1.0 : 0.0,
                        moment(Channel::gradients)});
  if (over_all_ && usable_) said_rate_ = rate();
  gradients_.kind = RoundKind::gradients;
  gradients_.turn = turn_;
}

bool Node::close_gradients() {
  if (!gradients_.open()) return true;
  if (gradient_mean().next()) {
    gradients_.turn = turn_;
    return false;
  }
  gradients_.kind = RoundKind::none;
  usable_ = gradients_.riders[0] > 0;
  if (!over_all_) return true;
  hear(gradients_.riders[1], gradients_.riders[2]);
  // In coded messages some nodes' gradients are said only in part: all skip the step, nothing is forgotten.
  if (heard_.not_finite > 0 && !method_.gradients->lends()) {
    if (votes_.not_finite == 0) ++dropped_;
    usable_ = false;
    gradients_mean_.take_back();
  }
  return true;
}

void Node::update() {
  // Corrections take a missing gradient for zero, or what they have heard of it before would stay for good.
  if (usable_ || method_.correct() != Correct::none) {
    local_step(method_, {ops_, layout_, batch_.step - state_began_, rate()}, lanes_);
    learnt_ = learnt_ || !batch_.drained;
  }
  check_finite();
}

void Node::check_finite() const {
  if (!ops_.finite(lanes_.x)) fail_not_finite("the parameters are");
}

void Node::fail_not_finite(const std::string& what) const {
  fail("node {}: {} not finite after step {} at learning rate {}; lower {}the rate of `inner`",
       engine_.rank(), what, batch_.step, rate(), method_.recipe.pull < 1 ? "`pull` or " : "");
}

}  // namespace tacit
