#include "session/field.h"

namespace tacit {

std::span<const Field> fields() {
  static constexpr Field table[] = {
      {"step", "steps", "local steps taken so far",
       [](const Sample& s) { return static_cast<double>(s.step); }, true},
      {"epoch", "epochs", "passes over the data, where the task has epochs",
       [](const Sample& s) { return s.epoch; }},
      {"lr", "", "learning rate of the local optimizer", [](const Sample& s) { return s.rate; }},
      {"time_s", "seconds", "the world's clock at the slowest node: modelled in sim, real elsewhere",
       [](const Sample& s) { return s.time_s; }},
      {"train/loss", "", "mean batch loss over all nodes since the last sample",
       [](const Sample& s) { return s.train_loss; }},
      {"val/loss", "", "loss of the average model on the evaluation set",
       [](const Sample& s) { return s.loss; }},
      {"val/accuracy", "share", "right answers of the average model on the evaluation set",
       [](const Sample& s) { return s.accuracy; }},
      {"val/mse", "", "mean squared distance of the nodes from the exact optimum, where it is known",
       [](const Sample& s) { return s.error; }},
      {"val/mse_sd", "", "standard deviation of val/mse over the task's repetitions",
       [](const Sample& s) { return s.error_deviation; }},
      {"comm/bytes", "bytes", "sent so far, mean over nodes", [](const Sample& s) { return s.bytes; }},
      {"comm/messages", "messages", "sent so far, mean over nodes",
       [](const Sample& s) { return s.messages; }},
      {"comm/exposed_seconds", "seconds", "spent waiting for messages so far, mean over nodes",
       [](const Sample& s) { return s.waited_s; }},
      {"comm/period", "steps", "between global averages at present; 0: none to come",
       [](const Sample& s) { return static_cast<double>(s.period); }, true},
      {"comm/averages", "averages", "global averages so far",
       [](const Sample& s) { return static_cast<double>(s.averages); }, true},
      {"comm/consensus_distance", "", "mean squared distance of the nodes from the average model",
       [](const Sample& s) { return s.consensus; }},
      {"train/dropped", "updates", "dropped so far because they were not finite, all nodes",
       [](const Sample& s) { return static_cast<double>(s.dropped); }, true},
  };
  return table;
}

}  // namespace tacit
