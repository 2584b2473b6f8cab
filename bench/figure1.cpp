#include "session/figure1.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "bench/comparison.h"
#include "bench/load.h"
#include "bench/peer.h"
#include "bench/probe.h"
#include "bench/stopwatch.h"

namespace tacit::bench {
namespace {

constexpr int nodes = 100;
constexpr int trials = 50;
constexpr long sample = 25;

// Our side: Gossip-PGA as `tacit reproduce figure1` plays it.
class Ours {
 public:
  Ours(Scene& scene, long steps, int threads) : scene_(scene) {
    scene.world_name = parse_spelled(fmt::format("sim(nodes={}, workers={})", nodes, threads));
    take_.name = "gossip-pga";
    take_.recipe = figure1::recipe(take_.name, figure1::setting_named("ring"), {});
    take_.options = {steps + sample, sample, 0, std::nullopt};
  }

  Timing run() {
    const Act act(scene_, take_);
    watch_ = Stopwatch();
    Sink* const sinks[] = {&watch_};
    act.play(sinks, StopFlag());
    return watch_.since(0);
  }

  [[nodiscard]] double error_at(long step) const { return figure1::error_at(watch_.samples(), step); }

 private:
  const Scene& scene_;
  Take take_;
  Stopwatch watch_;
};

class Theirs {
 public:
  Theirs(long steps, int threads, bool plain)
      : peer_("figure1.py", {"--serve", plain ? "--plain" : "--method=pga", "--method=pga",
                             fmt::format("--steps={}", steps), fmt::format("--threads={}", threads),
                             fmt::format("--sample={}", sample)}) {}

  Timing run() {
    answer_ = peer_.ask("run");
    return {answer_["seconds"], answer_["cpu_s"]};
  }

  [[nodiscard]] const nlohmann::json& answer() const { return answer_; }

 private:
  Peer peer_;
  nlohmann::json answer_;
};

struct Match {
  int threads;
  bool plain;
};

// Means over 50 trials with their own data on each side: two honest runs differ by up to 27 % (three standard
// errors).
std::string disagreement(const Ours& ours, const nlohmann::json& theirs) {
  constexpr double tolerance = 0.3;
  for (std::size_t k = 0; k < theirs["steps"].size(); ++k) {
    const long step = theirs["steps"][k];
    const double mine = ours.error_at(step), other = theirs["mse"][k];
    if (std::abs(std::log(mine / other)) < tolerance) continue;
    return fmt::format("after {} steps the error is {:.4g}, the peer's {:.4g}", step, mine, other);
  }
  return "";
}

// `plain`: array expressions in one process; otherwise tuned to the cache, in as many processes as we have
// threads.
Row compare(Scene& scene, long steps, Match match, const Effort& effort) {
  const auto [threads, plain] = match;
  const Pinned pinned(threads);
  Ours ours(scene, steps, threads);
  Theirs theirs(steps, plain ? 1 : threads, plain);
  Row row;
  row.name = fmt::format("figure1, {} thread{}, {} NumPy", threads, threads > 1 ? "s" : "",
                         plain ? "plain" : "tuned");
  row.verdict = duel([&] { return theirs.run(); }, [&] { return ours.run(); }, effort);
  row.refusal = disagreement(ours, theirs.answer());
  row.aim = {Aim::Side::at_least, threads == 1 ? 6.0 : 12.0};

  // Each node, step and trial must at least read the cache line that its sample lies in.
  constexpr std::size_t lane = std::size_t{256} << 20;
  const double bytes_per_s = static_cast<double>(lane) / Probe(lane, threads).read_s();
  const double work = static_cast<double>(steps) * nodes * trials;
  row.share = 64 * work / bytes_per_s / row.verdict.second_s;
  row.limit = fmt::format("of reading a cache line a sample at {:.1f} GB/s", 1e-9 * bytes_per_s);
  row.note = fmt::format("{:.2f} ns a node, step and trial, the peer {:.2f}",
                         1e9 * row.verdict.second_s / work, 1e9 * row.verdict.first_s / work);
  return row;
}

}  // namespace

std::vector<Row> figure1(const Effort& effort) {
  const auto task = fmt::format("logistic(trials={})", trials);
  Scene scene = make_scene(task, "sim", nodes, 0);
  const long steps = effort.quick ? 1000 : 5500;
  std::vector<Row> rows;
  for (const bool plain : {true, false}) {
    for (const int threads : {1, 2}) rows.push_back(compare(scene, steps, {threads, plain}, effort));
  }
  return rows;
}

}  // namespace tacit::bench
