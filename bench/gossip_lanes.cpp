#include <fmt/format.h>

#include <cmath>

#include "base/key.h"
#include "bench/comparison.h"
#include "bench/load.h"
#include "bench/probe.h"
#include "bench/stopwatch.h"
#include "session/scene.h"

namespace tacit::bench {
namespace {

constexpr int nodes = 1024;
constexpr long dim = 10000;
constexpr double rate = 0.1;
constexpr long sample = 20;
constexpr long steps = 4 * sample;  // the first stretch warms up, the last waits for the evaluation
constexpr long seed = 1;

class Ours {
 public:
  explicit Ours(int threads)
      : scene_(make_scene(fmt::format("quadratic(dim={}, flat=true)", dim),
                          fmt::format("sim(workers={})", threads), nodes, seed)) {
    take_.name = "gossip";
    set(take_.recipe, "topology", "ring");
    set(take_.recipe, "inner", fmt::format("sgd(rate={})", rate));
    take_.options = {steps, sample, 0, std::nullopt};
  }

  // Of one step.
  Timing run() {
    const Act act(scene_, take_);
    watch_ = Stopwatch();
    Sink* const sinks[] = {&watch_};
    act.play(sinks, StopFlag());
    return {watch_.since(1).seconds / static_cast<double>(watch_.steps_since(1))};
  }

  [[nodiscard]] const std::vector<Sample>& samples() const { return watch_.samples(); }

 private:
  Scene scene_;
  Take take_;
  Stopwatch watch_;
};

// The mean squared distance of a coordinate from its mean after so many steps; all coordinates are alike.
double expected_spread(long after) {
  std::vector<double> centre(nodes), x(nodes, 0.0), y(nodes);
  const Key key = Key(seed).at(Purpose::data);
  for (std::size_t i = 0; i < nodes; ++i) centre[i] = key.at(i).normal(0);
  for (long step = 0; step < after; ++step) {
    for (std::size_t i = 0; i < nodes; ++i) y[i] = x[i] - rate * (x[i] - centre[i]);
    for (std::size_t i = 0; i < nodes; ++i)
      x[i] = (y[(i + nodes - 1) % nodes] + y[i] + y[(i + 1) % nodes]) / 3;
  }
  double sum = 0, squares = 0;
  for (const double value : x) {
    sum += value / nodes;
    squares += value * value / nodes;
  }
  return squares - sum * sum;
}

std::string disagreement(const std::vector<Sample>& samples) {
  for (const Sample& seen : samples) {
    const double expected = dim * expected_spread(seen.step);
    if (std::abs(seen.consensus - expected) <= 1e-4 * expected) continue;
    return fmt::format("after {} steps the nodes are {:.6g} apart, a plain loop says {:.6g}", seen.step,
                       seen.consensus, expected);
  }
  return "";
}

}  // namespace

std::vector<Row> gossip_lanes(const Effort& effort) {
  constexpr std::size_t lanes = sizeof(float) * nodes * dim;
  std::vector<Row> rows;
  for (const int threads : {1, 2}) {
    const Pinned pinned(threads);
    Ours ours(threads);
    Probe probe(lanes, threads);
    Row row;
    row.name = fmt::format("gossip-lanes, {} thread{}", threads, threads > 1 ? "s" : "");
    row.verdict = duel([&] { return ours.run(); }, [&] { return Timing{probe.copy_s()}; }, effort);
    row.refusal = disagreement(ours.samples());
    row.aim = {Aim::Side::at_most, 3.5};
    row.share = 1 / row.verdict.ratio;
    row.limit =
        fmt::format("of reading one lane and writing another in {:.2f} ms", 1e3 * row.verdict.second_s);
    row.note = fmt::format("{:.2f} ms a step", 1e3 * row.verdict.first_s);
    rows.push_back(row);
  }
  return rows;
}

}  // namespace tacit::bench
