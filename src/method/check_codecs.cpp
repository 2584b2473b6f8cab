// Which codec may say what.
#include "base/error.h"
#include "method/checks.h"
#include "topology/analysis.h"

namespace tacit {
namespace {

constexpr std::size_t few_parameters = 100;

bool is_dense(const Codec& codec) {
  return codec.lends() == Number::float32;
}

void check_two_means(const Checked& now) {
  const std::string& name = now.recipe().gradients.name;
  const bool models_meet = now.method.schedule->averages() || now.method.gossips();
  if (now.nodes > 1 && !models_meet) {
    now.warn(fmt::format(
        "gradients: {} corrects each gradient by a few means only, so nodes drift apart as if they "
        "trained alone; add schedule = \"every(16)\"",
        name));
  }
  if (!now.task.alike()) {
    now.warn(fmt::format(
        "gradients: nodes of this task have unlike data, and with {} each follows its own; average "
        "models often, or take topk",
        name));
  }
}

// Where the codes of all are gathered, n - 1 messages may be more than two shares of the whole vector.
void check_gathered(const Checked& now, const Codec& codec, const std::string& what) {
  if (codec.lends() || codec.summable() || now.nodes < 2) return;
  const Layout layout = now.task.layout();
  const auto dense = static_cast<double>(layout.size() * sizeof(float));
  const double gathered = static_cast<double>(codec.bytes(layout)) * (now.nodes - 1);
  const double averaged = 2.0 * (now.nodes - 1) / now.nodes * dense;
  if (gathered < averaged) return;
  now.warn(
      fmt::format("{}: codes do not add up, so {} of them are gathered: {:.0f} bytes a round, where a dense "
                  "average takes {:.0f}; say less, or take randk, powersgd or bf16",
                  what, now.nodes - 1, gathered, averaged));
}

// Public copies follow a change only as far as the codec says it.
void check_pull(const Checked& now, double says) {
  const Recipe& recipe = now.recipe();
  if (recipe.pull <= says) return;
  if (says < 0.001) {
    fail("codec: {} says more wrong than right of a change, so gossip diverges at any pull; let it say more",
         print(recipe.codec));
  }
  now.warn(fmt::format(
      "pull: {} is further than what {} says of a change, so gossip may diverge; take pull = {:.2g} or less",
      recipe.pull, print(recipe.codec), 0.8 * says));
}

}  // namespace

void check_gradient_codec(const Checked& now) {
  if (!now.method.shares_gradients()) return;
  const Codec& codec = *now.method.gradients;
  const std::string& name = now.recipe().gradients.name;
  if (codec.corrects()) check_two_means(now);
  if ((codec.corrects() || name == "sign") && now.task.layout().size() < few_parameters) {
    now.warn(fmt::format("gradients: {} says a mean over {} numbers, which is noise; it wants a larger model",
                         name, now.task.layout().size()));
  }
  if (codec.lends() == Number::fp16) {
    now.warn("gradients: fp16 loses what is below 6e-8 and clips at 65504; scale the loss, or take bf16");
  }
  check_gathered(now, codec, "gradients");
}

void check_gossip_codec(const Checked& now) {
  const Recipe& recipe = now.recipe();
  const Codec& codec = *now.method.codec;
  if (recipe.pull == 0) fail("pull: 0 never moves; give a number above 0, up to 1");
  if (!now.method.gossips()) {
    if (!is_dense(codec))
      fail("codec: {} writes gossip and there is none; give a topology", recipe.codec.name);
    if (recipe.pull < 1) fail("pull: {} is for gossip and there is none; give a topology", recipe.pull);
    return;
  }
  const auto graph = now.method.topology->on(now.seats());
  if (recipe.pull < 1 && graph->promise() == Promise::columns) {
    fail("pull: {} would part the parameters from their mass; take pull = 1 on {}", recipe.pull,
         recipe.topology.name);
  }
  if (now.method.words() == Words::rounded) {
    now.warn(
        fmt::format("codec: {} rounds every message; the mean is kept, but nodes agree only to its precision",
                    recipe.codec.name));
  }
  if (now.method.words() != Words::differences) return;
  if (codec.corrects() || codec.turns() > 1) {
    fail("codec: {} is for gradients; for gossip take topk, qsgd, sign, int8 or bf16", recipe.codec.name);
  }
  if (!now.method.topology->fixed() || graph->promise() == Promise::columns ||
      !symmetric(*graph, now.seats())) {
    fail(
        "codec: {} keeps public copies, which want the same symmetric weights in every round, not {}; take "
        "ring, "
        "torus or hypercube, or codec = \"bf16\"",
        recipe.codec.name, recipe.topology.name);
  }
  if (recipe.lag > 0)
    fail("lag: public copies cannot wait for rounds in flight; take lag = 0 or codec = \"bf16\"");
  check_pull(now, codec.says(now.task.layout()));
}

void check_global_codec(const Checked& now) {
  const Recipe& recipe = now.recipe();
  const Codec& codec = *now.method.global_codec;
  if (is_dense(codec)) return;
  const std::string& name = recipe.global_codec.name;
  if (!now.method.schedule->averages()) {
    fail("global_codec: {} writes global averages and the schedule has none; add schedule = \"every(16)\"",
         name);
  }
  if (now.method.schedule->wants_spread() && codec.says(now.task.layout()) < 0.99) {
    fail(
        "global_codec: {} measures the spread from averages that are nearly exact, and {} says too little; "
        "take int8, "
        "bf16 or dense",
        recipe.schedule.name, name);
  }
  if (codec.corrects()) {
    fail("global_codec: {} corrects gradients and does not carry a model; take int8, qsgd or topk", name);
  }
  if (recipe.lag > 0 && codec.turns() > 1) {
    fail("lag: {} takes two turns, which cannot be in flight; take lag = 0, or another global_codec", name);
  }
  check_gathered(now, codec, "global_codec");
}

}  // namespace tacit
