// One node of a run at play: batches in, samples out.
#pragma once

#include <vector>

#include "method/node.h"
#include "session/checkpoint.h"
#include "session/run.h"

namespace tacit {

class Trainer final : public Player {
 public:
  // Sinks are called on rank 0 only; `summary` is its result.
  Trainer(const Stage& stage, Engine& engine, const StopFlag& stop);
  void pour_into(std::span<Sink* const> sinks, Summary* summary);

  bool turn() override;
  [[nodiscard]] Node& node() { return node_; }
  // Steps completed.
  [[nodiscard]] long step() const { return step_; }

 private:
  enum class Next : unsigned char {
    learn,
    update,
    open,
    close,
    finish,
    settle,
    measure,
    score,
    publish,
    done
  };

  // Plays `next_`, unless it must wait for the next turn (false).
  bool play_next();
  void learn();
  void step_done();
  void prepare_measurements();
  void measure();
  void score();
  void publish();
  [[nodiscard]] bool sample_due() const;
  [[nodiscard]] bool evaluates() const;
  [[nodiscard]] Sample make_sample() const;
  void judge(const Sample& sample);
  // Whether this end leaves a checkpoint, and what goes into it.
  [[nodiscard]] bool saves() const;
  State state();
  void require_same_run(Archive& archive) const;
  [[nodiscard]] Traffic total_traffic() const;
  void errors_from_optimum(Lane model);
  Vec host(Lane lane, std::vector<float>& staged);

  const Stage& stage_;
  const Layout layout_;
  Engine& engine_;
  const Ops& ops_;
  const StopFlag& stop_;
  Node node_;
  std::span<std::byte> scratch_;
  Lane average_;                            // the parameters, averaged by a measurement
  Lane target_;                             // the optimum, where the task knows it
  std::vector<float> staged_x_, staged_g_;  // where the host cannot look into lanes
  std::span<Sink* const> sinks_;
  Summary* summary_ = nullptr;

  Next next_ = Next::learn;
  long step_ = 0;  // completed
  long sample_every_;
  long samples_ = 0;
  bool last_ = false;  // the sample to come ends the run
  Ending ending_ = Ending::finished;
  double loss_sum_ = 0, loss_count_ = 0;
  double repeated_loss_ = unknown;  // the train loss of a state that is sampled a second time
  Ticket ticket_;
  std::vector<double> riders_;
  double time_s_ = 0;
  long measured_ = -1;  // names the last measurement; grows
  Traffic earlier_;     // of the runs that this one goes on from
  double earlier_s_ = 0;
};

}  // namespace tacit
