#include "schedule/schedule.h"

namespace tacit {
namespace schedule {

std::unique_ptr<Schedule> make_never(Args& args);
std::unique_ptr<Schedule> make_every(Args& args);
std::unique_ptr<Schedule> make_warmup(Args& args);
std::unique_ptr<Schedule> make_growing(Args& args);

}  // namespace schedule

const Shelf<Schedule>& schedules() {
  static constexpr Item<Schedule> items[] = {
      {"never", "no global averages", schedule::make_never},
      {"every", "a global average every so many steps", schedule::make_every},
      {"warmup", "gradients are averaged first, then another schedule begins", schedule::make_warmup},
      {"growing", "periods that grow linearly and fill the run (LUPA-SGD)", schedule::make_growing},
  };
  static constexpr Shelf<Schedule> shelf("schedule", items);
  return shelf;
}

}  // namespace tacit
