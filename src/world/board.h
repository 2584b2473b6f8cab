// Where nodes of one process leave letters for each other: what both sim and threads are built on. A letter
// is a pointer to the sender's own memory, so nothing is copied.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "world/engine.h"

namespace tacit {

// What one node has posted for one round of a channel.
struct Letter {
  std::atomic<long> step{-1};     // posted for this step
  std::atomic<long> reduced{-1};  // a mean: the share of this node is done for this step
  std::atomic<int> readers{0};    // who still looks at it
  Message message;
  std::vector<double> riders;  // copied, so that sums can be written in place
  double weight = 1;
  double posted_s = 0;            // by the sender's clock
  std::vector<int> to;            // simulated: whom it is for,
  std::vector<double> arrives_s;  // and when it gets there; of a mean, when it ends
};

enum class Event : unsigned char { posted, reduced, released };

// Something that a node waits for: an event of the letter that `rank` posts for that step.
struct Awaited {
  int rank;
  Channel channel;
  long step;
  Event event;
};

class Board {
  struct Box {
    std::mutex mutex;
    std::condition_variable changed;
    Letter letters[channels][2];
    int next[channels] = {};
  };

 public:
  // Only where nodes really sleep (`wakes`) do events take locks.
  Board(int nodes, const Ops& ops, bool wakes);

  [[nodiscard]] int nodes() const { return static_cast<int>(boxes_.size()); }
  [[nodiscard]] const Ops& ops() const { return ops_; }
  std::span<std::byte> memory(std::size_t bytes);

  // The letter of that step if it has been posted, else the one that the next post of `rank` will use.
  Letter& letter(int rank, Channel channel, long step) {
    auto& pair = boxes_[static_cast<std::size_t>(rank)].letters[static_cast<std::size_t>(channel)];
    return pair[0].step.load(std::memory_order_acquire) == step ? pair[0] : pair[1];
  }
  Letter& fresh_letter(int rank, Channel channel) {
    Box& box = boxes_[static_cast<std::size_t>(rank)];
    auto& next = box.next[static_cast<std::size_t>(channel)];
    next = 1 - next;
    return box.letters[static_cast<std::size_t>(channel)][next];
  }
  [[nodiscard]] static bool happened(const Letter& letter, Event event, long step);

  // Makes an event of `rank`'s letter visible and wakes who waits for it.
  void announce(int rank, std::atomic<long>& mark, long step);
  void release(int rank, Letter& letter);

  // Waits until the event has happened, the deadline passes (false) or another node fails (throws).
  bool wait(const Awaited& what, double seconds);

  // The first failure wakes everybody; the others then throw an Error that names the culprit.
  void fail(int rank, const std::string& what);

 private:
  void throw_if_failed();

  const Ops& ops_;
  const bool wakes_;
  std::vector<Box> boxes_;
  std::mutex memory_mutex_;
  std::vector<std::shared_ptr<std::byte>> chunks_;
  std::byte* free_ = nullptr;
  std::size_t free_bytes_ = 0;
  std::atomic<bool> failed_{false};
  std::mutex failure_mutex_;
  std::string failure_;
};

}  // namespace tacit
