// The parameter rounds of a node: gossip, global averages, and both in flight.
#include <cmath>

#include "base/error.h"
#include "method/node.h"

namespace tacit {

void Node::open_round() {
  if (flight_.open() && flight_.due <= batch_.step) arrive();
  if (due_ == Due::everything) owes_average_ = true;
  const bool gossip_due = method_.gossips() && due_ == Due::nothing;
  if (method_.recipe.lag > 0) {
    if (!flight_.open() && (owes_average_ || gossip_due)) depart();
  } else if (owes_average_) {
    open_average(round_, to_average());
  } else if (gossip_due) {
    // Lanes that are lent change places; encoded messages take turns.
    round_.snapshot = method_.words() == Words::lent ? 0 : departures_++ % 2;
    open_gossip(round_, lanes_.x);
  }
  if (!method_.heard_by_all() && (batch_.step + 1) % method_.recipe.agree == 0) open_agreement();
}

bool Node::close_round() {
  if (round_.kind == RoundKind::average && !close_average()) return false;
  if (round_.kind == RoundKind::gossip) {
    gossip_.close(round_);
    mass_ = round_.mass_agreed;
  }
  if (agreement_.open()) {
    agreement_.ticket.wait();
    agreement_.ticket.reclaim();
    agreement_.kind = RoundKind::none;
    hear(agreement_.riders[0], agreement_.riders[1]);
  }
  pacing_.close(batch_.step);
  return true;
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
  if (owes_average_) open_average(round_, to_average());
}

void Node::open_gossip(Round& round, Lane sent) {
  round.mass = mass_;
  gossip_.open(round, batch_.step, sent);
  round.turn = turn_;
}

// The model, or a copy of it where something of the local value is to be kept.
Lane Node::to_average() {
  if (method_.recipe.merge == 0) return lanes_.x;
  ops_.copy(lanes_.x, lanes_.arrived);
  return lanes_.arrived;
}

void Node::open_average(Round& round, Lane sent) {
  owes_average_ = false;
  round.fragment = fragment_;
  const auto [first, second] = votes_.pack();
  const bool spread = method_.schedule->wants_spread();
  round.riders = {first, second, loss_sum_, loss_count_,
                  spread ? ops_.squared_distance(sent, lanes_.anchor) : 0.0};
  loss_sum_ = loss_count_ = 0;
  round.mass = mass_;
  round.mass_agreed = 1;  // the mean of the masses, so the mean of the numerators is the model's
  // A drained node goes on listening once what it learnt last has been said; where a mass travels, nobody's
  // may be left out.
  const double weight = batch_.drained && !learnt_ && !carries_mass_ ? 0 : 1;
  learnt_ = false;
  const Fragment& fragment = fragments_[round.fragment];
  const Lane part = fragment.of(sent);
  move_from(lanes_.x, -1);
  if (method_.averages_differences()) {
    ops_.combine(part, std::array{Term{1, part}, Term{-1, fragment.of(lanes_.anchor)}});
  }
  means_[round.fragment].open({Channel::average, part, fragment.of(lanes_.unsaid_model), 1, round.riders,
                               everyone(), weight, moment(Channel::average)});
  if (method_.recipe.momentum == "average" && !lanes_.inner.empty()) open_momentum(round, weight);
  round.kind = RoundKind::average;
  round.turn = turn_;
}

// With d2 an average moves a node as mixing does.
void Node::move_from(Lane model, float sign) {
  if (method_.correct() != Correct::d2) return;
  ops_.combine(lanes_.moved, std::array{Term{1, lanes_.moved}, Term{sign, model}});
}

void Node::open_momentum(Round& round, double weight) {
  const Lane state = lanes_.all_inner();
  if (!ops_.finite(state)) fail_not_finite("the optimizer's state is");
  round.momentum = engine_.mean({Channel::momentum, batch_.step, state, {}, everyone(), weight});
}

bool Node::close_average() {
  if (means_[round_.fragment].next()) {
    round_.turn = turn_;
    return false;
  }
  const Lane agreed = method_.recipe.merge == 0 ? lanes_.x : lanes_.arrived;
  use_average(round_, agreed);
  gossip_.agree(agreed);
  mass_ = merged(round_.mass_agreed, mass_);
  if (method_.recipe.merge > 0) merge(round_);
  move_from(lanes_.x, 1);
  round_.kind = RoundKind::none;
  return true;
}

// Leaves the new model in `agreed`.
void Node::use_average(Round& round, Lane agreed) {
  settle_momentum(round);
  const Fragment& fragment = fragments_[round.fragment];
  const Lane part = fragment.of(agreed);
  if (method_.averages_differences()) {
    ops_.combine(part, std::array{Term{1, fragment.of(lanes_.anchor)}, Term{1, part}});
  }
  if (round.fragment + 1 == fragments_.size()) ++averages_;
  hear(round.riders[0], round.riders[1]);
  Agreed news{batch_.step, round.riders[2] / round.riders[3], std::nan(""), rate()};
  if (method_.schedule->wants_spread()) {
    news.spread = round.riders[4] / engine_.size() - ops_.squared_distance(agreed, lanes_.anchor);
  }
  apply_outer(fragment, part);
  pacing_.learn(news);
}

void Node::apply_outer(const Fragment& fragment, Lane agreed) {
  if (lanes_.anchor.size == 0) return;
  const Lane anchor = fragment.of(lanes_.anchor);
  if (!method_.outer->anchored()) {
    ops_.copy(agreed, anchor);
  } else if (averages_ % method_.recipe.outer_every == 0) {
    for (std::size_t k = 0; k < outer_parts_.size(); ++k) outer_parts_[k] = fragment.of(lanes_.outer[k]);
    method_.outer->step(ops_, {anchor, agreed, outer_parts_, rate()});
    if (!ops_.finite(anchor)) {
      fail("node {}: the parameters are not finite after `outer` at step {}; lower its rate", engine_.rank(),
           batch_.step);
    }
    ops_.copy(anchor, agreed);
  }
}

double Node::merged(double agreed, double own) const {
  return (1 - method_.recipe.merge) * agreed + method_.recipe.merge * own;
}

// What arrives takes the place of the local value, but for a share of it.
void Node::merge(const Round& round) {
  const Fragment& fragment = fragments_[round.fragment];
  const Lane part = fragment.of(lanes_.x);
  const auto kept = static_cast<float>(method_.recipe.merge);
  ops_.combine(part, std::array{Term{1 - kept, fragment.of(lanes_.arrived)}, Term{kept, part}});
}

void Node::settle_momentum(Round& round) {
  if (round.momentum.open()) {
    round.momentum.wait();
    round.momentum.reclaim();
  }
  if (method_.recipe.momentum != "reset") return;
  for (const Lane& lane : lanes_.inner) ops_.fill(lane, 0);
  state_began_ = batch_.step + 1;
}

}  // namespace tacit
