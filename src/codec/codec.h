// In which words a vector travels. Settings are a Codec; at work on one node and channel, with its memory, a
// Coder.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "base/archive.h"
#include "base/key.h"
#include "base/shelf.h"
#include "math/lane.h"

namespace tacit {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

// What a coder may draw from and rescale by.
struct Moment {
  long step = 0;
  Key key{0};
  double rate = 0;
};

class Coder {
 public:
  virtual ~Coder() = default;
  // True if the message is the vector's own memory: the lane is lent and nothing is encoded.
  [[nodiscard]] virtual bool lends() const { return false; }
  // Exchanges that depend on one another (a low-rank codec has two).
  [[nodiscard]] virtual int turns() const { return 1; }
  // Whether the message of this turn is floats that an all-reduce may add.
  [[nodiscard]] virtual bool summable(int /*turn*/) const { return false; }
  // Refills `out`. Codecs with error feedback add their memory to v and keep what was not said.
  virtual void write(int turn, const Moment& now, Vec v, Bytes& out) = 0;
  // sum += weight * message. Throws Error for a message that is not exactly what `write` makes; never reads
  // past it.
  virtual void read(int turn, ByteView message, float weight, Vec sum) const = 0;
  virtual void carry(Archive& /*archive*/) {}
};

class Codec {
 public:
  virtual ~Codec() = default;
  [[nodiscard]] virtual std::unique_ptr<Coder> start(const Layout& layout) const = 0;
  // Bytes of a message for a vector of this layout.
  [[nodiscard]] virtual std::size_t bytes(const Layout& layout) const = 0;
};

const Shelf<Codec>& codecs();

}  // namespace tacit
