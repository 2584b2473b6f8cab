#include "rate/rate.h"

namespace tacit {
namespace rate {

std::unique_ptr<Rate> make_constant(Args& args);
std::unique_ptr<Rate> make_halving(Args& args);
std::unique_ptr<Rate> make_step(Args& args);
std::unique_ptr<Rate> make_cosine(Args& args);

}  // namespace rate

const Shelf<Rate>& rates() {
  static constexpr Item<Rate> items[] = {
      {"constant", "the same rate at every step", rate::make_constant},
      {"halving", "half the rate every so many steps", rate::make_halving},
      {"step", "drops by a factor at given steps", rate::make_step},
      {"cosine", "half a cosine wave down to the end of the run", rate::make_cosine},
  };
  static constexpr Shelf<Rate> shelf("rate schedule", items);
  return shelf;
}

}  // namespace tacit
