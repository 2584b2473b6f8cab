#include "inner/inner.h"

namespace tacit {
namespace inner {

std::unique_ptr<Inner> make_sgd(Args& args);
std::unique_ptr<Inner> make_adamw(Args& args);
std::unique_ptr<Inner> make_lamb(Args& args);

}  // namespace inner

const Shelf<Inner>& inners() {
  static constexpr Item<Inner> items[] = {
      {"sgd", "gradient descent, with momentum and weight decay where asked", inner::make_sgd},
      {"adamw", "Adam with weight decay beside the gradient", inner::make_adamw},
      {"lamb", "Adam's direction, scaled to the length of each part", inner::make_lamb},
  };
  static constexpr Shelf<Inner> shelf("inner optimizer", items);
  return shelf;
}

}  // namespace tacit
