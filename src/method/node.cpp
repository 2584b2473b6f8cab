#include "method/node.h"

#include <cmath>

#include "base/error.h"

namespace tacit {

Node::Node(const Setting& setting, Engine& engine)
    : method_(setting.method),
      graph_(setting.graph),
      layout_(setting.layout),
      horizon_(setting.horizon),
      engine_(engine),
      ops_(engine.ops()),
      pace_(method_.schedule->start(horizon_)),
      carries_mass_(graph_.promise() == Promise::columns) {
  lanes_ = take_lanes(method_, carries_mass_, layout_.size(), engine);
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

void Node::open_gradients(const Batch& batch) {
  batch_ = batch;
  due_ = pace_->at(batch.step);
  usable_ = !batch.drained && std::isfinite(batch.loss) && ops_.finite(lanes_.gradient);
  votes_.drained = batch.drained ? 1 : 0;
  votes_.not_finite = usable_ || batch.drained ? 0 : 1;
  if (votes_.not_finite > 0) ++dropped_;
  if (usable_) {
    loss_sum_ += batch.loss;
    loss_count_ += 1;
  } else {
    ops_.fill(lanes_.gradient, 0);
  }
  const bool over_all = method_.gradients != nullptr || due_ == Due::gradients;
  if (!over_all && method_.recipe.groups == 1) return;
  const auto [first, second] = votes_.pack();
  gradients_.riders = {usable_ ? 1.0 : 0.0, first, second};
  gradients_.ticket = engine_.mean({over_all ? Channel::gradients : Channel::group,
                                    batch.step,
                                    lanes_.gradient,
                                    {gradients_.riders.data(), 3},
                                    over_all ? everyone() : my_group(),
                                    usable_ ? 1.0 : 0.0});
  gradients_.kind = RoundKind::gradients;
  gradients_.turn = turn_;
}

void Node::close_gradients() {
  if (!gradients_.open()) return;
  gradients_.ticket.wait();
  gradients_.ticket.reclaim();
  gradients_.kind = RoundKind::none;
  usable_ = gradients_.riders[0] > 0;
  if (method_.gradients != nullptr || due_ == Due::gradients)
    hear(gradients_.riders[1], gradients_.riders[2]);
}

void Node::update() {
  if (!usable_) return;
  method_.inner->step(ops_, layout_,
                      {lanes_.x, lanes_.gradient, lanes_.inner, batch_.step - state_began_, rate()});
  check_finite();
}

void Node::check_finite() const {
  if (!ops_.finite(lanes_.x)) fail_not_finite("the parameters are");
}

void Node::fail_not_finite(const std::string& what) const {
  fail("node {}: {} not finite after step {} at learning rate {}; lower the rate of `inner`", engine_.rank(),
       what, batch_.step, rate());
}

void Node::open_round() {
  if (flight_.open() && flight_.due <= batch_.step) arrive();
  if (due_ == Due::everything) owes_average_ = true;
  const bool gossip_due = method_.gossips() && due_ == Due::nothing;
  if (method_.recipe.lag > 0) {
    if (!flight_.open() && (owes_average_ || gossip_due)) depart();
  } else if (owes_average_) {
    open_average(round_, lanes_.x);
  } else if (gossip_due) {
    open_gossip(round_, lanes_.x);
  }
  if (!method_.heard_by_all() && (batch_.step + 1) % method_.recipe.agree == 0) open_agreement();
}

void Node::close_round() {
  if (round_.kind == RoundKind::average) close_average();
  if (round_.kind == RoundKind::gossip) close_gossip();
  if (agreement_.open()) {
    agreement_.ticket.wait();
    agreement_.ticket.reclaim();
    agreement_.kind = RoundKind::none;
    hear(agreement_.riders[0], agreement_.riders[1]);
  }
}

void Node::open_agreement() {
  const auto [first, second] = votes_.pack();
  agreement_.riders = {first, second};
  agreement_.ticket =
      engine_.mean({Channel::agreement, batch_.step, {}, {agreement_.riders.data(), 2}, everyone()});
  agreement_.kind = RoundKind::agreement;
  agreement_.turn = turn_;
}

void Node::finish() {
  if (flight_.open()) arrive();
  if (owes_average_) open_average(round_, lanes_.x);
}

}  // namespace tacit
