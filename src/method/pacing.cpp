#include "method/pacing.h"

namespace tacit {

Pacing::Pacing(const Method& method, const Horizon& horizon)
    : fragments_(method.recipe.fragments),
      spacing_(method.schedule->shortest() / fragments_),
      pace_(method.schedule->start(horizon)),
      period_(pace_->period()) {}

PartDue Pacing::due(long step) {
  if (fragments_ == 1) return {pace_->at(step), 0};
  if ((step + 1) % spacing_ != 0) return {};
  return {Due::everything, static_cast<std::size_t>(((step + 1) / spacing_ - 1) % fragments_)};
}

void Pacing::close(long step) {
  const long now = period();
  if (now == period_) return;
  change_ = {step + 1, period_, now, pace_->reason()};
  period_ = now;
}

void Pacing::carry(Archive& archive) {
  pace_->carry(archive);
  period_ = period();
}

}  // namespace tacit
