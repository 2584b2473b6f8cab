#include "harness.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "method/library.h"

namespace tacit::test {
namespace {

// Copies what is to be kept while the engine still lives.
class Recorder final : public Player {
 public:
  Recorder(std::unique_ptr<Trainer> trainer, Engine& engine, Result& result, const Watch& watch)
      : trainer_(std::move(trainer)), engine_(engine), result_(result), watch_(watch) {}

  bool turn() override {
    const bool more = trainer_->turn();
    if (watch_) watch_(engine_.rank(), *trainer_);
    if (more) return true;
    const auto rank = static_cast<std::size_t>(engine_.rank());
    const Lane x = trainer_->node().parameters();
    result_.parameters[rank].resize(x.size);
    engine_.ops().read(x, result_.parameters[rank]);
    result_.mass[rank] = trainer_->node().mass();
    result_.traffic[rank] = engine_.traffic();
    return false;
  }

 private:
  std::unique_ptr<Trainer> trainer_;
  Engine& engine_;
  Result& result_;
  const Watch& watch_;
};

}  // namespace

Result play(const Case& given, const Watch& watch, StopFlag* stop) {
  const Method method = make_method(parse_recipe(given.recipe));
  const auto task = tasks().make(given.task);
  const auto world = worlds().make(given.world);
  const auto work = task->on(world->nodes(), Key(static_cast<std::uint64_t>(method.recipe.seed)));
  Stage stage = make_stage(method, *task, *work, *world);
  stage.options = {given.steps, given.sample, 1, {}, given.checkpoint, given.resume};
  stage.info.steps = given.steps;
  stage.info.task = given.task;
  const auto nodes = static_cast<std::size_t>(world->nodes());
  Result result;
  result.parameters.resize(nodes);
  result.mass.resize(nodes);
  result.traffic.resize(nodes);
  Curve curve;
  Sink* const sinks[] = {&curve};
  const StopFlag never;
  world->play([&](Engine& engine) -> std::unique_ptr<Player> {
    auto trainer = std::make_unique<Trainer>(stage, engine, stop != nullptr ? *stop : never);
    if (engine.rank() == 0) trainer->pour_into(sinks, &result.summary);
    return std::make_unique<Recorder>(std::move(trainer), engine, result, watch);
  });
  result.samples = curve.samples();
  return result;
}

std::vector<unsigned> bits(const Result& result) {
  std::vector<unsigned> all;
  for (const auto& x : result.parameters) {
    for (const float value : x) all.push_back(std::bit_cast<unsigned>(value));
  }
  return all;
}

double relative_gap(const Result& a, const Result& b) {
  double gap = 0;
  double scale = 0;
  for (std::size_t i = 0; i < a.parameters.size(); ++i) {
    for (std::size_t j = 0; j < a.parameters[i].size(); ++j) {
      gap = std::max(gap, std::abs(static_cast<double>(a.parameters[i][j]) - b.parameters[i][j]));
      scale = std::max(scale, std::abs(static_cast<double>(a.parameters[i][j])));
    }
  }
  return scale > 0 ? gap / scale : gap;
}

std::vector<std::string> recipe_names() {
  std::vector<std::string> names;
  for (const LibraryRecipe& recipe : library()) names.emplace_back(recipe.name);
  return names;
}

std::string shortened(const std::string& name) {
  Recipe recipe = load_recipe(name);
  const auto quick = [&](const std::string& from, const std::string& to) {
    if (recipe.schedule.name == from) recipe.schedule = parse_spelled(to);
  };
  if (recipe.fragments > 1) recipe.lag = 2;  // of a period of 8
  quick("every", recipe.fragments > 1 ? "every(8)" : recipe.lag > 4 ? "every(9)" : "every(5)");
  quick("warmup", "warmup(steps=7, then=every(5))");
  quick("growing", "growing(first=3, growth=0.5, rounds=6)");
  quick("lupa", "lupa(first=3)");
  quick("adacomm", "adacomm(first=6)");
  return print(recipe);
}

}  // namespace tacit::test
