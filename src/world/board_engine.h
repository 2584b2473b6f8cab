// The engine of a node whose peers live in the same process. A world adds how to wait, and its clock.
#pragma once

#include <array>
#include <vector>

#include "world/board.h"

namespace tacit {

class BoardEngine : public Engine {
 public:
  BoardEngine(Board& board, int rank) : board_(board), rank_(rank) {}

  int rank() const final { return rank_; }
  int size() const final { return board_.nodes(); }
  const Ops& ops() const final { return board_.ops(); }
  std::span<std::byte> memory(std::size_t bytes) final { return board_.memory(bytes); }

  Ticket exchange(const Exchange& exchange) final;
  Ticket mean(const Mean& mean) final;
  const Traffic& traffic() const final { return traffic_; }

 protected:
  // A round of this node between its posting and its reclaiming.
  struct Round {
    bool used = false;
    bool averages = false;
    Channel channel{};
    long step = 0;
    Letter* mine = nullptr;
    std::vector<int> from;
    std::vector<Letter*> letters;
    std::vector<Message> messages;
    Mean mean{};
    double last_came_s = 0;
  };

  // Returns once the event has happened to that node's letter; throws Error if it cannot or does not in time.
  virtual void await(int peer, const Round& round, Event event) = 0;
  // A letter is about to be posted: charge the network for it.
  virtual void sending(const Exchange& /*exchange*/, Letter& /*letter*/) {}
  virtual void averaging(const Mean& /*mean*/, Letter& /*letter*/) {}
  // Everything awaited is there.
  virtual void received(const Round& /*round*/) {}
  // Brings lane and riders of a mean in place.
  virtual void reduce(Round& round) = 0;

  Board& board_;
  int rank_;
  Traffic traffic_;

 private:
  std::span<const Message> wait(int id) final;
  double last_came_s(int id) const final { return rounds_[static_cast<std::size_t>(id)].last_came_s; }
  void read(int id) final;
  void reclaim(int id) final;
  int open_round(Channel channel, long step);

  std::array<Round, 12> rounds_;
};

}  // namespace tacit
