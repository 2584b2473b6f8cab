#include "schedule/schedule.h"

namespace tacit {
namespace schedule {

std::unique_ptr<Schedule> make_never(Args& args);
std::unique_ptr<Schedule> make_every(Args& args);
std::unique_ptr<Schedule> make_warmup(Args& args);
std::unique_ptr<Schedule> make_growing(Args& args);
std::unique_ptr<Schedule> make_lupa(Args& args);
std::unique_ptr<Schedule> make_aga(Args& args);
std::unique_ptr<Schedule> make_variance(Args& args);
std::unique_ptr<Schedule> make_adacomm(Args& args);

}  // namespace schedule

const Shelf<Schedule>& schedules() {
  static constexpr Item<Schedule> items[] = {
      {"never", "no global averages", schedule::make_never},
      {"every", "a global average every so many steps", schedule::make_every},
      {"warmup", "gradients are averaged first, then another schedule begins", schedule::make_warmup},
      {"growing", "periods that grow linearly and fill the run (LUPA-SGD)", schedule::make_growing},
      {"lupa", "periods that grow as the loss falls, to the power 1/3 (adaptive LUPA-SGD)",
       schedule::make_lupa},
      {"aga", "periods that grow as the loss falls, to the power 1/4 (Gossip-AGA)", schedule::make_aga},
      {"variance", "periods that hold the spread of the nodes at a sampled level (ADPSGD)",
       schedule::make_variance},
      {"adacomm", "periods that shrink as the loss falls, to the power 1/2 (AdaComm)",
       schedule::make_adacomm},
  };
  static constexpr Shelf<Schedule> shelf("schedule", items);
  return shelf;
}

}  // namespace tacit
