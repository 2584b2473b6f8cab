#include "world/board_engine.h"

#include <cassert>

#include "base/error.h"

namespace tacit {

int BoardEngine::open_round(Channel channel, long step) {
  int id = 0;
  while (id < static_cast<int>(rounds_.size()) && rounds_[static_cast<std::size_t>(id)].used) ++id;
  if (id == static_cast<int>(rounds_.size())) {
    fail("node {}: {} rounds are open at step {} and none has been reclaimed", rank_, id, step);
  }
  Round& round = rounds_[static_cast<std::size_t>(id)];
  round.used = true;
  round.channel = channel;
  round.step = step;
  round.mine = &board_.fresh_letter(rank_, channel);
  return id;
}

Ticket BoardEngine::exchange(const Exchange& exchange) {
  const int id = open_round(exchange.channel, exchange.step);
  Round& round = rounds_[static_cast<std::size_t>(id)];
  Letter& letter = *round.mine;
  assert(letter.readers.load() == 0 && "a letter is still being read");
  round.averages = false;
  round.from.assign(exchange.from.begin(), exchange.from.end());
  letter.message = exchange.message;
  letter.riders.assign(exchange.message.riders.begin(), exchange.message.riders.end());
  letter.message.riders = letter.riders;
  letter.readers.store(static_cast<int>(exchange.to.size()));
  sending(exchange, letter);
  traffic_.messages += static_cast<double>(exchange.to.size());
  traffic_.bytes += static_cast<double>(exchange.to.size() * exchange.message.size());
  board_.announce(rank_, letter.step, exchange.step);
  return {this, id};
}

Ticket BoardEngine::mean(const Mean& mean) {
  const int id = open_round(mean.channel, mean.step);
  Round& round = rounds_[static_cast<std::size_t>(id)];
  Letter& letter = *round.mine;
  round.averages = true;
  round.mean = mean;
  round.last_came_s = 0;
  letter.message = {mean.lane, {}, {}};
  letter.riders.assign(mean.riders.begin(), mean.riders.end());
  letter.weight = mean.weight;
  letter.posted_s = now();
  if (mean.channel != Channel::measure && mean.channel != Channel::result) {
    // Reduce-scatter and all-gather: each node sends (n-1)/n of the vector twice, in 2 (n-1) messages.
    const double others = mean.group.count - 1;
    traffic_.messages += 2 * others;
    traffic_.bytes += 2 * others / mean.group.count * static_cast<double>(mean.size());
  }
  averaging(mean, letter);
  board_.announce(rank_, letter.step, mean.step);
  return {this, id};
}

std::span<const Message> BoardEngine::wait(int id) {
  Round& round = rounds_[static_cast<std::size_t>(id)];
  round.letters.clear();
  round.messages.clear();
  if (round.averages) {
    reduce(round);
  } else {
    for (const int peer : round.from) {
      await(peer, round, Event::posted);
      round.letters.push_back(&board_.letter(peer, round.channel, round.step));
      round.messages.push_back(round.letters.back()->message);
    }
  }
  received(round);
  return round.messages;
}

void BoardEngine::read(int id) {
  Round& round = rounds_[static_cast<std::size_t>(id)];
  for (std::size_t k = 0; k < round.from.size(); ++k) board_.release(round.from[k], *round.letters[k]);
}

void BoardEngine::reclaim(int id) {
  Round& round = rounds_[static_cast<std::size_t>(id)];
  if (!round.averages) await(rank_, round, Event::released);
  round.used = false;
}

}  // namespace tacit
