#include "world/world.h"

namespace tacit {
namespace world {

std::unique_ptr<World> make_sim(Args& args);
std::unique_ptr<World> make_threads(Args& args);

}  // namespace world

const Shelf<World>& worlds() {
  static constexpr Item<World> items[] = {
      {"sim", "all nodes in one loop, with modelled links and time", world::make_sim},
      {"threads", "one thread a node, shared memory, real time", world::make_threads},
  };
  static constexpr Shelf<World> shelf("world", items);
  return shelf;
}

}  // namespace tacit
