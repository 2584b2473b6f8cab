// What a simulated network charges. Every node has one full-duplex link; messages on it queue up.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "world/engine.h"

namespace tacit {

struct Wire {
  double latency_s = 0;
  double s_per_byte = 0;
};

struct Network {
  Wire between;       // any two nodes of different hosts
  Wire inside;        // two nodes of one host
  int host = 1;       // nodes a host
  bool ring = false;  // all-reduce along a ring instead of directly

  [[nodiscard]] const Wire& wire(int a, int b) const { return a / host == b / host ? inside : between; }
  [[nodiscard]] const Wire& wire(const Group& group) const;
  // How long an all-reduce of that many bytes takes once all are there:
  // reduce-scatter and all-gather, 2 (n-1)/n bytes on every link, in 2 rounds of messages or 2 (n-1) along a
  // ring.
  [[nodiscard]] double all_reduce_s(const Group& group, double bytes) const;
};

// A message on its way in: its last byte comes no earlier than `last_s`, and it keeps the link busy for so
// long.
struct Arrival {
  double last_s = 0;
  double busy_s = 0;

  [[nodiscard]] double first_s() const { return last_s - busy_s; }
};

// The time of one node.
struct NodeClock {
  double now_s = 0;
  double sends_until_s = 0;
  double receives_until_s = 0;

  // Queues a message of `busy_s` on the outgoing link; returns when its last byte has left.
  double send(double busy_s);
  // Takes messages in, one after the other in the order in which they begin to arrive. Sorts them.
  void receive(std::span<Arrival> arrivals);
};

}  // namespace tacit
