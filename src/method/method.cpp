#include "method/method.h"

namespace tacit {

const Codec& Method::gradient_codec(Due due) const {
  return due == Due::gradients && gradients->corrects() ? *exact : *gradients;
}

Words Method::words() const {
  const auto number = codec->lends();
  if (!number) return Words::differences;
  return *number == Number::float32 ? Words::lent : Words::rounded;
}

Correct Method::correct() const {
  if (recipe.correct == "d2") return Correct::d2;
  return recipe.correct == "tracking" ? Correct::tracking : Correct::none;
}

Method make_method(const Recipe& recipe) {
  Method method;
  method.recipe = recipe;
  method.gradients = codecs().make(method.shares_gradients() ? recipe.gradients : Spelled{"dense", {}});
  method.topology = topologies().make(recipe.topology);
  method.schedule = schedules().make(recipe.schedule);
  method.codec = codecs().make(recipe.codec);
  method.global_codec = codecs().make(recipe.global_codec);
  method.exact = codecs().make("dense");
  method.outer = outers().make(recipe.outer);
  method.inner = inners().make(recipe.inner);
  return method;
}

}  // namespace tacit
