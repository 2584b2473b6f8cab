// What a node remembers of a round between opening and closing it.
#pragma once

#include <array>

#include "world/engine.h"

namespace tacit {

enum class RoundKind : unsigned char { none, gradients, gossip, average, agreement };
inline constexpr std::size_t most_riders = 5;

// One open round: what was posted in which turn, and when it is due.
struct Round {
  RoundKind kind = RoundKind::none;
  Ticket ticket, tracking, momentum;
  long turn = -1, due = 0;
  std::size_t snapshot = 0;
  std::size_t fragment = 0;          // of an average
  double mass = 1, mass_agreed = 1;  // at the time of sending; what the round makes of it
  bool collected = false;            // a flight: its messages are in, not yet applied
  std::array<double, most_riders> riders{};

  [[nodiscard]] bool open() const { return kind != RoundKind::none; }
  [[nodiscard]] bool fresh(long now) const { return open() && turn == now; }
};

}  // namespace tacit
