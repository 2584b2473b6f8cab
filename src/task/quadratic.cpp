#include <algorithm>
#include <vector>

#include "base/error.h"
#include "data/table.h"
#include "math/losses.h"
#include "task/task.h"

namespace tacit::task {
namespace {

struct Settings {
  std::size_t dim = 1000;
  std::size_t rows = 1;
  double spread = 1;
  double noise = 0;
  bool flat = false;
};

// f_i(x) = |x - c_i|^2 / 2.
class QuadraticWork final : public Work {
 public:
  QuadraticWork(const Settings& settings, int nodes, Key run)
      : settings_(settings), nodes_(nodes), optimum_(settings.dim) {
    const Key key = run.at(Purpose::data);
    const std::size_t own = settings.flat ? 1 : settings.dim;
    centres_.resize(static_cast<std::size_t>(nodes) * own);
    for (std::size_t i = 0; i < centres_.size(); ++i) {
      centres_[i] = static_cast<float>(settings.spread * key.at(i / own).normal(i % own));
    }
    for (std::size_t j = 0; j < settings.dim; ++j) {
      double sum = 0;
      for (int node = 0; node < nodes; ++node) sum += centre(node)[settings.flat ? 0 : j];
      optimum_[j] = static_cast<float>(sum / nodes);
    }
  }

  double gradient(const Place& at, ConstVec x, Vec gradient,
                  std::span<std::byte> /*scratch*/) const override {
    const double loss = pull(x, at.node, gradient);
    if (settings_.noise > 0) {
      const Key key = at.key.at(Purpose::noise);
      for (std::size_t j = 0; j < gradient.size(); ++j) {
        gradient[j] += static_cast<float>(settings_.noise * key.normal(j));
      }
    }
    return loss;
  }

  Score score(ConstVec x, int part, int parts, std::span<std::byte> scratch) const override {
    const Vec gap(reinterpret_cast<float*>(scratch.data()), settings_.dim);
    Score score;
    for (int node = part; node < nodes_; node += parts) {
      score.loss += pull(x, node, gap);
      score.count += 1;
    }
    return score;
  }

  ConstVec optimum() const override { return optimum_; }

 private:
  const float* centre(int node) const {
    return centres_.data() + static_cast<std::size_t>(node) * (settings_.flat ? 1 : settings_.dim);
  }

  double pull(ConstVec x, int node, Vec gap) const {
    const float* to = centre(node);
    return 0.5 * (settings_.flat ? kernels::pull_to(*to, x.data(), gap.data(), x.size())
                                 : kernels::pull_to(to, x.data(), gap.data(), x.size()));
  }

  Settings settings_;
  int nodes_;
  std::vector<float> centres_;
  std::vector<float> optimum_;
};

class Quadratic final : public Task {
 public:
  explicit Quadratic(const Settings& settings) : settings_(settings) {}

  Layout layout() const override {
    Layout layout;
    layout.add("x", settings_.rows, settings_.dim / settings_.rows);
    return layout;
  }
  void start(Key /*key*/, Vec x) const override { std::fill(x.begin(), x.end(), 0.0F); }
  std::size_t scratch() const override { return settings_.dim * sizeof(float); }

  bool alike() const override { return settings_.spread == 0; }
  std::unique_ptr<Work> on(int nodes, Key key) const override {
    const double floats = settings_.flat ? 1.0 : static_cast<double>(settings_.dim);
    data::require_memory(floats * nodes * sizeof(float), "quadratic: the centres of all nodes",
                         "reduce dim or set flat=true");
    return std::make_unique<QuadraticWork>(settings_, nodes, key);
  }

 private:
  Settings settings_;
};

}  // namespace

std::unique_ptr<Task> make_quadratic(Args& args) {
  Settings settings;
  settings.dim = static_cast<std::size_t>(args.whole("dim", 1000, "parameters", between(1, 1e10)));
  settings.rows = static_cast<std::size_t>(args.whole(
      "rows", 1, "of the matrix that they are, for codecs that look at its shape", between(1, 1e10)));
  if (settings.dim % settings.rows != 0) {
    fail("quadratic: {} parameters do not make {} rows; take dim={}", settings.dim, settings.rows,
         (settings.dim / settings.rows + 1) * settings.rows);
  }
  settings.spread = args.number("spread", 1, "standard deviation of the nodes' centres", at_least(0));
  settings.noise =
      args.number("noise", 0, "standard deviation of the noise on every gradient entry", at_least(0));
  settings.flat = args.flag("flat", false, "whether a node's centre is one number for all coordinates");
  return std::make_unique<Quadratic>(settings);
}

}  // namespace tacit::task
