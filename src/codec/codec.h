// In which words a vector travels. Settings are a Codec; at work on one node and channel, a Coder.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/archive.h"
#include "base/key.h"
#include "base/shelf.h"
#include "math/lane.h"
#include "math/number.h"

namespace tacit {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

// What a coder may draw from.
struct Moment {
  long step = 0;
  Key own{0};     // this node's alone
  Key shared{0};  // the same on every node
};

// What is to be said: v = fresh + fade * memory, or fresh alone where no memory is kept.
struct Source {
  ConstVec fresh;
  Vec memory = {};
  float fade = 1;
};

class Coder {
 public:
  virtual ~Coder() = default;
  // Refills `out`. Leaves in the memory, if there is one, what the message does not say: v minus what `read`
  // makes of it. A later turn finds `v` as the turn before left it.
  virtual void write(int turn, const Moment& now, const Source& v, Bytes& out) = 0;
  // What the messages of a turn came to, before the next one is written.
  virtual void heard(int /*turn*/, ByteView /*mean*/) {}
  // sum += weight * message, of the last turn. Throws Error for a message that is not one `write` makes;
  // never reads past it, and leaves no trace of it in `sum`.
  virtual void read(ByteView message, float weight, Vec sum) const = 0;
  virtual void carry(Archive& /*archive*/) {}
};

class Codec {
 public:
  virtual ~Codec() = default;
  [[nodiscard]] virtual std::unique_ptr<Coder> start(const Layout& layout) const = 0;
  // Bytes that `write` makes for a vector of this layout, of all turns; if they vary, what they settle at.
  [[nodiscard]] virtual std::size_t bytes(const Layout& layout) const = 0;
  [[nodiscard]] virtual bool varies() const { return false; }
  // The format in which the vector itself may travel, each number rounded for itself. Its lane is lent then.
  [[nodiscard]] virtual std::optional<Number> lends() const { return std::nullopt; }
  // Exchanges that depend on one another (a low-rank codec has two).
  [[nodiscard]] virtual int turns() const { return 1; }
  // Whether messages are floats that may be averaged in place of what they say.
  [[nodiscard]] virtual bool summable() const { return false; }
  // Whether what is not said must be remembered and said later (error feedback).
  [[nodiscard]] virtual bool biased() const { return false; }
  // About the share of a change that a message says, by its squared length, for normal numbers; 0: it may say
  // more wrong than right. Gossip must not be pulled further than that.
  [[nodiscard]] virtual double says(const Layout& /*layout*/) const { return 1; }
  // Whether `read` corrects the very vector that was written, by the mean of the messages; for gradients
  // only.
  [[nodiscard]] virtual bool corrects() const { return false; }
};

const Shelf<Codec>& codecs();

}  // namespace tacit
