#include "method/check.h"

#include "base/error.h"
#include "method/checks.h"

namespace tacit {
namespace {

void check_nodes(const Method& method, int nodes, Warnings& warnings) {
  const long groups = method.recipe.groups;
  if (nodes % groups != 0) {
    fail("groups: {} nodes cannot be parted into groups of {}; take a divisor of {}", nodes, groups, nodes);
  }
  const int seats = nodes / static_cast<int>(groups);
  if (const auto reason = method.topology->refuses(seats)) fail("{}", *reason);
  if (const auto hint = method.topology->warns(seats)) warnings.push_back(*hint);
}

void check_lag(const Method& method) {
  const long lag = method.recipe.lag;
  if (lag == 0) return;
  if (!method.gossips() && !method.schedule->averages()) {
    fail("lag: there is no parameter round to delay; give a topology or a schedule, or lag = 0");
  }
  if (method.schedule->averages() && method.schedule->shortest() < lag) {
    fail("lag: {} steps in flight are longer than the shortest period {}; take lag <= {}", lag,
         method.schedule->shortest(), method.schedule->shortest());
  }
  if (method.recipe.momentum == "average") {
    fail("momentum: \"average\" cannot be delayed; take \"keep\" or \"reset\", or lag = 0");
  }
}

void check_outer(const Method& method, Warnings& warnings) {
  const Recipe& recipe = method.recipe;
  const bool averages = method.schedule->averages();
  if (method.outer->anchored() && !averages) {
    fail("outer: {} acts on global averages and the schedule has none; add schedule = \"every(48)\"",
         recipe.outer.name);
  }
  if (recipe.outer_every > 1 && !method.outer->anchored()) {
    fail("outer_every: plain averaging has no outer step; give outer = \"slowmo\", or outer_every = 1");
  }
  if (recipe.momentum != "keep" && !averages) {
    fail("momentum: \"{}\" acts at global averages and the schedule has none; take \"keep\"",
         recipe.momentum);
  }
  if (recipe.momentum != "keep" && method.inner->lanes() == 0) {
    warnings.push_back(fmt::format("momentum: {} has none to {}", recipe.inner.name, recipe.momentum));
  }
  if (method.outer->lanes() > 0 && method.schedule->adapts()) {
    warnings.push_back(
        fmt::format("outer: {} takes all displacements for equally long, and {} changes its period; "
                    "take a fixed period, or momentum=0",
                    recipe.outer.name, recipe.schedule.name));
  }
  const long outer_period = averages ? method.schedule->shortest() * recipe.outer_every : 0;
  if (method.outer->lanes() > 0 && outer_period > 0 && outer_period <= 6) {
    warnings.push_back(
        fmt::format("outer: {} every {} steps compounds with the inner momentum and has cost accuracy; "
                    "periods of 12 and more "
                    "have not",
                    recipe.outer.name, outer_period));
  }
}

void check_gradients(const Method& method, Warnings& warnings) {
  if (method.schedule->averages_gradients() && !method.schedule->averages() && !method.shares_gradients() &&
      !method.gossips()) {
    warnings.push_back(
        "schedule: after its warm-up nothing is averaged and nodes drift apart; take then=every(16)");
  }
  if (method.shares_gradients() && method.recipe.groups > 1) {
    warnings.push_back(
        "groups: gradients are averaged over everyone, which leaves nothing to average inside groups");
  }
  // Corrected gradients differ from node to node, averaged ones do not.
  if (!method.shares_gradients() || method.gradients->corrects()) return;
  if (method.gossips()) {
    warnings.push_back(
        "gradients are averaged over everyone, so nodes agree already and the topology only costs bytes");
  }
  const bool averages = method.schedule->averages() || method.schedule->averages_gradients();
  if (averages && !method.outer->anchored()) {
    warnings.push_back(
        "gradients are averaged over everyone, so nodes agree already and the schedule only costs bytes");
  }
}

void check_schedule(const Method& method, const Task& task, Warnings& warnings) {
  const std::string& name = method.recipe.schedule.name;
  if (task.copies() > 1 && method.schedule->adapts()) {
    fail("schedule: {} decides by the loss, and {} trials in one vector would decide together; take trials=1",
         name, task.copies());
  }
  if (method.schedule->wants_spread() && method.gossips()) {
    warnings.push_back(
        fmt::format("schedule: {} takes the spread for that of local steps alone, and gossip shrinks it; it "
                    "will choose longer "
                    "periods than without a topology",
                    name));
  }
}

void check_use(const Method& method, int nodes, Warnings& warnings) {
  const bool shares = method.heard_by_all() || method.gossips() || method.schedule->averages_gradients();
  if (nodes > 1 && !shares) {
    warnings.push_back(
        "nothing is exchanged: every node trains alone; give gradients, a topology or a schedule");
  }
  const std::string& name = method.recipe.topology.name;
  if (nodes >= 64 && (name == "ring" || name == "grid") && !method.schedule->averages()) {
    warnings.push_back(
        fmt::format("topology: {} nodes on a {} agree very slowly; add schedule = \"every({})\" (Gossip-PGA)",
                    nodes, name, 16));
  }
}

}  // namespace

std::vector<std::string> check(const Method& method, const Task& task, int nodes) {
  Warnings warnings;
  check_nodes(method, nodes, warnings);
  check_lag(method);
  check_outer(method, warnings);
  check_gradients(method, warnings);
  check_schedule(method, task, warnings);
  check_gradient_codec({method, task, nodes, warnings});
  check_gossip_codec({method, task, nodes, warnings});
  check_global_codec({method, task, nodes, warnings});
  check_correction({method, task, nodes, warnings});
  check_fragments({method, task, nodes, warnings});
  check_use(method, nodes, warnings);
  return warnings;
}

}  // namespace tacit
