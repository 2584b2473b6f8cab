// One node of a run at play: batches in, samples out.
#pragma once

#include <vector>

#include "session/checkpoint.h"
#include "session/measurement.h"

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
  // In the order in which they follow each other; a step ends with `close`, and what comes then is decided
  // there.
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

  // Whether `next_` waits for what was sent in this very turn.
  [[nodiscard]] bool must_wait() const;
  void play();
  void learn();
  void step_done();
  void tell_period();
  void publish();
  [[nodiscard]] bool evaluates() const;
  void judge(const Sample& sample);
  // Whether this end leaves a checkpoint, and what goes into it.
  [[nodiscard]] bool saves() const;
  State state();
  void require_same_run(Archive& archive) const;

  const Stage& stage_;
  const Layout layout_;
  Engine& engine_;
  const Ops& ops_;
  const StopFlag& stop_;
  Node node_;
  std::span<std::byte> scratch_;
  Measurement measurement_;
  std::vector<float> staged_x_, staged_g_;  // where the host cannot look into lanes
  std::span<Sink* const> sinks_;
  Summary* summary_ = nullptr;

  Next next_ = Next::learn;
  bool measured_now_ = false;  // in this turn
  long step_ = 0;              // completed
  long sample_every_;
  long samples_ = 0;
  long told_period_ = -1;
  bool last_ = false;  // the sample to come ends the run
  Ending ending_ = Ending::finished;
};

}  // namespace tacit
