// The network as one node sees it. Kept this narrow so that a new world is one file.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "world/mail.h"

namespace tacit {

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
  // Memory of the thread for lanes: zero at first, then one and the same for the n-th request of every node
  // that it plays.
  virtual std::span<std::byte> scratch(std::size_t bytes) = 0;
  // The same in memory that the host can look into.
  virtual std::span<std::byte> workspace(std::size_t bytes) = 0;

  virtual Ticket exchange(const Exchange& exchange) = 0;
  virtual Ticket mean(const Mean& mean) = 0;

  // The arithmetic of a local step begins and is done; a simulated clock moves on there.
  virtual void computing() = 0;
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
