#include "world/sim_engine.h"

#include <algorithm>
#include <ctime>

#include "base/error.h"

namespace tacit {
namespace {

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

bool is_free(Channel channel) {
  return channel == Channel::measure || channel == Channel::result;
}

}  // namespace

std::span<std::byte> Scratch::take(const Ops& ops, Pieces& pieces, std::size_t index, std::size_t bytes) {
  if (index >= pieces.size()) pieces.resize(index + 1);
  auto& [memory, size] = pieces[index];
  if (size < bytes) {
    memory = ops.make(bytes);
    size = bytes;
  }
  return {memory.get(), bytes};
}

void Means::add(const Mean& mean) {
  const std::lock_guard lock(mutex_);
  posted_.push_back(mean);
}

bool Means::complete(const Mean& mean) const {
  for (int k = 0; k < mean.group.count; ++k) {
    const Letter& letter = board_.letter(mean.group.member(k), mean.channel, mean.step);
    if (!Board::happened(letter, Event::posted, mean.step)) return false;
  }
  return true;
}

void Means::reduce(int worker, int workers) {
  auto& [summed, written] = slices_[static_cast<std::size_t>(worker)];
  for (const Mean& mean : posted_) {
    if (mean.lane.size == 0 || !complete(mean)) continue;
    const std::size_t first =
        mean.lane.size * static_cast<std::size_t>(worker) / static_cast<std::size_t>(workers);
    const std::size_t last =
        mean.lane.size * (static_cast<std::size_t>(worker) + 1) / static_cast<std::size_t>(workers);
    summed.clear();
    written.clear();
    for (int k = 0; k < mean.group.count; ++k) {
      const Letter& letter = board_.letter(mean.group.member(k), mean.channel, mean.step);
      written.push_back(letter.message.lane.part(first, last - first));
      if (letter.weight > 0) summed.push_back(written.back());
    }
    if (last == first) continue;
    board_.ops().mean(summed.empty() ? written : summed, written);
    if (mean.number == Number::float32) continue;
    for (const Lane& lane : written) board_.ops().round(lane, mean.number);
  }
}

void Means::settle() {
  std::erase_if(posted_, [&](const Mean& mean) {
    if (!complete(mean)) return false;
    settle(mean);
    return true;
  });
}

// Riders are summed in rank order and handed back through each member's own letter; all leave when the last
// came.
void Means::settle(const Mean& mean) {
  sums_.assign(mean.riders.size(), 0);
  double came_s = 0;
  double begin_s = 0;
  for (int k = 0; k < mean.group.count; ++k) {
    const int member = mean.group.member(k);
    const Letter& letter = board_.letter(member, mean.channel, mean.step);
    for (std::size_t r = 0; r < sums_.size(); ++r) sums_[r] += letter.riders[r];
    const NodeClock& clock = (*engines_)[static_cast<std::size_t>(member)]->clock();
    came_s = std::max(came_s, letter.posted_s);
    if (!is_free(mean.channel)) begin_s = std::max({begin_s, clock.sends_until_s, clock.receives_until_s});
  }
  begin_s = std::max(begin_s, came_s);
  const double end_s = is_free(mean.channel)
                           ? 0
                           : begin_s + network_.all_reduce_s(mean.group, static_cast<double>(mean.size()));
  for (int k = 0; k < mean.group.count; ++k) {
    const int member = mean.group.member(k);
    Letter& letter = board_.letter(member, mean.channel, mean.step);
    letter.riders = sums_;
    letter.posted_s = came_s;
    letter.arrives_s.front() = end_s;
    NodeClock& clock = (*engines_)[static_cast<std::size_t>(member)]->clock();
    if (!is_free(mean.channel)) clock.sends_until_s = clock.receives_until_s = end_s;
    letter.reduced.store(mean.step, std::memory_order_release);
  }
}

void SimEngine::computing() {
  if (settings_.compute.measured) thread_began_s_ = thread_seconds();
}

void SimEngine::computed(long step) {
  if (settings_.compute.measured) {
    const double now_s = thread_seconds();
    clock_.now_s += now_s - thread_began_s_;
    thread_began_s_ = now_s;
  } else {
    clock_.now_s += settings_.compute.seconds(rank_, step);
  }
}

// Every node begins with the peer behind it, so that no node hears all of its peers at the same time.
void SimEngine::sending(const Exchange& exchange, Letter& letter) {
  letter.to.assign(exchange.to.begin(), exchange.to.end());
  letter.arrives_s.resize(letter.to.size());
  const auto behind = std::upper_bound(letter.to.begin(), letter.to.end(), rank_) - letter.to.begin();
  for (std::size_t k = 0; k < letter.to.size(); ++k) {
    const std::size_t place = (static_cast<std::size_t>(behind) + k) % letter.to.size();
    const Wire& wire = settings_.network.wire(rank_, letter.to[place]);
    const double left_s = clock_.send(static_cast<double>(exchange.message.size()) * wire.s_per_byte);
    letter.arrives_s[place] = left_s + wire.latency_s;
  }
}

void SimEngine::averaging(const Mean& mean, Letter& letter) {
  letter.arrives_s.assign(1, clock_.now_s);
  if (mean.group.first == rank_) means_.add(mean);
}

void SimEngine::await(int peer, const Round& round, Event event) {
  const Letter& letter = board_.letter(peer, round.channel, round.step);
  if (Board::happened(letter, event, round.step)) return;
  fail("node {} waits at step {} for node {} ({}, {}), which has not come that far: a deadlock", rank_,
       round.step, peer, name_of(round.channel), event == Event::released ? "to finish reading" : "to send");
}

void SimEngine::reduce(Round& round) {
  if (round.mine->reduced.load(std::memory_order_acquire) != round.step) {
    for (int k = 0; k < round.mean.group.count; ++k) await(round.mean.group.member(k), round, Event::posted);
    fail("node {} waits at step {} for an average ({}) opened in this very turn", rank_, round.step,
         name_of(round.channel));
  }
  round.last_came_s = round.mine->posted_s;
  std::copy(round.mine->riders.begin(), round.mine->riders.end(), round.mean.riders.begin());
}

void SimEngine::received(const Round& round) {
  const double before_s = clock_.now_s;
  if (round.averages) {
    clock_.now_s = std::max(clock_.now_s, round.mine->arrives_s.front());
  } else {
    arrivals_.clear();
    for (std::size_t k = 0; k < round.from.size(); ++k) {
      const Letter& letter = *round.letters[k];
      const auto place = std::lower_bound(letter.to.begin(), letter.to.end(), rank_) - letter.to.begin();
      const Wire& wire = settings_.network.wire(round.from[k], rank_);
      arrivals_.push_back({letter.arrives_s[static_cast<std::size_t>(place)],
                           static_cast<double>(letter.message.size()) * wire.s_per_byte});
    }
    clock_.receive(arrivals_);
  }
  traffic_.waited_s += clock_.now_s - before_s;
}

}  // namespace tacit
