// Rounds that are under way while steps go on, and what a checkpoint keeps of them.
#include "base/error.h"
#include "method/node.h"

namespace tacit {

// Sends a snapshot and goes on; the other snapshot may still be read by those who are behind.
void Node::depart() {
  const std::size_t slot = departures_++ % 2;
  flight_.snapshot = slot;
  flight_.collected = false;
  flight_.due = batch_.step + method_.recipe.lag;
  gossip_.reclaim(slot);
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
    gossip_.mix(flight_, lanes_.snapshots[flight_.snapshot], lanes_.arrived);
  } else {
    means_[flight_.fragment].next();
  }
  flight_.collected = true;
}

// x = agreed + (x - snapshot), or the streams' merge.
void Node::arrive() {
  collect();
  if (flight_.kind == RoundKind::average) use_average(flight_, lanes_.arrived);
  if (flight_.kind == RoundKind::average && streams(method_.recipe)) {
    merge(flight_);
    mass_ = merged(flight_.mass_agreed, mass_);
  } else {
    ops_.combine(lanes_.x, std::array{Term{1, lanes_.arrived}, Term{1, lanes_.x},
                                      Term{-1, lanes_.snapshots[flight_.snapshot]}});
    mass_ = flight_.mass_agreed + (mass_ - flight_.mass);
  }
  flight_.kind = RoundKind::none;
}

void Node::carry(Archive& archive) {
  if (flight_.open()) collect();
  visit_lanes(method_, carries_mass_, lanes_, [&](const std::string& name, Lane& lane) {
    if (!outlives_step(name)) return;
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
  archive.scalar("learnt", learnt_);
  archive.scalar("said_rate", said_rate_);
  carry_flight(archive);
  pacing_.carry(archive);
  carry_coders(archive);
}

void Node::carry_coders(Archive& archive) {
  Within gossip(archive, "gossip.");
  gossip_.carry(gossip);
  Within gradients(archive, "gradients.");
  gradients_mean_.carry(gradients);
  for (std::size_t k = 0; k < means_.size(); ++k) {
    Within model(archive, fmt::format("model.{}.", k));
    means_[k].carry(model);
  }
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
  auto fragment = static_cast<std::int64_t>(flight_.fragment);
  auto departures = static_cast<std::int64_t>(departures_);
  archive.scalar("flight.kind", kind);
  archive.scalar("flight.snapshot", slot);
  archive.scalar("flight.fragment", fragment);
  archive.scalar("flight.departures", departures);
  archive.scalar("flight.due", flight_.due);
  archive.scalar("flight.mass", flight_.mass);
  archive.scalar("flight.mass_agreed", flight_.mass_agreed);
  for (std::size_t k = 0; k < most_riders; ++k)
    archive.scalar(fmt::format("flight.rider.{}", k), flight_.riders[k]);
  flight_.kind = static_cast<RoundKind>(kind);
  flight_.snapshot = static_cast<std::size_t>(slot);
  flight_.fragment = static_cast<std::size_t>(fragment);
  departures_ = static_cast<std::size_t>(departures);
  flight_.collected = true;
}

}  // namespace tacit
