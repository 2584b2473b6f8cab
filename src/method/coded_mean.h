// An average over nodes in the words of a codec.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "codec/codec.h"
#include "world/engine.h"

namespace tacit {

// What one node brings to one average.
struct Share {
  Channel channel;
  Lane lane;                 // becomes the average
  Lane memory = {};          // of what a biased codec has not said yet
  float fade = 1;            // of the memory
  std::span<double> riders;  // become sums, already after the first turn
  Group group = {};
  double weight = 1;  // 0: listens only
  Moment moment = {};
};

// What a channel has sent and others may still be reading: two messages, used in turn.
struct Outbox {
  std::array<Bytes, 2> messages;
  std::array<std::vector<double>, 2> riders;
  std::array<Ticket, 2> lent;
  std::size_t slot = 0;
};

// Settings and state of one vector on a channel, whose outbox all its vectors share. Lanes and riders of a
// share must stay until its last turn has ended.
class CodedMean {
 public:
  CodedMean(const Codec& codec, const Layout& layout, Outbox& outbox, Engine& engine);

  // Posts the first turn.
  void open(const Share& share);
  // Ends the present turn. True if there is another one, which has been posted; else the lane is the average.
  bool next();
  // Says once more, some other time, what this node said last: nobody has made use of it.
  void take_back();
  void carry(Archive& archive);

 private:
  [[nodiscard]] Bytes& message() { return outbox_.messages[outbox_.slot]; }
  [[nodiscard]] Vec sum();
  void write();
  void post();
  void post_to_all(ByteView said);
  void read_all();
  void read_sum();
  void settle(Vec v, Lane lane) const;
  [[nodiscard]] long name() const { return share_.moment.step * codec_.turns() + turn_; }

  const Codec& codec_;
  Engine& engine_;
  const Ops& ops_;
  Outbox& outbox_;
  std::unique_ptr<Coder> coder_;
  Share share_{};
  int turn_ = 0;
  std::vector<float> stage_, memory_stage_;  // where the host cannot look into lanes
  Ticket ticket_;
  std::vector<int> others_;
  Lane summed_;  // messages that are averaged, as a lane
};

}  // namespace tacit
