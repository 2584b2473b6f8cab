#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "data/clusters.h"
#include "data/order.h"
#include "math/network.h"
#include "task/task.h"

namespace tacit::task {
namespace {

struct Settings {
  data::Clusters clusters;
  std::size_t hidden = 64;
  std::size_t layers = 2;
  std::size_t samples = 2000;
  std::size_t evaluated = 2000;
  std::size_t batch = 32;
  double mix = 1;
};

std::vector<std::size_t> widths_of(const Settings& settings) {
  std::vector<std::size_t> widths(settings.layers + 1, settings.hidden);
  widths.front() = settings.clusters.features;
  widths.push_back(static_cast<std::size_t>(settings.clusters.classes));
  return widths;
}

class MlpWork final : public Work {
 public:
  MlpWork(const Settings& settings, int nodes, Key run)
      : settings_(settings), stages_(stages_of(widths_of(settings))), order_(run.at(Purpose::batch)) {
    const Key key = run.at(Purpose::data);
    const Key world = key.at(0);
    evaluated_ = draw_clusters(settings.clusters, world, key.at(1), {settings.evaluated});
    for (int node = 0; node < nodes; ++node) {
      shards_.push_back(draw_clusters(settings.clusters, world, key.at(2 + static_cast<std::uint64_t>(node)),
                                      {settings.samples, node, nodes, settings.mix}));
    }
  }

  double gradient(const Place& at, ConstVec x, Vec gradient, std::span<std::byte> scratch) const override {
    Pass pass(stages_, settings_.batch, scratch);
    const data::Labelled& shard = shards_[static_cast<std::size_t>(at.node)];
    for (std::size_t i = 0; i < settings_.batch; ++i) copy(shard, sample_at(at, i), pass.input(i));
    const Vec said = pass.forward(x, settings_.batch);
    const std::size_t classes = stages_.back().out;
    double loss = 0;
    for (std::size_t i = 0; i < settings_.batch; ++i) {
      loss += softmax_loss(said.subspan(i * classes, classes), label(shard, sample_at(at, i)));
    }
    for (float& slope : said) slope /= static_cast<float>(settings_.batch);
    pass.backward(x, settings_.batch, gradient);
    return loss / static_cast<double>(settings_.batch);
  }

  Score score(ConstVec x, int part, int parts, std::span<std::byte> scratch) const override {
    Pass pass(stages_, settings_.batch, scratch);
    const std::size_t classes = stages_.back().out;
    const auto step = static_cast<std::size_t>(parts);
    Score score;
    for (std::size_t begin = static_cast<std::size_t>(part); begin < settings_.evaluated;) {
      std::size_t size = 0;
      for (std::size_t i = begin; size < settings_.batch && i < settings_.evaluated; i += step) {
        copy(evaluated_, i, pass.input(size++));
      }
      const Vec said = pass.forward(x, size);
      for (std::size_t k = 0; k < size; ++k) {
        add(said.subspan(k * classes, classes), label(evaluated_, begin + k * step), score);
      }
      begin += size * step;
    }
    return score;
  }

  long steps_per_epoch() const override {
    return static_cast<long>((settings_.samples + settings_.batch - 1) / settings_.batch);
  }

 private:
  static std::size_t label(const data::Labelled& from, std::size_t i) {
    return static_cast<std::size_t>(from.labels[i]);
  }

  void copy(const data::Labelled& from, std::size_t i, Vec to) const {
    std::copy_n(from.features.row(i), settings_.clusters.features, to.begin());
  }

  std::size_t sample_at(const Place& at, std::size_t i) const {
    const std::uint64_t drawn = static_cast<std::uint64_t>(at.step) * settings_.batch + i;
    return data::in_epochs(order_.at(static_cast<std::uint64_t>(at.node)), settings_.samples, drawn);
  }

  static void add(Vec said, std::size_t label, Score& score) {
    const auto best = static_cast<std::size_t>(std::max_element(said.begin(), said.end()) - said.begin());
    score.correct += best == label ? 1 : 0;
    score.count += 1;
    score.loss += softmax_loss(said, label);
  }

  Settings settings_;
  std::vector<Stage> stages_;
  Key order_;
  data::Labelled evaluated_;
  std::vector<data::Labelled> shards_;
};

class Mlp final : public Task {
 public:
  explicit Mlp(const Settings& settings) : settings_(settings), stages_(stages_of(widths_of(settings))) {}

  Layout layout() const override {
    Layout layout;
    for (std::size_t k = 0; k < stages_.size(); ++k) {
      layout.add(fmt::format("w{}", k), stages_[k].in, stages_[k].out);
      layout.add(fmt::format("b{}", k), 1, stages_[k].out, false);
    }
    return layout;
  }

  // He's start: weights of variance 2 / in, biases zero.
  void start(Key key, Vec x) const override {
    const Key draws = key.at(Purpose::start);
    std::fill(x.begin(), x.end(), 0.0F);
    for (const Stage& stage : stages_) {
      const double deviation = std::sqrt(2.0 / static_cast<double>(stage.in));
      for (std::size_t i = stage.offset; i < stage.biases(); ++i) {
        x[i] = static_cast<float>(deviation * draws.normal(i));
      }
    }
  }

  bool has_accuracy() const override { return true; }
  bool alike() const override { return settings_.mix == 1; }
  std::size_t scratch() const override { return Pass::bytes(stages_, settings_.batch); }

  std::unique_ptr<Work> on(int nodes, Key key) const override {
    const double rows =
        static_cast<double>(settings_.samples) * nodes + static_cast<double>(settings_.evaluated);
    data::require_memory(data::Table::bytes(rows, settings_.clusters.features),
                         "mlp: the samples of all nodes", "reduce samples");
    return std::make_unique<MlpWork>(settings_, nodes, key);
  }

 private:
  Settings settings_;
  std::vector<Stage> stages_;
};

}  // namespace

std::unique_ptr<Task> make_mlp(Args& args) {
  Settings settings;
  const auto size = [&args](const char* name, long fallback, const char* help, double most) {
    return static_cast<std::size_t>(args.whole(name, fallback, help, between(1, most)));
  };
  settings.hidden = size("hidden", 64, "width of a hidden layer", 1e5);
  settings.layers = size("layers", 2, "hidden layers", 100);
  settings.batch = size("batch", 32, "samples of a step", 1e6);
  settings.samples = size("samples", 2000, "samples of a node", 1e9);
  settings.mix =
      args.number("mix", 1, "share of a node's samples that come from all classes, 0: none", between(0, 1));
  settings.clusters.classes = static_cast<int>(size("classes", 10, "classes", 1e5));
  settings.clusters.clusters = static_cast<int>(size("clusters", 3, "clusters of a class", 1e5));
  settings.clusters.features = size("features", 32, "features of a sample", 1e5);
  settings.clusters.noise = args.number("noise", 1.1, "standard deviation around a centre", at_least(0));
  settings.evaluated = size("evaluated", 2000, "held-out samples, the same for all nodes", 1e9);
  return std::make_unique<Mlp>(settings);
}

}  // namespace tacit::task
