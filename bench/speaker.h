// A codec at work on one vector, as a node would use it.
#pragma once

#include <memory>
#include <string>

#include "bench/probe.h"
#include "codec/codec.h"

namespace tacit::bench {

class Speaker {
 public:
  // `codec` as in a recipe. With a memory it is written with error feedback.
  Speaker(const std::string& codec, ConstVec x, bool remembers = false);

  void write();
  void read(ByteView message, Vec sum) const;
  // Writes, and takes in what was written as if it were the mean of all nodes.
  void exchange(Vec x);

  [[nodiscard]] const Bytes& message() const { return message_; }
  // What the next message neither says nor leaves in the memory, or nothing.
  [[nodiscard]] std::string lost();

 private:
  [[nodiscard]] Vec memory() const;

  ConstVec x_;
  std::unique_ptr<Coder> coder_;
  Bytes message_;
  std::unique_ptr<Pages> memory_;
  long step_ = 0;
};

}  // namespace tacit::bench
