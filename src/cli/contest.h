// Several methods on the same data: tuned where asked, repeated where asked.
#pragma once

#include <filesystem>

#include "cli/flags.h"
#include "session/grid.h"

namespace tacit::cli {

struct ContestFlags : RunFlags {
  std::vector<std::string> methods = {"parallel", "local", "gossip", "gossip-pga"};
  std::string tune;
  long seeds = 1;
};

struct Spread {
  double mean = unknown;
  double deviation = 0;  // standard deviation; 0 for a single run
};

struct Contestant {
  std::string name;
  Recipe recipe;
  std::optional<Tuned> tuned;
  bool to_goal = false;       // whether the time to a goal is what counts
  std::vector<Summary> runs;  // one a seed; those that diverged are missing
  std::vector<Sample> curve;  // of the first of them

  [[nodiscard]] Spread loss() const;
  [[nodiscard]] Spread accuracy() const;
  [[nodiscard]] Spread megabytes() const;
  [[nodiscard]] Spread averaged() const;  // share of the steps with a global average
  // To the goal where there is one, else of the whole run.
  [[nodiscard]] Spread time() const;

 private:
  template <class Get>
  [[nodiscard]] Spread over_runs(const Get& get) const;
};

class Contest {
 public:
  // Refuses what cannot run before anything is run.
  explicit Contest(const ContestFlags& flags);

  // Plays everything, a folder for each method; cut short by a signal. Says on standard error how it goes.
  const std::vector<Contestant>& play(const std::filesystem::path& folder);

 private:
  void tune_one(const Scene& scene, Contestant& one) const;
  void play_one(const Scene& scene, Contestant& one, const std::filesystem::path& folder) const;

  const ContestFlags& flags_;
  RunOptions options_;
  std::optional<Grid> grid_;
  std::vector<Contestant> contestants_;
  std::optional<Scene> scene_;  // of the first seed
};

}  // namespace tacit::cli
