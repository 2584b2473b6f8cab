#include "method/gossip.h"

#include <algorithm>

#include "method/draws.h"

namespace tacit {

Gossip::Gossip(const Setting& setting, Lanes& lanes, bool carries_mass, Engine& engine)
    : method_(setting.method),
      graph_(setting.graph),
      lanes_(lanes),
      engine_(engine),
      ops_(engine.ops()),
      words_(method_.words()),
      carries_mass_(carries_mass),
      pull_(static_cast<float>(method_.recipe.pull)) {
  if (method_.gossips() && words_ != Words::lent) coder_ = method_.codec->start(setting.layout);
}

void Gossip::find_peers(long step) {
  const int groups = static_cast<int>(method_.recipe.groups);
  const int seat = engine_.rank() % groups;
  // With lag the hops of a time-varying graph follow the rounds, not the steps.
  graph_.at(step / std::max(1L, method_.recipe.lag), engine_.rank() / groups, peers_);
  const auto ranks = [&](const std::vector<int>& groups_of, std::vector<int>& out) {
    out.clear();
    for (const int peer : groups_of) out.push_back(peer * groups + seat);
  };
  ranks(peers_.to, to_);
  ranks(peers_.from, from_);
}

// Also without a peer in this round: a node that went on in this turn would be ahead of those who hear it
// next.
void Gossip::open(Round& round, long step, Lane sent) {
  find_peers(step);
  round.mass_agreed = round.riders[0] = round.mass;
  round.ticket = engine_.exchange({Channel::gossip, step, say(round, step, sent), to_, from_});
  if (method_.correct() == Correct::tracking) {
    round.tracking = engine_.exchange({Channel::tracking, step, {lanes_.tracker, {}, {}}, to_, from_});
  }
  round.kind = RoundKind::gossip;
}

Message Gossip::say(Round& round, long step, Lane sent) {
  const std::span<const double> riders{round.riders.data(), carries_mass_ ? std::size_t{1} : 0};
  if (words_ == Words::lent) return {sent, {}, riders};
  lent_[round.snapshot].reclaim();
  Lane said = sent;
  if (words_ == Words::differences) {
    said = lanes_.mixed;
    ops_.combine(said, std::array{Term{1, sent}, Term{-1, lanes_.shown}});
  }
  Bytes& message = messages_[round.snapshot];
  const Moment now = coder_moment(method_.recipe.seed, engine_.rank(), step, Channel::gossip);
  coder_->write(0, now, {on_host(ops_, said, stage_)}, message);
  return {{}, message, riders};
}

template <class Body>
void Gossip::in_rank_order(Body body) const {
  std::size_t k = 0;
  for (; k < from_.size() && from_[k] < engine_.rank(); ++k) body(static_cast<int>(k), peers_.weights[k]);
  body(-1, peers_.self);
  for (; k < from_.size(); ++k) body(static_cast<int>(k), peers_.weights[k]);
}

// x + pull * (sum of w_ij x_j - x)
void Gossip::weigh(std::span<const Message> messages, Lane mine) {
  terms_.clear();
  in_rank_order([&](int k, float weight) {
    if (k < 0) {
      terms_.push_back({(1 - pull_) + pull_ * weight, mine});
    } else {
      terms_.push_back({pull_ * weight, messages[static_cast<std::size_t>(k)].lane});
    }
  });
}

void Gossip::mix_masses(Round& round, std::span<const Message> messages) const {
  if (!carries_mass_) return;
  double mass = peers_.self * round.mass;
  for (std::size_t k = 0; k < messages.size(); ++k) {
    mass += static_cast<double>(peers_.weights[k]) * messages[k].riders[0];
  }
  round.mass_agreed = mass;
}

void Gossip::mix(Round& round, Lane mine, Lane out) {
  const std::span<const Message> messages = round.ticket.wait();
  mix_masses(round, messages);
  if (method_.correct() == Correct::d2) {
    move_by_differences(messages, mine, out);
  } else if (words_ == Words::lent) {
    weigh(messages, mine);
    ops_.combine(out, terms_);
  } else if (words_ == Words::rounded) {
    read_rounded(round.snapshot, messages, mine, out);
  } else {
    read_differences(round.snapshot, messages, out);
  }
  round.ticket.read();
  lent_[round.snapshot] = std::move(round.ticket);
}

// x_i + pull * sum of w_ij (x_j - x_i). Rounding of the differences dies out with them; that of the models
// would add up in `moved`, which nothing contracts.
void Gossip::move_by_differences(std::span<const Message> messages, Lane mine, Lane out) {
  const Lane& gap = lanes_.gradient;  // has done its work
  ops_.fill(out, 0);
  for (std::size_t k = 0; k < messages.size(); ++k) {
    ops_.combine(gap, std::array{Term{1, messages[k].lane}, Term{-1, mine}});
    ops_.combine(out, std::array{Term{1, out}, Term{pull_ * peers_.weights[k], gap}});
  }
  ops_.combine(lanes_.moved, std::array{Term{1, lanes_.moved}, Term{1, out}});
  ops_.combine(out, std::array{Term{1, mine}, Term{1, out}});
}

// x_i + pull * (sum over the others of w_ij y_j - (1 - w_ii) y_i), y being what a receiver decodes: what one
// node gains others lose, so the mean is kept.
void Gossip::read_rounded(std::size_t slot, std::span<const Message> messages, Lane mine, Lane out) {
  if (out.at != mine.at) ops_.copy(mine, out);
  const Vec v = on_host(ops_, out, stage_);
  in_rank_order([&](int k, float weight) {
    if (k < 0) {
      coder_->read(messages_[slot], -pull_ * (1 - weight), v);
    } else {
      coder_->read(messages[static_cast<std::size_t>(k)].bytes, pull_ * weight, v);
    }
  });
  if (ops_.host(out).empty()) ops_.write(v, out);
}

// CHOCO-SGD (Koloskova et al. 2019): public copies follow the models by what is said of the difference.
void Gossip::read_differences(std::size_t slot, std::span<const Message> messages, Lane x) {
  const Vec shown = on_host(ops_, lanes_.shown, stage_);
  coder_->read(messages_[slot], 1, shown);
  const Vec heard = on_host(ops_, lanes_.heard, other_stage_);
  in_rank_order([&](int k, float weight) {
    const ByteView said = k < 0 ? messages_[slot] : messages[static_cast<std::size_t>(k)].bytes;
    coder_->read(said, weight, heard);
  });
  if (ops_.host(x).empty()) {
    ops_.write(shown, lanes_.shown);
    ops_.write(heard, lanes_.heard);
  }
  ops_.combine(x, std::array{Term{1, x}, Term{pull_, lanes_.heard}, Term{-pull_, lanes_.shown}});
}

void Gossip::close(Round& round) {
  if (words_ == Words::lent) {
    lent_[round.snapshot].reclaim();
    mix(round, lanes_.x, lanes_.mixed);
    std::swap(lanes_.x, lanes_.mixed);
  } else {
    mix(round, lanes_.x, lanes_.x);
  }
  if (round.tracking.open()) close_tracking(round);
  round.kind = RoundKind::none;
}

void Gossip::close_tracking(Round& round) {
  lent_tracker_.reclaim();
  weigh(round.tracking.wait(), lanes_.tracker);
  ops_.combine(lanes_.tracked, terms_);
  std::swap(lanes_.tracker, lanes_.tracked);
  round.tracking.read();
  lent_tracker_ = std::move(round.tracking);
}

void Gossip::agree(Lane model) {
  if (lanes_.shown.size == 0) return;
  ops_.copy(model, lanes_.shown);
  ops_.copy(model, lanes_.heard);
}

void Gossip::carry(Archive& archive) {
  if (coder_) coder_->carry(archive);
}

}  // namespace tacit
