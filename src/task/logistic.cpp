#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <vector>

#include "data/logistic_minimum.h"
#include "data/logistic_samples.h"
#include "math/losses.h"
#include "math/rows.h"
#include "task/task.h"

namespace tacit::task {
namespace {

constexpr std::size_t block = 64;

struct Settings {
  data::LogisticSamples samples;
  bool iid = false;         // one truth for all nodes instead of one a node
  std::size_t rows = 8000;  // a node
  std::size_t batch = 1;
  int trials = 1;
};

std::size_t draws_of(const Settings& settings) {
  return static_cast<std::size_t>(settings.trials) * settings.batch;
}

// Which trial a draw belongs to, and which of its batch it is.
struct Position {
  Position(std::size_t draw, std::size_t batch_size)
      : batch(batch_size), trial(draw / batch_size), in_batch(draw % batch_size) {}
  // True if the next draw is another trial's.
  bool next() {
    if (++in_batch < batch) return false;
    in_batch = 0;
    ++trial;
    return true;
  }

  std::size_t batch, trial, in_batch;
};

// The batch that is drawn in advance, at the beginning of a thread's scratch memory; its rows lie behind.
struct Ahead {
  bool known;
  int node, last_node;
  Key key;
};

class LogisticWork final : public Work {
 public:
  LogisticWork(const Settings& settings, int nodes, Key run)
      : settings_(settings),
        nodes_(static_cast<std::size_t>(nodes)),
        run_(run),
        table_(static_cast<std::size_t>(settings.trials) * nodes_ * settings.rows, settings.samples.dim) {
    for (int trial = 0; trial < settings.trials; ++trial) make(trial);
    // One trial without a minimum leaves nothing to measure the others against.
    if (optimum_.size() != static_cast<std::size_t>(settings.trials) * dim()) optimum_.clear();
  }

  double gradient(const Place& at, ConstVec x, Vec gradient, std::span<std::byte> scratch) const override {
    const std::size_t draws = draws_of(settings_);
    auto& ahead = *reinterpret_cast<Ahead*>(scratch.data());
    const std::span rows{reinterpret_cast<const float**>(scratch.data() + sizeof(Ahead)), draws};
    const Key key = at.key.at(Purpose::batch);
    if (!ahead.known || ahead.key != key || ahead.node != at.node) draw(key, at.node, 0, rows);
    guess_next(at, ahead);
    double loss = 0;
    for (std::size_t first = 0; first < draws; first += block) {
      kernels::Draw drawn[block];
      const std::size_t size = std::min(block, draws - first);
      place(first, rows.subspan(first, size), drawn);
      draw(ahead.key, ahead.node, first, rows.subspan(first, size));
      // Rows come from far away: asking for the next batch's now hides the way and halves the time; in three
      // parts, for a core waits when it has asked for more than it can remember.
      const auto ask = [&](std::size_t part) {
        for (std::size_t k = part * size / 3; k < (part + 1) * size / 3; ++k)
          __builtin_prefetch(rows[first + k]);
      };
      float slopes[block];
      ask(0);
      kernels::margins({drawn, size}, dim(), x.data(), slopes);
      ask(1);
      loss += kernels::logistic(slopes, size);
      ask(2);
      scale(slopes, size);
      kernels::add_rows({drawn, size}, dim(), slopes, gradient.data());
    }
    return loss / static_cast<double>(draws);
  }

  Score score(ConstVec x, int part, int parts, std::span<std::byte> /*scratch*/) const override {
    Score score;
    for (std::size_t trial = 0; trial < static_cast<std::size_t>(settings_.trials); ++trial) {
      for (std::size_t node = static_cast<std::size_t>(part); node < nodes_;
           node += static_cast<std::size_t>(parts)) {
        score.loss += loss(x, trial, (trial * nodes_ + node) * settings_.rows);
        score.count += static_cast<double>(settings_.rows);
      }
    }
    return score;
  }

  ConstVec optimum() const override { return optimum_; }

 private:
  std::size_t dim() const { return settings_.samples.dim; }

  void make(int trial) {
    const Key key = run_.at(Purpose::data).at(static_cast<std::uint64_t>(trial));
    const std::size_t first = static_cast<std::size_t>(trial) * nodes_ * settings_.rows;
    for (std::size_t node = 0; node < nodes_; ++node) {
      const data::Stretch own{first + node * settings_.rows, settings_.rows};
      const Key samples = key.at(node);
      fill_logistic(settings_.samples, {settings_.iid ? key : samples, samples}, own, table_);
    }
    const auto minimum = logistic_minimum(table_, {first, nodes_ * settings_.rows});
    if (minimum) optimum_.insert(optimum_.end(), minimum->begin(), minimum->end());
  }

  // The rows that draws first, first + 1, ... of a place fall on. Each 64 bits serve two draws.
  void draw(Key key, int node, std::size_t first, std::span<const float*> rows) const {
    const auto count = static_cast<std::uint64_t>(settings_.rows);
    Position at(first, settings_.batch);
    const float* own = shard(at.trial, node);
    for (std::size_t k = 0; k < rows.size(); ++k) {
      const std::uint64_t half = key.bits((first + k) / 2) >> (32 * ((first + k) % 2)) & 0xffffffffU;
      rows[k] = own + (half * count >> 32) * table_.stride();
      if (at.next()) own += nodes_ * settings_.rows * table_.stride();
    }
  }

  // The same draws with the place of their model in x.
  void place(std::size_t first, std::span<const float* const> rows, kernels::Draw* placed) const {
    Position at(first, settings_.batch);
    for (std::size_t k = 0; k < rows.size(); ++k) {
      placed[k] = {rows[k], at.trial * dim(), at.in_batch == 0};
      at.next();
    }
  }

  const float* shard(std::size_t trial, int node) const {
    return table_.row((trial * nodes_ + static_cast<std::size_t>(node)) * settings_.rows);
  }

  // Worlds play node after node, or one node for many steps: the next place lies as far on as this one did
  // from the last.
  void guess_next(const Place& at, Ahead& ahead) const {
    const bool same_node = ahead.known && ahead.last_node == at.node;
    const bool last = at.node + 1 >= at.nodes;
    const long step = same_node || last ? at.step + 1 : at.step;
    ahead.node = same_node ? at.node : last ? 0 : at.node + 1;
    ahead.key = run_.at(static_cast<std::uint64_t>(ahead.node))
                    .at(static_cast<std::uint64_t>(step))
                    .at(Purpose::batch);
    ahead.last_node = at.node;
    ahead.known = true;
  }

  void scale(float* slopes, std::size_t size) const {
    if (settings_.batch == 1) return;
    for (std::size_t k = 0; k < size; ++k) slopes[k] /= static_cast<float>(settings_.batch);
  }

  double loss(ConstVec x, std::size_t trial, std::size_t first) const {
    double total = 0;
    for (std::size_t begin = 0; begin < settings_.rows; begin += block) {
      kernels::Draw rows[block];
      float margins[block];
      const std::size_t size = std::min(block, settings_.rows - begin);
      for (std::size_t k = 0; k < size; ++k) rows[k] = {table_.row(first + begin + k), trial * dim(), false};
      kernels::margins({rows, size}, dim(), x.data(), margins);
      total += kernels::logistic(margins, size);
    }
    return total;
  }

  Settings settings_;
  std::size_t nodes_;
  Key run_;
  data::Table table_;
  std::vector<float> optimum_;
};

class Logistic final : public Task {
 public:
  explicit Logistic(const Settings& settings) : settings_(settings) {}

  Layout layout() const override {
    Layout layout;
    for (int trial = 0; trial < settings_.trials; ++trial) {
      layout.add(fmt::format("w{}", trial), 1, settings_.samples.dim);
    }
    return layout;
  }
  void start(Key /*key*/, Vec x) const override { std::fill(x.begin(), x.end(), 0.0F); }
  std::size_t scratch() const override { return sizeof(Ahead) + draws_of(settings_) * sizeof(const float*); }
  int copies() const override { return settings_.trials; }
  bool alike() const override { return settings_.iid; }

  std::unique_ptr<Work> on(int nodes, Key key) const override {
    const double rows = static_cast<double>(settings_.rows) * settings_.trials * nodes;
    data::require_memory(data::Table::bytes(rows, settings_.samples.dim),
                         fmt::format("logistic: {} samples on each of {} nodes, {} trials,", settings_.rows,
                                     nodes, settings_.trials),
                         "reduce trials or samples");
    return std::make_unique<LogisticWork>(settings_, nodes, key);
  }

 private:
  Settings settings_;
};

}  // namespace

std::unique_ptr<Task> make_logistic(Args& args) {
  Settings settings;
  settings.samples.dim =
      static_cast<std::size_t>(args.whole("dim", 10, "features of a sample", between(1, 1000)));
  settings.rows = static_cast<std::size_t>(args.whole("samples", 8000, "samples of a node", between(1, 1e9)));
  settings.iid = args.flag("iid", false, "whether one truth labels the samples of all nodes");
  settings.batch = static_cast<std::size_t>(
      args.whole("batch", 1, "samples of a step, drawn with replacement", between(1, 1e6)));
  settings.trials = static_cast<int>(
      args.whole("trials", 1, "independent repetitions, side by side in one vector", between(1, 1e6)));
  settings.samples.variance = args.number("variance", 10, "variance of every feature", above(0));
  return std::make_unique<Logistic>(settings);
}

}  // namespace tacit::task
