// DIR/samples.csv: one column a field, one row a sample. What was not measured is empty.
#pragma once

#include <filesystem>

#include "session/draft.h"
#include "session/sink.h"

namespace tacit {

class Csv : public Sink {
 public:
  explicit Csv(const std::filesystem::path& folder) : draft_(folder / "samples.csv") {}

  void start(const RunInfo& info) override;
  void sample(const Sample& sample) override;
  void finish(const Summary& summary) override;

 private:
  Draft draft_;
};

}  // namespace tacit
