#include "session/scene.h"

#include "session/adjust.h"

namespace tacit {
namespace {

Spelled world_of(const std::string& text, std::optional<long> nodes) {
  Spelled spelled = parse_spelled(text);
  if (!nodes) return spelled;
  for (const Item<World>& item : worlds().items()) {
    if (item.name != spelled.name) continue;
    set_parameter(spelled, Shelf<World>::parameters(item), "nodes", Value(static_cast<std::int64_t>(*nodes)));
  }
  return spelled;
}

Stage staged(const Scene& scene, const Take& take, const Method& method, World& world) {
  Stage stage = make_stage(method, *scene.task, *scene.work, world);
  stage.info.name = take.name;
  stage.info.task = print(scene.task_name);
  stage.info.world = print(scene.world_name);
  stage.info.steps = take.options.steps;
  stage.options = take.options;
  check_options(stage);
  warn_of_options(stage);
  return stage;
}

}  // namespace

Scene make_scene(const std::string& task, const std::string& world, std::optional<long> nodes, long seed) {
  Scene scene;
  scene.task_name = parse_spelled(task);
  scene.world_name = world_of(world, nodes);
  scene.task = tasks().make(scene.task_name);
  scene.nodes = worlds().make(scene.world_name)->nodes();
  scene.work = scene.task->on(scene.nodes, Key(static_cast<std::uint64_t>(seed)));
  return scene;
}

Act::Act(const Scene& scene, const Take& take)
    : method_(std::make_unique<Method>(make_method(take.recipe))),
      world_(worlds().make(scene.world_name)),
      stage_(staged(scene, take, *method_, *world_)) {}

}  // namespace tacit
