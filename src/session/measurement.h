// Looks at the state of a run: three turns, after which every node holds the same sample.
#pragma once

#include <vector>

#include "method/node.h"
#include "session/run.h"

namespace tacit {

class Measurement {
 public:
  // `scratch` is the task's.
  Measurement(const Stage& stage, Node& node, Engine& engine, std::span<std::byte> scratch);

  // The loss of a batch, for the sample to come.
  void add_loss(double loss);

  // The turns: what one posts, the next waits for.
  void open(long step);
  void score(bool evaluates, bool wants_stop);
  Sample close();

  // Whether some node wanted to stop at the last measurement.
  [[nodiscard]] bool stop_wanted() const;
  void carry(Archive& archive);

 private:
  [[nodiscard]] Traffic total_traffic() const;
  void add_score();
  void add_errors(Lane model);
  void read_errors(Sample& sample) const;

  const Stage& stage_;
  Node& node_;
  Engine& engine_;
  const Ops& ops_;
  std::span<std::byte> scratch_;
  Lane average_;               // of all parameters
  Lane target_;                // the optimum, where the task knows it
  std::vector<float> staged_;  // where the host cannot look into lanes
  std::vector<double> riders_;
  Ticket ticket_;
  long step_ = 0;
  long name_ = -1;  // of the last measurement; grows
  double time_s_ = 0;
  double loss_sum_ = 0, loss_count_ = 0;
  double train_loss_ = unknown;
  Traffic earlier_;  // of the runs that this one goes on from
  double earlier_s_ = 0;
};

}  // namespace tacit
