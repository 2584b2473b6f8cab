// The network as one node sees it. Kept this narrow so that a new world is one file.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "math/ops.h"

namespace tacit {

// What a message belongs to. A channel carries either exchanges or means, so that a round of it begins on a
// node only when the last but one has ended on all.
enum class Channel : unsigned char { gradients, gossip, average, momentum, agreement, measure, result };
inline constexpr std::size_t channels = 7;
std::string_view name_of(Channel channel);

// The nodes first, first + stride, ... (`count` of them).
struct Group {
  int first = 0;
  int stride = 1;
  int count = 1;

  [[nodiscard]] int member(int k) const { return first + k * stride; }
  [[nodiscard]] bool everyone(int nodes) const { return count == nodes; }
};

// A lane or encoded bytes, and a few doubles beside it that are never encoded. Lent: it may not change before
// the ticket is reclaimed.
struct Message {
  Lane lane;
  std::span<const std::byte> bytes;
  std::span<const double> riders;

  [[nodiscard]] std::size_t size() const {
    return lane.size * sizeof(float) + bytes.size() + riders.size() * sizeof(double);
  }
};

// The same message to each of `to`, one message from each of `from`; both in rank order.
struct Exchange {
  Channel channel;
  long step;
  Message message;
  std::span<const int> to, from;
};

// Over the group, in rank order: the lane becomes the average of the lanes whose weight is not zero (of all,
// if all are zero), the riders become sums. Once waited for, nobody looks at either.
struct Mean {
  Channel channel;
  long step;
  Lane lane;
  std::span<double> riders;
  Group group;
  double weight = 1;
};

// Counted at the sender; measure and result are free.
struct Traffic {
  double bytes = 0;
  double messages = 0;
  double waited_s = 0;
};

class Engine;

// A round that has been opened. Move-only; must be reclaimed before what it lent is written again.
class Ticket {
 public:
  Ticket() = default;
  Ticket(Engine* engine, int id) : engine_(engine), id_(id) {}
  Ticket(Ticket&& other) noexcept : engine_(std::exchange(other.engine_, nullptr)), id_(other.id_) {}
  Ticket& operator=(Ticket&& other) noexcept {
    engine_ = std::exchange(other.engine_, nullptr);
    id_ = other.id_;
    return *this;
  }

  [[nodiscard]] bool open() const { return engine_ != nullptr; }
  [[nodiscard]] int id() const { return id_; }

  // The messages in the order of `from`, valid until `read`; for a mean none: its lane and riders are in
  // place.
  std::span<const Message> wait();
  // Of a mean that has been waited for: when its last member came, by the members' clocks.
  [[nodiscard]] double last_came_s() const;
  // The messages are no longer looked at.
  void read();
  // Returns when nobody looks at what was lent.
  void reclaim();

 private:
  Engine* engine_ = nullptr;
  int id_ = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;
  [[nodiscard]] virtual int rank() const = 0;
  [[nodiscard]] virtual int size() const = 0;
  [[nodiscard]] virtual const Ops& ops() const = 0;
  // Zeroed memory for lanes, where this world can lend it from; lives as long as the world plays.
  virtual std::span<std::byte> memory(std::size_t bytes) = 0;
  // Memory that holds nothing from turn to turn: one and the same for all nodes that a thread plays.
  virtual std::span<std::byte> scratch(std::size_t bytes) = 0;

  virtual Ticket exchange(const Exchange& exchange) = 0;
  virtual Ticket mean(const Mean& mean) = 0;

  // The arithmetic of this local step is done; a simulated clock moves on here.
  virtual void computed(long step) = 0;
  // Seconds since the start by this world's clock.
  [[nodiscard]] virtual double now() const = 0;
  [[nodiscard]] virtual const Traffic& traffic() const = 0;

 private:
  friend class Ticket;
  virtual std::span<const Message> wait(int id) = 0;
  [[nodiscard]] virtual double last_came_s(int id) const = 0;
  virtual void read(int id) = 0;
  virtual void reclaim(int id) = 0;
};

inline std::span<const Message> Ticket::wait() {
  return engine_->wait(id_);
}
inline double Ticket::last_came_s() const {
  return engine_->last_came_s(id_);
}
inline void Ticket::read() {
  engine_->read(id_);
}
inline void Ticket::reclaim() {
  if (engine_ != nullptr) std::exchange(engine_, nullptr)->reclaim(id_);
}

}  // namespace tacit
