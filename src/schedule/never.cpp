#include "schedule/schedule.h"

namespace tacit::schedule {
namespace {

class NeverPace final : public Pace {
 public:
  Due at(long /*step*/) override { return Due::nothing; }
  long period() const override { return 0; }
};

class Never final : public Schedule {
 public:
  std::unique_ptr<Pace> start(const Horizon& /*horizon*/) const override {
    return std::make_unique<NeverPace>();
  }
  bool averages() const override { return false; }
};

}  // namespace

std::unique_ptr<Schedule> make_never(Args& /*args*/) {
  return std::make_unique<Never>();
}

}  // namespace tacit::schedule
