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
constexpr std::size_t most_ahead = 256;  // rows: half of a small first-level cache

struct Settings {
  data::LogisticSamples samples;
  bool iid = false;         // one truth for all nodes instead of one a node
  std::size_t rows = 8000;  // a node
  std::size_t batch = 1;
  int trials = 1;
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

  double gradient(const Place& at, ConstVec x, Vec gradient,
                  std::span<std::byte> /*scratch*/) const override {
    const std::size_t draws = static_cast<std::size_t>(settings_.trials) * settings_.batch;
    const Key key = at.key.at(Purpose::batch);
    ask_ahead(at, draws);
    double loss = 0;
    for (std::size_t first = 0; first < draws; first += block) {
      kernels::Draw drawn[block];
      const std::size_t size = std::min(block, draws - first);
      for (std::size_t k = 0; k < size; ++k) drawn[k] = draw(key, at.node, first + k);
      float slopes[block];
      kernels::margins({drawn, size}, dim(), x.data(), slopes);
      loss += kernels::logistic(slopes, size);
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

  kernels::Draw draw(Key key, int node, std::size_t k) const {
    const std::size_t trial = settings_.batch == 1 ? k : k / settings_.batch;
    const std::size_t first = (trial * nodes_ + static_cast<std::size_t>(node)) * settings_.rows;
    return {table_.row(first + key.below(settings_.rows, k)), trial * dim(), k == trial * settings_.batch};
  }

  // A simulation plays node after node. The rows of the next one come from far away; asking for them before this one's
  // arithmetic hides the way (half the time of a step; asking after it hides nothing).
  void ask_ahead(const Place& at, std::size_t draws) const {
    const bool last = at.node + 1 >= at.nodes;
    const int node = last ? 0 : at.node + 1;
    const auto step = static_cast<std::uint64_t>(at.step + (last ? 1 : 0));
    const Key key = run_.at(static_cast<std::uint64_t>(node)).at(step).at(Purpose::batch);
    for (std::size_t k = 0; k < std::min(draws, most_ahead); ++k) __builtin_prefetch(draw(key, node, k).row);
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
  int copies() const override { return settings_.trials; }

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
