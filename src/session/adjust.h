// Changes single parameters of what has been spelled already.
#pragma once

#include <string>

#include "base/args.h"
#include "method/recipe.h"

namespace tacit {

// Gives parameter `name` of a policy a value, whether it stood there by name, by place or not at all. `known`
// are the policy's parameters in the order of their places.
void set_parameter(Spelled& policy, const std::vector<Parameter>& known, const std::string& name,
                   Value value);

// Sets a number of a recipe: a whole-number key ("lag"), a parameter of a policy ("outer.momentum"), or,
// without a dot, one of the inner optimizer ("rate"). Whole numbers are rounded. Throws Error for what does
// not exist.
void adjust(Recipe& recipe, const std::string& name, double value);

}  // namespace tacit
