#include "session/lupa.h"

#include <algorithm>
#include <cmath>

#include "data/logistic_samples.h"
#include "session/curve.h"
#include "session/draft.h"

namespace tacit::lupa {
namespace {

constexpr double level = 1e-3;         // of the synchronous fall: what is nearer is as good
constexpr double target_share = 0.01;  // of that fall, above where it ended
constexpr double rates[] = {0.015625, 0.03125, 0.0625, 0.125, 0.25};
constexpr long patience = 8;  // the times may take so many runs' steps

struct Way {
  std::string name, gradients, schedule;
};

std::vector<Way> ways(const Options& options) {
  const long period = options.period();
  return {
      {"synchronous", "dense", "never"},
      {"every 5", "none", "every(5)"},
      {fmt::format("every {}", period), "none", fmt::format("every({})", period)},
      {"growing", "none", fmt::format("growing(first={}, rounds=10)", period)},
      {"by the loss", "none", fmt::format("lupa(first={})", period)},
      {"one shot", "none", fmt::format("every({})", options.steps)},
  };
}

Recipe recipe_of(const Way& way, const std::string& inner, long seed) {
  return recipe_with({{"gradients", way.gradients},
                      {"schedule", way.schedule},
                      {"inner", inner},
                      {"seed", std::to_string(seed)}});
}

// What all runs have in common.
struct Frame {
  const Options& options;
  const StopFlag& stop;
};

Summary play_once(const Scene& scene, const Take& take, Curve& curve, const Frame& frame) {
  std::vector<Sink*> sinks = {&curve};
  if (frame.options.watcher != nullptr) sinks.push_back(frame.options.watcher);
  return Act(scene, take).play(sinks, frame.stop);
}

Scene scene_of(const Options& options, int batch, int nodes, long trial) {
  return make_scene(fmt::format("libsvm(path=\"{}\", batch={})", options.data, batch), options.world, nodes,
                    options.seed + trial);
}

// The rate falls to a two-thousandth over the run, as the method's 1 / t would, so that long periods at the
// end do little harm.
std::string falling_rate(const Options& options) {
  return fmt::format("sgd(rate=4, schedule=halving({}))", std::max(1L, options.steps / 11));
}

// A run with every trial's order of the data at one rate; nothing where one of them does not come there.
std::optional<Reach> reach(const Way& way, Reach at, double target, const Frame& frame) {
  const Options& options = frame.options;
  double steps = 0, time_s = 0;
  for (long trial = 0; trial < options.trials; ++trial) {
    const Scene scene = scene_of(options, 1, at.nodes, trial);
    RunOptions run;
    run.steps = patience * options.steps;
    run.sample = options.period();
    run.until = Goal{"loss", target};
    Curve curve;
    const auto recipe = recipe_of(way, fmt::format("sgd(rate={})", at.rate), options.seed + trial);
    const Summary summary = play_once(scene, {way.name, recipe, run}, curve, frame);
    if (summary.reached_step < 0) return std::nullopt;
    steps += static_cast<double>(summary.reached_step);
    time_s += summary.reached_s;
  }
  return Reach{at.nodes, at.rate, steps / options.trials, time_s / options.trials};
}

Reach fastest(const Way& way, int nodes, double target, const Frame& frame) {
  Reach best{nodes};
  for (const double rate : rates) {
    if (frame.stop.raised()) break;
    const auto found = reach(way, {nodes, rate}, target, frame);
    if (found && !(best.time_s <= found->time_s)) best = *found;
  }
  return best;
}

}  // namespace

void write_problem(const std::filesystem::path& path, long seed) {
  constexpr std::size_t rows = 8000, dim = 20;
  constexpr float scale = 0.25F;  // so that rows are about as long as those of a9a, and the same rates fit
  data::Table table(rows, dim);
  const Key key = Key(static_cast<std::uint64_t>(seed)).at(Purpose::data);
  data::fill_logistic({dim, 10}, {key, key}, {0, rows}, table);
  std::string text;
  for (std::size_t i = 0; i < rows; ++i) {
    const float label = i % 2 == 0 ? 1 : -1;  // a row of the table is label times features
    text += label > 0 ? "+1" : "-1";
    for (std::size_t j = 0; j < dim; ++j) {
      text += fmt::format(" {}:{}", j + 1, label * scale * table.row(i)[j]);
    }
    text += '\n';
  }
  write_file(path, text);
}

long Options::period() const {
  return std::max(1L, std::lround(static_cast<double>(steps) * 91 / 5469));
}

double Rounds::missing(const Line& line) const {
  return (line.loss - lines.front().loss) / (first_loss - lines.front().loss);
}

double Times::speed_up(const std::vector<Reach>& reaches, const Reach& reach) {
  return reaches.front().time_s / reach.time_s;
}

Rounds play_rounds(const Options& options, const StopFlag& stop) {
  Rounds rounds{0, {}};
  for (const Way& way : ways(options)) {
    Line line{way.name, way.gradients == "none" ? way.schedule : "gradients=" + way.gradients, 0, 0, 0};
    for (long trial = 0; trial < options.trials && !stop.raised(); ++trial) {
      const Scene scene = scene_of(options, 32, options.nodes.back(), trial);
      RunOptions run;
      run.steps = run.sample = options.steps;
      Curve curve;
      const auto recipe = recipe_of(way, falling_rate(options), options.seed + trial);
      const Sample last = play_once(scene, {way.name, recipe, run}, curve, {options, stop}).last;
      const long exchanged = way.gradients == "none" ? last.averages : last.step;
      line.rounds += static_cast<double>(exchanged) / options.trials;
      line.loss += last.loss / options.trials;
      line.time_s += last.time_s / options.trials;
      rounds.first_loss = curve.samples().front().loss;  // the start is zero, whatever the order
    }
    rounds.lines.push_back(line);
  }
  return rounds;
}

Times play_times(const Options& options, const Rounds& rounds, const StopFlag& stop) {
  const double end = rounds.lines.front().loss;
  Times times{end + target_share * (rounds.first_loss - end), {}, {}};
  const auto all = ways(options);
  for (const int nodes : options.nodes) {
    times.synchronous.push_back(fastest(all[0], nodes, times.target, {options, stop}));
    times.rare.push_back(fastest(all[2], nodes, times.target, {options, stop}));
  }
  return times;
}

std::vector<Claim> claims(const Options& options, const Rounds& rounds, const Times& times) {
  const Line &rare = rounds.lines[2], &growing = rounds.lines[3], &adaptive = rounds.lines[4];
  const auto missing = [&](const Line& line) {
    return fmt::format("{}: fall of the loss missing to synchronous", line.name);
  };
  const double any = -std::numeric_limits<double>::infinity();
  std::vector<Claim> all;
  for (const Line* line : {&rare, &growing, &adaptive}) {
    all.push_back({missing(*line), rounds.missing(*line), any, level});
  }
  const Line& once = rounds.lines.back();
  all.push_back({missing(once), rounds.missing(once), level});
  all.push_back({fmt::format("growing: rounds over those of {}", rare.name), growing.rounds / rare.rounds, 0,
                 10.0 / 60});
  all.push_back(
      {fmt::format("by the loss: rounds over those of {}", rare.name), adaptive.rounds / rare.rounds, 0, 1});
  all.push_back({fmt::format("{}: time over that of synchronous", rare.name),
                 rare.time_s / rounds.lines.front().time_s, 0, 1});
  for (std::size_t k = 1; k < times.rare.size(); ++k) {
    const double more = static_cast<double>(options.nodes[k]) / options.nodes.front();
    all.push_back({fmt::format("{}: times as fast to the target on {} nodes", rare.name, options.nodes[k]),
                   Times::speed_up(times.rare, times.rare[k]), more / 2});
  }
  return all;
}

}  // namespace tacit::lupa
