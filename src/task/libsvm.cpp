#include "data/libsvm.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "base/error.h"
#include "data/order.h"
#include "math/losses.h"
#include "task/task.h"

namespace tacit::task {
namespace {

constexpr std::size_t block = 64;

struct Settings {
  double l2 = 0;
  std::size_t batch = 32;
};

struct Files {
  data::SparseRows train, test;

  const data::SparseRows& evaluated() const { return test.rows() > 0 ? test : train; }
};

// Columns behind the last of the training data have weight zero.
float dot(std::span<const data::Entry> row, ConstVec x) {
  float sum = 0;
  for (const data::Entry& entry : row) {
    if (entry.column < x.size()) sum += entry.value * x[entry.column];
  }
  return sum;
}

class LibsvmWork final : public Work {
 public:
  LibsvmWork(std::shared_ptr<const Files> files, const Settings& settings, int nodes, Key run)
      : files_(std::move(files)),
        settings_(settings),
        nodes_(nodes),
        deal_(run.at(Purpose::partition)),
        order_(run.at(Purpose::batch)) {}

  double gradient(const Place& at, ConstVec x, Vec gradient,
                  std::span<std::byte> /*scratch*/) const override {
    const auto l2 = static_cast<float>(settings_.l2);
    for (std::size_t j = 0; j < x.size(); ++j) gradient[j] = l2 * x[j];
    double loss = 0;
    for (std::size_t first = 0; first < settings_.batch; first += block) {
      loss += add_block(at, first, x, gradient);
    }
    return loss / static_cast<double>(settings_.batch) + penalty(x);
  }

  Score score(ConstVec x, int part, int parts, std::span<std::byte> /*scratch*/) const override {
    const data::SparseRows& rows = files_->evaluated();
    Score score;
    const auto step = static_cast<std::size_t>(parts);
    for (std::size_t i = static_cast<std::size_t>(part); i < rows.rows();) {
      float margins[block];
      std::size_t size = 0;
      for (; size < block && i < rows.rows(); ++size, i += step) {
        margins[size] = rows.labels[i] * dot(rows.row(i), x);
        score.correct += margins[size] > 0 ? 1 : 0;
      }
      score.count += static_cast<double>(size);
      score.loss += kernels::logistic(margins, size);
    }
    score.loss += score.count * penalty(x);
    return score;
  }

  // The longest epoch of any node: shards differ by one row at most.
  long steps_per_epoch() const override {
    const long rows = data::dealt(static_cast<long>(files_->train.rows()), nodes_, 0);
    const auto batch = static_cast<long>(settings_.batch);
    return (rows + batch - 1) / batch;
  }

 private:
  // Adds up to `block` samples of the batch to its mean gradient; returns the sum of their losses.
  double add_block(const Place& at, std::size_t first, ConstVec x, Vec gradient) const {
    const data::SparseRows& rows = files_->train;
    std::size_t drawn[block];
    float slopes[block];
    const std::size_t size = std::min(block, settings_.batch - first);
    for (std::size_t k = 0; k < size; ++k) {
      drawn[k] = row_of(at, first + k);
      slopes[k] = rows.labels[drawn[k]] * dot(rows.row(drawn[k]), x);
    }
    const double loss = kernels::logistic(slopes, size);
    for (std::size_t k = 0; k < size; ++k) {
      const float factor = rows.labels[drawn[k]] * slopes[k] / static_cast<float>(settings_.batch);
      for (const data::Entry& entry : rows.row(drawn[k])) gradient[entry.column] += factor * entry.value;
    }
    return loss;
  }

  // Rows are shuffled and dealt to the nodes in turn; a node goes through its own in a new order every epoch.
  std::size_t row_of(const Place& at, std::size_t k) const {
    const auto node = static_cast<std::uint64_t>(at.node);
    const std::size_t rows = files_->train.rows();
    const auto shard = static_cast<std::uint64_t>(data::dealt(static_cast<long>(rows), nodes_, at.node));
    const std::uint64_t drawn = static_cast<std::uint64_t>(at.step) * settings_.batch + k;
    const std::uint64_t own = data::in_epochs(order_.at(node), shard, drawn);
    return data::shuffled(deal_, rows, own * static_cast<std::uint64_t>(nodes_) + node);
  }

  double penalty(ConstVec x) const {
    if (settings_.l2 == 0) return 0;
    double square = 0;
    for (const float value : x) square += static_cast<double>(value) * value;
    return 0.5 * settings_.l2 * square;
  }

  std::shared_ptr<const Files> files_;
  Settings settings_;
  int nodes_;
  Key deal_, order_;
};

class Libsvm final : public Task {
 public:
  Libsvm(Files files, const Settings& settings)
      : files_(std::make_shared<const Files>(std::move(files))), settings_(settings) {}

  Layout layout() const override {
    Layout layout;
    layout.add("w", 1, files_->train.cols);
    return layout;
  }
  void start(Key /*key*/, Vec x) const override { std::fill(x.begin(), x.end(), 0.0F); }
  bool has_accuracy() const override { return true; }

  std::unique_ptr<Work> on(int nodes, Key key) const override {
    const std::size_t rows = files_->train.rows();
    if (rows < static_cast<std::size_t>(nodes)) {
      fail("libsvm: {} rows cannot be dealt to {} nodes; use at most {} nodes", rows, nodes, rows);
    }
    return std::make_unique<LibsvmWork>(files_, settings_, nodes, key);
  }

 private:
  std::shared_ptr<const Files> files_;
  Settings settings_;
};

}  // namespace

std::unique_ptr<Task> make_libsvm(Args& args) {
  const std::string path = args.text("path", required, "training data: a label and index:value pairs a line");
  const std::string test = args.text("test", "", "data to evaluate on; empty: the training data");
  Settings settings;
  settings.l2 = args.number("l2", 0, "weight of |x|^2 / 2 in the loss", at_least(0));
  settings.batch = static_cast<std::size_t>(args.whole("batch", 32, "rows of a step", between(1, 1e8)));
  Files files;
  if (!args.describes()) {
    files.train = data::read_libsvm(path);
    if (!test.empty()) files.test = data::read_libsvm(test);
  }
  return std::make_unique<Libsvm>(std::move(files), settings);
}

}  // namespace tacit::task
