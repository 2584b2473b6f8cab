// A session ties recipe, task and world together and pours samples into sinks.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "method/method.h"
#include "session/sink.h"
#include "task/task.h"
#include "world/world.h"

namespace tacit {

// A goal that ends a run: "loss=0.2" (at most) or "accuracy=0.9" (at least), of the average model.
struct Goal {
  std::string metric;
  double value = 0;
};
Goal parse_goal(const std::string& text);

struct RunOptions {
  long steps = 1000;
  long sample = 0;    // steps between samples; 0: about 100 samples in all
  long evaluate = 1;  // every so many samples the average model is evaluated too; 0: only the last
  std::optional<Goal> until = {};
  std::filesystem::path checkpoint = {};  // where a stopped run leaves its state; empty: nowhere
  std::filesystem::path resume = {};      // a checkpoint to go on from; empty: start anew
};

// Steps between samples: about a hundred in all unless asked otherwise.
long sample_step(const RunOptions& options);

// What is played. Nothing is owned, so that several methods can share one task's data.
struct Stage {
  const Method& method;
  const Task& task;
  const Work& work;
  World& world;
  std::shared_ptr<const Graph> graph;  // between the groups, shared by all nodes
  RunInfo info;
  RunOptions options;
};

// Raised by a signal: all nodes stop after the same step.
class StopFlag {
 public:
  void raise() { raised_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool raised() const { return raised_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> raised_{false};
};

// Checks and fills `info`, so that a caller cannot describe another run than the one it plays.
Stage make_stage(const Method& method, const Task& task, const Work& work, World& world);

// Throws Error for options that do not fit the task.
void check_options(const Stage& stage);

// Adds to the warnings of `info` what is legal but probably not meant.
void warn_of_options(Stage& stage);

// What a user should know about how a run went; empty if nothing.
std::string remark(const Summary& summary);

Summary run(const Stage& stage, std::span<Sink* const> sinks, const StopFlag& stop);

}  // namespace tacit
