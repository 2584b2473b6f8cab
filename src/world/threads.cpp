// One thread a node, shared memory, real time.
#include <chrono>
#include <exception>
#include <system_error>
#include <thread>

#include "base/error.h"
#include "world/board_engine.h"
#include "world/world.h"

namespace tacit::world {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

class ThreadEngine final : public BoardEngine {
 public:
  ThreadEngine(Board& board, int rank, double timeout_s, Clock::time_point begin)
      : BoardEngine(board, rank), timeout_s_(timeout_s), begin_(begin) {}

  std::span<std::byte> scratch(std::size_t bytes) override { return memory(bytes); }
  std::span<std::byte> workspace(std::size_t bytes) override { return memory(bytes); }
  void computing() override {}
  void computed(long /*step*/) override {}
  double now() const override { return seconds_since(begin_); }

 private:
  void await(int peer, const Round& round, Event event) override {
    const auto begin = Clock::now();
    if (!board_.wait({peer, round.channel, round.step, event}, timeout_s_)) {
      fail(
          "node {}: waited {:.0f} s at step {} for node {} ({}, {}); it is stuck or far slower: see "
          "`timeout_s`",
          rank_, timeout_s_, round.step, peer, name_of(round.channel),
          event == Event::released ? "to finish reading" : "to send");
    }
    traffic_.waited_s += seconds_since(begin);
  }

  // Reduce-scatter and all-gather in one pass: each member averages its slice and writes it into every lane.
  void reduce(Round& round) override {
    const Group& group = round.mean.group;
    const std::size_t size = round.mean.lane.size;
    int place = 0;
    summed_.clear();
    written_.clear();
    for (int k = 0; k < group.count; ++k) {
      const int member = group.member(k);
      await(member, round, Event::posted);
      if (member == rank_) place = k;
      const Letter& letter = board_.letter(member, round.channel, round.step);
      written_.push_back(letter.message.lane);
      if (letter.weight > 0) summed_.push_back(letter.message.lane);
    }
    if (summed_.empty()) summed_ = written_;
    const auto count = static_cast<std::size_t>(group.count);
    const std::size_t first = size * static_cast<std::size_t>(place) / count;
    const std::size_t last = size * (static_cast<std::size_t>(place) + 1) / count;
    for (Lane& lane : summed_) lane = lane.part(first, last - first);
    for (Lane& lane : written_) lane = lane.part(first, last - first);
    if (last > first) average(round.mean.number);
    board_.announce(rank_, round.mine->reduced, round.step);
    sum_riders(round);
  }

  void average(Number number) {
    ops().mean(summed_, written_);
    if (number == Number::float32) return;
    for (const Lane& lane : written_) ops().round(lane, number);
  }

  void sum_riders(Round& round) {
    std::fill(round.mean.riders.begin(), round.mean.riders.end(), 0.0);
    for (int k = 0; k < round.mean.group.count; ++k) {
      const int member = round.mean.group.member(k);
      await(member, round, Event::reduced);
      const Letter& letter = board_.letter(member, round.channel, round.step);
      round.last_came_s = std::max(round.last_came_s, letter.posted_s);
      for (std::size_t r = 0; r < letter.riders.size(); ++r) round.mean.riders[r] += letter.riders[r];
    }
  }

  double timeout_s_;
  Clock::time_point begin_;
  std::vector<Lane> summed_, written_;
};

class Threads final : public World {
 public:
  Threads(int nodes, double timeout_s) : nodes_(nodes), timeout_s_(timeout_s) {}

  int nodes() const override { return nodes_; }

  void play(const Casting& cast) override {
    Board board(nodes_, host_ops(), true);
    const auto begin = Clock::now();
    std::exception_ptr first;
    std::mutex mutex;
    // The first failure counts; board.fail wakes who waits for the failed one.
    const auto failed = [&](int rank, const char* what) {
      {
        const std::lock_guard lock(mutex);
        if (!first) first = std::current_exception();
      }
      board.fail(rank, what);
    };
    std::vector<std::jthread> threads;
    for (int rank = 0; rank < nodes_; ++rank) {
      try {
        threads.emplace_back([&, rank] {
          try {
            ThreadEngine engine(board, rank, timeout_s_, begin);
            const auto player = cast(engine);
            while (player->turn()) {
            }
          } catch (const std::exception& error) {
            failed(rank, error.what());
          }
        });
      } catch (const std::system_error&) {
        failed(rank, "no thread could be started for it");
        break;
      }
    }
    threads.clear();
    if (first) std::rethrow_exception(first);
  }

 private:
  int nodes_;
  double timeout_s_;
};

}  // namespace

std::unique_ptr<World> make_threads(Args& args) {
  const auto nodes = static_cast<int>(args.whole("nodes", 4, "threads, one a node", between(1, 4096)));
  const double timeout_s = args.number("timeout_s", 300, "longest wait for another node", above(0));
  return std::make_unique<Threads>(nodes, timeout_s);
}

}  // namespace tacit::world
