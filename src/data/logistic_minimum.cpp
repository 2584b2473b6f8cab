#include "data/logistic_minimum.h"

#include <Eigen/Cholesky>
#include <algorithm>

#include "math/losses.h"
#include "math/rows.h"

namespace tacit::data {
namespace {

// Enough rows to give the curvature to a few per cent.
constexpr std::size_t curvature_rows = 25'000;
constexpr std::size_t block = 64;
constexpr int most_steps = 12;
constexpr double flat = 1e-6;

// Every `every`-th of some rows.
class Sample {
 public:
  Sample(const Table& table, Stretch rows, std::size_t every)
      : table_(table),
        rows_(rows),
        every_(every),
        count_((rows.count + every - 1) / every),
        sum_(table.cols()) {}

  // The mean gradient at x; adds the rows' part of the mean curvature where asked.
  Eigen::VectorXd gradient(const Eigen::VectorXd& x, Eigen::MatrixXd* curvature) {
    Eigen::VectorXd total = Eigen::VectorXd::Zero(x.size());
    separated_ = true;
    const Eigen::VectorXf at = x.cast<float>();
    for (std::size_t begin = 0; begin < count_; begin += block) {
      const std::size_t size = std::min(block, count_ - begin);
      for (std::size_t k = 0; k < size; ++k) {
        draws_[k] = {table_.row(rows_.first + (begin + k) * every_), 0, k == 0};
      }
      kernels::margins({draws_, size}, table_.cols(), at.data(), slopes_);
      separated_ = separated_ && *std::min_element(slopes_, slopes_ + size) > 0;
      (void)kernels::logistic(slopes_, size);
      kernels::add_rows({draws_, size}, table_.cols(), slopes_, sum_.data());
      for (std::size_t j = 0; j < table_.cols(); ++j) total[static_cast<Eigen::Index>(j)] += sum_[j];
      if (curvature != nullptr) add_curvature(size, *curvature);
    }
    if (curvature != nullptr) *curvature /= static_cast<double>(count_);
    return total / static_cast<double>(count_);
  }

  // Whether every row was on its right side at the last x: then the loss falls for ever along x.
  [[nodiscard]] bool separated() const { return separated_; }

 private:
  void add_curvature(std::size_t size, Eigen::MatrixXd& curvature) const {
    for (std::size_t k = 0; k < size; ++k) {
      const double slope = slopes_[k];
      const Eigen::Map<const Eigen::VectorXf> row(draws_[k].row, curvature.rows());
      curvature.selfadjointView<Eigen::Lower>().rankUpdate(row.cast<double>(), -slope * (1.0 + slope));
    }
  }

  const Table& table_;
  Stretch rows_;
  std::size_t every_, count_;
  std::vector<float> sum_;
  kernels::Draw draws_[block];
  float slopes_[block];
  bool separated_ = false;
};

}  // namespace

// Newton on a sample of the rows comes close; then its curvature, a few per cent wrong, is good enough to
// drive the gradient over all rows to zero in as many steps.
std::optional<std::vector<float>> logistic_minimum(const Table& table, Stretch rows) {
  const auto dim = static_cast<Eigen::Index>(table.cols());
  const std::size_t every = std::max<std::size_t>(1, rows.count / curvature_rows);
  Sample some(table, rows, every);
  Sample all(table, rows, 1);
  Eigen::VectorXd x = Eigen::VectorXd::Zero(dim);
  Eigen::LDLT<Eigen::MatrixXd> solver;
  double gap = 1;
  for (int step = 0; step < most_steps && gap > flat; ++step) {
    Eigen::MatrixXd curvature = Eigen::MatrixXd::Zero(dim, dim);
    const Eigen::VectorXd gradient = some.gradient(x, &curvature);
    x -= solver.compute(curvature).solve(gradient);
    gap = gradient.norm();
  }
  gap = 1;
  for (int step = 0; step < most_steps && gap > flat; ++step) {
    const Eigen::VectorXd gradient = all.gradient(x, nullptr);
    x -= solver.solve(gradient);
    gap = gradient.norm();
  }
  if (!x.allFinite() || !(gap < 1e-3) || all.separated()) return std::nullopt;
  const Eigen::VectorXf result = x.cast<float>();
  return std::vector<float>(result.begin(), result.end());
}

}  // namespace tacit::data
