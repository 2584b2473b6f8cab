// A task with its data laid out on the nodes of a world: what several methods share when they are compared.
#pragma once

#include "session/run.h"

namespace tacit {

struct Scene {
  Spelled task_name, world_name;
  std::unique_ptr<Task> task;
  std::unique_ptr<Work> work;
  int nodes = 1;
};

// `nodes` replaces the world's own number unless it is empty. The seed draws the data.
Scene make_scene(const std::string& task, const std::string& world, std::optional<long> nodes, long seed);

struct Take {
  std::string name;  // of the method
  Recipe recipe;
  RunOptions options;
};

// Refuses what cannot run and describes the run. The world and the method live in it.
class Act {
 public:
  Act(const Scene& scene, const Take& take);

  [[nodiscard]] const RunInfo& info() const { return stage_.info; }
  [[nodiscard]] const Method& method() const { return *method_; }
  // Where a run that is stopped leaves its state; nowhere unless this is called.
  void save_to(const std::filesystem::path& checkpoint) { stage_.options.checkpoint = checkpoint; }
  Summary play(std::span<Sink* const> sinks, const StopFlag& stop) const { return run(stage_, sinks, stop); }

 private:
  std::unique_ptr<Method> method_;
  std::unique_ptr<World> world_;
  Stage stage_;
};

}  // namespace tacit
