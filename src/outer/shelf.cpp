#include "outer/outer.h"

namespace tacit {
namespace outer {

std::unique_ptr<Outer> make_average(Args& args);
std::unique_ptr<Outer> make_slowmo(Args& args);
std::unique_ptr<Outer> make_nesterov(Args& args);

}  // namespace outer

const Shelf<Outer>& outers() {
  static constexpr Item<Outer> items[] = {
      {"average", "the average is the new model", outer::make_average},
      {"slowmo", "momentum over averages, in units of gradients (SlowMo)", outer::make_slowmo},
      {"nesterov", "Nesterov momentum over averages, in units of parameters (DiLoCo)", outer::make_nesterov},
  };
  static constexpr Shelf<Outer> shelf("outer optimizer", items);
  return shelf;
}

}  // namespace tacit
