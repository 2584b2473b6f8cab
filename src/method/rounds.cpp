// The parameter rounds of a node: gossip, global averages, and both in flight.
#include <cmath>

#include "base/error.h"
#include "method/node.h"

namespace tacit {

void Node::open_gossip(Round& round, Lane sent) {
  const int groups = static_cast<int>(method_.recipe.groups);
  const int seat = engine_.rank() % groups;
  // With lag the hops of a time-varying graph follow the rounds, not the steps.
  graph_.at(batch_.step / std::max(1L, method_.recipe.lag), engine_.rank() / groups, peers_);
  const auto ranks = [&](const std::vector<int>& groups_of, std::vector<int>& out) {
    out.clear();
    for (const int peer : groups_of) out.push_back(peer * groups + seat);
  };
  ranks(peers_.to, to_);
  ranks(peers_.from, from_);
  // Also without a peer in this round: a node that went on in this turn would be ahead of those who hear it
  // next.
  round.mass = round.mass_agreed = mass_;
  round.riders[0] = mass_;
  const std::span<const double> riders{round.riders.data(), carries_mass_ ? std::size_t{1} : 0};
  round.ticket = engine_.exchange({Channel::gossip, batch_.step, {sent, {}, riders}, to_, from_});
  round.kind = RoundKind::gossip;
  round.turn = turn_;
}

// out = sum of w_ij x_j in rank order, and the same of the masses.
void Node::mix(Round& round, Lane mine, Lane out) {
  const std::span<const Message> messages = round.ticket.wait();
  terms_.clear();
  double mass = peers_.self * round.mass;
  const auto add_self = [&] { terms_.push_back({peers_.self, mine}); };
  bool has_self = false;
  for (std::size_t k = 0; k < messages.size(); ++k) {
    if (!has_self && from_[k] > engine_.rank()) {
      add_self();
      has_self = true;
    }
    terms_.push_back({peers_.weights[k], messages[k].lane});
    if (carries_mass_) mass += static_cast<double>(peers_.weights[k]) * messages[k].riders[0];
  }
  if (!has_self) add_self();
  if (carries_mass_) round.mass_agreed = mass;
  ops_.combine(out, terms_);
  round.ticket.read();
  lent_[round.snapshot] = std::move(round.ticket);
}

void Node::close_gossip() {
  lent_[0].reclaim();
  mix(round_, lanes_.x, lanes_.mixed);
  std::swap(lanes_.x, lanes_.mixed);
  mass_ = round_.mass_agreed;
  round_.kind = RoundKind::none;
}

void Node::open_average(Round& round, Lane sent) {
  owes_average_ = false;
  const auto [first, second] = votes_.pack();
  const bool spread = method_.schedule->wants_spread();
  round.riders = {first, second, loss_sum_, loss_count_,
                  spread ? ops_.squared_distance(sent, lanes_.anchor) : 0.0};
  loss_sum_ = loss_count_ = 0;
  round.mass = mass_;
  round.mass_agreed = 1;  // the mean of the masses, so the mean of the numerators is the model's
  // A drained node goes on listening; where a mass travels, nobody's may be left out.
  const double weight = batch_.drained && !carries_mass_ ? 0 : 1;
  round.ticket = engine_.mean({Channel::average, batch_.step, sent, round.riders, everyone(), weight});
  if (method_.recipe.momentum == "average" && !lanes_.inner.empty()) {
    const Lane state = lanes_.all_inner();
    if (!ops_.finite(state)) fail_not_finite("the optimizer's state is");
    round.momentum = engine_.mean({Channel::momentum, batch_.step, state, {}, everyone(), weight});
  }
  round.kind = RoundKind::average;
  round.turn = turn_;
}

void Node::close_average() {
  round_.ticket.wait();
  round_.ticket.reclaim();
  use_average(round_, lanes_.x);
  mass_ = round_.mass_agreed;
  round_.kind = RoundKind::none;
}

// Leaves the new model in `agreed`.
void Node::use_average(Round& round, Lane agreed) {
  settle_momentum(round);
  ++averages_;
  hear(round.riders[0], round.riders[1]);
  Agreed news{batch_.step, round.riders[2] / round.riders[3], std::nan(""), rate()};
  if (method_.schedule->wants_spread()) {
    news.spread = round.riders[4] / engine_.size() - ops_.squared_distance(agreed, lanes_.anchor);
  }
  apply_outer(agreed);
  pace_->learn(news);
}

void Node::apply_outer(Lane agreed) {
  if (lanes_.anchor.size == 0) return;
  if (!method_.outer->anchored()) {
    ops_.copy(agreed, lanes_.anchor);
  } else if (averages_ % method_.recipe.outer_every == 0) {
    method_.outer->step(ops_, {lanes_.anchor, agreed, lanes_.outer, rate()});
    if (!ops_.finite(lanes_.anchor)) {
      fail("node {}: the parameters are not finite after `outer` at step {}; lower its rate", engine_.rank(),
           batch_.step);
    }
    ops_.copy(lanes_.anchor, agreed);
  }
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

// Sends a snapshot and goes on; the other snapshot may still be read by those who are behind.
void Node::depart() {
  const std::size_t slot = departures_++ % 2;
  flight_.snapshot = slot;
  flight_.collected = false;
  flight_.due = batch_.step + method_.recipe.lag;
  lent_[slot].reclaim();
  ops_.copy(lanes_.x, lanes_.snapshots[slot]);
  if (owes_average_) {
    ops_.copy(lanes_.x, lanes_.arrived);
    open_average(flight_, lanes_.arrived);
  } else {
    open_gossip(flight_, lanes_.snapshots[slot]);
  }
}

// Takes what the round in flight brings into the lane `arrived`. Doing so early changes nothing.
void Node::collect() {
  if (flight_.collected) return;
  if (flight_.kind == RoundKind::gossip) {
    mix(flight_, lanes_.snapshots[flight_.snapshot], lanes_.arrived);
  } else {
    flight_.ticket.wait();
    flight_.ticket.reclaim();
  }
  flight_.collected = true;
}

// x = agreed + (x - snapshot)
void Node::arrive() {
  collect();
  if (flight_.kind == RoundKind::average) use_average(flight_, lanes_.arrived);
  const std::array<Term, 3> moved = {Term{1, lanes_.arrived}, Term{1, lanes_.x},
                                     Term{-1, lanes_.snapshots[flight_.snapshot]}};
  ops_.combine(lanes_.x, moved);
  mass_ = flight_.mass_agreed + (mass_ - flight_.mass);
  flight_.kind = RoundKind::none;
}

void Node::carry(Archive& archive) {
  if (flight_.open()) collect();
  visit_lanes(method_, carries_mass_, lanes_, [&](const std::string& name, Lane& lane) {
    if (name == "gradient" || name == "mixed" || name == "debiased") return;  // hold nothing between steps
    std::vector<float> values(lane.size);
    ops_.read(lane, values);
    archive.lane(name, values);
    if (archive.loading()) ops_.write(values, lane);  // while saving, others may still read it
  });
  archive.scalar("mass", mass_);
  archive.scalar("averages", averages_);
  archive.scalar("dropped", dropped_);
  archive.scalar("state_began", state_began_);
  archive.scalar("loss_sum", loss_sum_);
  archive.scalar("loss_count", loss_count_);
  archive.scalar("owes_average", owes_average_);
  carry_flight(archive);
  pace_->carry(archive);
}

void Node::carry_flight(Archive& archive) {
  if (flight_.kind == RoundKind::average) {
    // The vote that ended this run must not end the one that goes on from here.
    Votes votes = Votes::unpack(flight_.riders[0], flight_.riders[1]);
    votes.stop = 0;
    const auto [first, second] = votes.pack();
    flight_.riders[0] = first;
    flight_.riders[1] = second;
  }
  auto kind = static_cast<std::int64_t>(flight_.kind);
  auto slot = static_cast<std::int64_t>(flight_.snapshot);
  auto departures = static_cast<std::int64_t>(departures_);
  archive.scalar("flight.kind", kind);
  archive.scalar("flight.snapshot", slot);
  archive.scalar("flight.departures", departures);
  archive.scalar("flight.due", flight_.due);
  archive.scalar("flight.mass", flight_.mass);
  archive.scalar("flight.mass_agreed", flight_.mass_agreed);
  for (std::size_t k = 0; k < most_riders; ++k)
    archive.scalar(fmt::format("flight.rider.{}", k), flight_.riders[k]);
  flight_.kind = static_cast<RoundKind>(kind);
  flight_.snapshot = static_cast<std::size_t>(slot);
  departures_ = static_cast<std::size_t>(departures);
  flight_.collected = true;
}

}  // namespace tacit
