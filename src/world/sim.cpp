#include "world/sim.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "world/barrier.h"
#include "world/sim_engine.h"

namespace tacit {
namespace {

// One play: the board, the engines, and the workers that move them turn by turn.
class Play {
 public:
  explicit Play(const SimSettings& settings, const Ops& ops)
      : settings_(settings),
        board_(settings.nodes, ops, false),
        means_(board_, settings),
        barrier_(settings.workers) {
    for (int worker = 0; worker < settings.workers; ++worker)
      scratch_.push_back(std::make_unique<Scratch>(ops));
    for (int rank = 0; rank < settings.nodes; ++rank) {
      engines_.push_back(
          std::make_unique<SimEngine>(board_, rank, settings_, means_, *scratch_[worker_of(rank)]));
    }
    means_.watch(engines_);
  }

  void run(const Casting& cast) {
    for (auto& engine : engines_) players_.push_back(cast(*engine));
    std::vector<std::jthread> others;
    for (int worker = 1; worker < settings_.workers; ++worker) {
      others.emplace_back([this, worker] { work(worker); });
    }
    work(0);
    others.clear();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::size_t worker_of(int rank) const {
    return static_cast<std::size_t>(static_cast<long>(rank) * settings_.workers / settings_.nodes);
  }

  // All workers run this; they part only to play their own nodes and to average their own slices.
  void work(int worker) {
    do {
      guarded([&] { play_turn(worker); });
      barrier_.meet([this] {
        go_on_ = !failure_ && more_.exchange(false);
        averaging_ = go_on_ && means_.any();
      });
      if (averaging_) {
        guarded([&] { means_.reduce(worker, settings_.workers); });
        barrier_.meet([this] { means_.settle(); });
      }
    } while (go_on_);
  }

  void play_turn(int worker) {
    bool more = false;
    for (int rank = 0; rank < settings_.nodes; ++rank) {
      if (worker_of(rank) != static_cast<std::size_t>(worker)) continue;
      more = players_[static_cast<std::size_t>(rank)]->turn() || more;
    }
    if (more) more_.store(true);
  }

  template <class Body>
  void guarded(const Body& body) {
    try {
      body();
    } catch (...) {
      const std::lock_guard lock(failure_mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
  }

  const SimSettings settings_;
  Board board_;
  Means means_;
  Barrier barrier_;
  std::vector<std::unique_ptr<Scratch>> scratch_;
  std::vector<std::unique_ptr<SimEngine>> engines_;
  std::vector<std::unique_ptr<Player>> players_;
  std::atomic<bool> more_{false};          // some player has not finished
  bool go_on_ = true, averaging_ = false;  // written while all workers meet
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
};

class Sim final : public World {
 public:
  Sim(const SimSettings& settings, const Ops& ops) : settings_(settings), ops_(ops) {}

  int nodes() const override { return settings_.nodes; }
  bool simulated() const override { return true; }
  void play(const Casting& cast) override { Play(settings_, ops_).run(cast); }

 private:
  SimSettings settings_;
  const Ops& ops_;
};

}  // namespace

double Compute::seconds(int node, long step) const {
  if (stragglers == 0) return step_s;
  const Key draw =
      key.at(Purpose::straggler).at(static_cast<std::uint64_t>(node)).at(static_cast<std::uint64_t>(step));
  return draw.uniform() < stragglers ? step_s * slowdown : step_s;
}

std::unique_ptr<World> make_sim_world(const SimSettings& settings, const Ops& ops) {
  return std::make_unique<Sim>(settings, ops);
}

namespace world {

std::unique_ptr<World> make_sim(Args& args) {
  SimSettings sim;
  sim.nodes = static_cast<int>(args.whole("nodes", 16, "virtual nodes", between(1, 1 << 20)));
  sim.workers = static_cast<int>(args.whole("workers", 1, "threads that play them", between(1, 256)));
  const auto wire = [&](const std::string& prefix, double latency_us, double gbit_per_s,
                        const std::string& where) {
    Wire result;
    result.latency_s =
        1e-6 * args.number(prefix + "latency_us", latency_us, "of a message " + where, at_least(0));
    result.s_per_byte =
        8e-9 / args.number(prefix + "gbit_per_s", gbit_per_s, "of each node's link " + where, above(0));
    return result;
  };
  sim.network.between = wire("", 50, 10, "between hosts");
  sim.compute.step_s = 1e-3 * args.number("step_ms", 1, "arithmetic of a local step", at_least(0));
  sim.compute.measured =
      args.flag("measured", false, "take this machine's time for a step instead of step_ms");
  sim.compute.stragglers = args.number("stragglers", 0, "share of steps that are slow", between(0, 1));
  sim.compute.slowdown = args.number("slowdown", 4, "how many times as long a slow step takes", at_least(1));
  sim.network.ring =
      args.choice("all_reduce", {"direct", "ring"}, "algorithm of averages over everyone") == "ring";
  sim.network.host = static_cast<int>(args.whole("host", 1, "nodes a host", at_least(1)));
  sim.network.inside = wire("host_", 5, 100, "inside a host");
  sim.compute.key = Key(static_cast<std::uint64_t>(args.whole("seed", 0, "of the stragglers", at_least(0))));
  sim.workers = std::min(sim.workers, sim.nodes);
  return make_sim_world(sim, host_ops());
}

}  // namespace world
}  // namespace tacit
