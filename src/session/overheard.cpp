#include "session/overheard.h"

namespace tacit {
namespace {

class OverheardPace final : public Pace {
 public:
  OverheardPace(std::unique_ptr<Pace> pace, std::vector<Agreed>& heard)
      : pace_(std::move(pace)), heard_(heard) {}

  Due at(long step) override { return pace_->at(step); }
  void learn(const Agreed& agreed) override {
    if (heard_.empty() || heard_.back().step < agreed.step) heard_.push_back(agreed);
    pace_->learn(agreed);
  }
  long period() const override { return pace_->period(); }
  Reason reason() const override { return pace_->reason(); }
  void carry(Archive& archive) override { pace_->carry(archive); }

 private:
  std::unique_ptr<Pace> pace_;
  std::vector<Agreed>& heard_;
};

class Overheard final : public Schedule {
 public:
  Overheard(std::unique_ptr<Schedule> schedule, std::vector<Agreed>& heard)
      : schedule_(std::move(schedule)), heard_(heard) {}

  std::unique_ptr<Pace> start(const Horizon& horizon) const override {
    return std::make_unique<OverheardPace>(schedule_->start(horizon), heard_);
  }
  bool averages() const override { return schedule_->averages(); }
  long shortest() const override { return schedule_->shortest(); }
  bool averages_gradients() const override { return schedule_->averages_gradients(); }
  bool wants_spread() const override { return true; }
  bool wants_last_loss() const override { return schedule_->wants_last_loss(); }
  bool adapts() const override { return schedule_->adapts(); }

 private:
  std::unique_ptr<Schedule> schedule_;
  std::vector<Agreed>& heard_;
};

}  // namespace

std::unique_ptr<Schedule> overheard(std::unique_ptr<Schedule> schedule, std::vector<Agreed>& heard) {
  return std::make_unique<Overheard>(std::move(schedule), heard);
}

}  // namespace tacit
