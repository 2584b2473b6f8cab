// The engine of a simulated node, and the averages that its world brings about between turns.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "world/board_engine.h"
#include "world/sim.h"

namespace tacit {

// Memory of one worker that all its nodes use in turn.
class Scratch {
 public:
  explicit Scratch(const Ops& ops) : ops_(ops) {}
  // A piece for each purpose of a node; every node gets the same ones.
  std::span<std::byte> piece(std::size_t index, std::size_t bytes) {
    return take(ops_, pieces_, index, bytes);
  }
  std::span<std::byte> host_piece(std::size_t index, std::size_t bytes) {
    return take(host_ops(), host_pieces_, index, bytes);
  }

 private:
  using Pieces = std::vector<std::pair<std::shared_ptr<std::byte>, std::size_t>>;
  static std::span<std::byte> take(const Ops& ops, Pieces& pieces, std::size_t index, std::size_t bytes);

  const Ops& ops_;
  Pieces pieces_, host_pieces_;
};

class SimEngine;

// Averages posted in a turn. After it every worker reduces a slice of each; then they are settled.
class Means {
 public:
  Means(Board& board, const SimSettings& settings)
      : board_(board), network_(settings.network), slices_(static_cast<std::size_t>(settings.workers)) {}
  void watch(const std::vector<std::unique_ptr<SimEngine>>& engines) { engines_ = &engines; }

  void add(const Mean& mean);
  [[nodiscard]] bool any() const { return !posted_.empty(); }
  void reduce(int worker, int workers);
  void settle();

 private:
  [[nodiscard]] bool complete(const Mean& mean) const;
  void settle(const Mean& mean);

  Board& board_;
  Network network_;
  const std::vector<std::unique_ptr<SimEngine>>* engines_ = nullptr;
  std::mutex mutex_;
  std::vector<Mean> posted_;  // by the first member of each group
  std::vector<double> sums_;
  std::vector<std::pair<std::vector<Lane>, std::vector<Lane>>>
      slices_;  // of each worker: what it adds, what it writes
};

class SimEngine final : public BoardEngine {
 public:
  SimEngine(Board& board, int rank, const SimSettings& settings, Means& means, Scratch& scratch)
      : BoardEngine(board, rank), settings_(settings), means_(means), scratch_(scratch) {}

  std::span<std::byte> scratch(std::size_t bytes) override { return scratch_.piece(pieces_++, bytes); }
  std::span<std::byte> workspace(std::size_t bytes) override {
    return scratch_.host_piece(host_pieces_++, bytes);
  }
  void computing() override;
  void computed(long step) override;
  double now() const override { return clock_.now_s; }

  NodeClock& clock() { return clock_; }

 private:
  void await(int peer, const Round& round, Event event) override;
  void sending(const Exchange& exchange, Letter& letter) override;
  void averaging(const Mean& mean, Letter& letter) override;
  void received(const Round& round) override;
  void reduce(Round& round) override;

  const SimSettings& settings_;
  Means& means_;
  Scratch& scratch_;
  std::size_t pieces_ = 0, host_pieces_ = 0;
  NodeClock clock_;
  double thread_began_s_ = 0;
  std::vector<Arrival> arrivals_;
};

}  // namespace tacit
