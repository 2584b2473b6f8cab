// Corrections of bias and fragments: which recipes they fit into.
#include "base/error.h"
#include "method/checks.h"
#include "method/fragments.h"
#include "topology/analysis.h"

namespace tacit {
namespace {

// The eigenvalues of W must lie above -1/3; pulling moves them towards 1.
void check_diffusion(const Checked& now) {
  const Recipe& recipe = now.recipe();
  const auto graph = now.method.topology->on(now.seats());
  const bool steady = now.method.topology->fixed() && graph->promise() == Promise::doubly;
  if (!steady || !symmetric(*graph, now.seats())) {
    fail(
        "correct: d2 wants the same symmetric weights in every round, not {}; take ring, torus or hypercube, "
        "or "
        "correct = \"tracking\"",
        recipe.topology.name);
  }
  const double smallest = 1 - recipe.pull * (1 - smallest_eigenvalue(*graph, now.seats()));
  if (smallest < -1.0 / 3 + 1e-6) {
    fail(
        "correct: d2 is unstable with an eigenvalue of {:.3f} on {} ({} nodes), it must be above -1/3; take "
        "pull = 0.5",
        smallest, recipe.topology.name, now.seats());
  }
}

}  // namespace

void check_correction(const Checked& now) {
  const Recipe& recipe = now.recipe();
  if (now.method.correct() == Correct::none) return;
  if (!now.method.gossips()) {
    fail("correct: {} corrects gossip and there is none; give a topology", recipe.correct);
  }
  if (now.method.shares_gradients()) {
    fail(
        "correct: gradients are averaged over everyone, so there is no bias to correct; take correct = "
        "\"none\"");
  }
  if (recipe.lag > 0) fail("correct: {} cannot wait for rounds in flight; take lag = 0", recipe.correct);
  if (now.method.words() != Words::lent) {
    fail("correct: {} needs exact messages; take codec = \"dense\"", recipe.correct);
  }
  if (now.method.correct() == Correct::d2) check_diffusion(now);
  if (now.method.topology->on(now.seats())->promise() == Promise::columns) {
    now.warn(
        "correct: tracking on one-sided messages is stable only at low rates; try inner = "
        "\"sgd(rate=0.02)\"");
  }
  if (now.method.inner->lanes() > 0) {
    now.warn(
        fmt::format("correct: nothing is proved for {} with momentum; plain sgd is safe", recipe.correct));
  }
  if (now.task.alike()) {
    now.warn(fmt::format("correct: nodes of this task have like data, where {} has nothing to gain",
                         recipe.correct));
  }
}

void check_fragments(const Checked& now) {
  const Recipe& recipe = now.recipe();
  const long count = recipe.fragments;
  if (recipe.merge > 0 && !now.method.schedule->averages()) {
    fail("merge: acts at global averages and the schedule has none; add schedule = \"every(16)\"");
  }
  if (recipe.merge == 1) fail("merge: 1 would throw every average away; give a number below 1");
  if (count == 1) return;
  const auto refuse = [](const char* what, const char* instead) { fail("fragments: {}; {}", what, instead); };
  if (recipe.schedule.name != "every") refuse("need a fixed period", "take schedule = \"every(16)\"");
  const long period = now.method.schedule->shortest();
  if (period % count != 0) {
    fail("fragments: {} do not divide the period {}; take schedule = \"every({})\"", count, period,
         (period / count + 1) * count);
  }
  if (recipe.lag > period / count) {
    fail("lag: {} steps in flight are longer than the {} between fragments; take lag <= {}", recipe.lag,
         period / count, period / count);
  }
  if (now.method.gossips()) refuse("are averaged while gossip mixes the whole", "take topology = \"none\"");
  if (recipe.outer_every > 1) refuse("each have their own outer steps", "take outer_every = 1");
  if (recipe.momentum != "keep") refuse("do not part the optimizer's state", "take momentum = \"keep\"");
  if (count > static_cast<long>(now.task.layout().size()))
    refuse("there are fewer parameters than that", "take fewer fragments");
  if (recipe.lag > 0 && recipe.merge == 0) {
    now.warn("fragments: what nodes learn while a fragment is in flight is thrown away; take merge = 0.5");
  }
}

}  // namespace tacit
