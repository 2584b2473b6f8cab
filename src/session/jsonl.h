// DIR/run.jsonl: what the run is, its samples and changes of the period, its summary; one JSON object a line,
// told apart by "type".
#pragma once

#include <filesystem>

#include "session/draft.h"
#include "session/sink.h"

namespace tacit {

class Jsonl : public Sink {
 public:
  // Throws Error where the folder cannot be written, so before anything is run.
  explicit Jsonl(const std::filesystem::path& folder) : draft_(folder / "run.jsonl") {}

  void start(const RunInfo& info) override;
  void sample(const Sample& sample) override;
  void change(const PeriodChange& change) override;
  void finish(const Summary& summary) override;

 private:
  Draft draft_;
};

}  // namespace tacit
