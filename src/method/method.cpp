#include "method/method.h"

namespace tacit {

Method make_method(const Recipe& recipe) {
  Method method;
  method.recipe = recipe;
  if (recipe.gradients.name != "none") method.gradients = codecs().make(recipe.gradients);
  method.topology = topologies().make(recipe.topology);
  method.schedule = schedules().make(recipe.schedule);
  method.codec = codecs().make(recipe.codec);
  method.outer = outers().make(recipe.outer);
  method.inner = inners().make(recipe.inner);
  return method;
}

}  // namespace tacit
