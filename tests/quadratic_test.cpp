#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "task/task.h"

namespace tacit {
namespace {

constexpr std::size_t dim = 33;

Place place(int node, int nodes, long step) {
  return {node, nodes, step,
          Key(5).at(static_cast<std::uint64_t>(node)).at(static_cast<std::uint64_t>(step))};
}

// At x = 0 the gradient is minus the centre.
std::vector<float> centre(const Work& work, int node, int nodes) {
  const std::vector<float> zero(dim);
  std::vector<float> g(dim);
  work.gradient(place(node, nodes, 0), zero, g, {});
  for (float& value : g) value = -value;
  return g;
}

TEST(Quadratic, PutsTheCentresWhereTheKeySays) {
  const auto work = tasks().make("quadratic(dim=33, spread=2)")->on(3, Key(5));
  for (std::uint64_t node = 0; node < 3; ++node) {
    const std::vector<float> c = centre(*work, static_cast<int>(node), 3);
    for (std::size_t j = 0; j < dim; ++j) {
      EXPECT_EQ(c[j], static_cast<float>(2 * Key(5).at(Purpose::data).at(node).normal(j)));
    }
  }
}

TEST(Quadratic, HasOneNumberForACentreWhereItIsFlat) {
  const auto work = tasks().make("quadratic(dim=33, flat=true)")->on(3, Key(5));
  const std::vector<float> c = centre(*work, 2, 3);
  for (const float value : c) EXPECT_EQ(value, static_cast<float>(Key(5).at(Purpose::data).at(2).normal(0)));
}

TEST(Quadratic, HasItsOptimumAtTheMeanOfTheCentres) {
  for (const char* spelling : {"quadratic(dim=33)", "quadratic(dim=33, flat=true)"}) {
    const auto work = tasks().make(spelling)->on(4, Key(5));
    for (std::size_t j = 0; j < dim; ++j) {
      double sum = 0;
      for (int node = 0; node < 4; ++node) sum += centre(*work, node, 4)[j];
      EXPECT_NEAR(work->optimum()[j], sum / 4, 1e-7);
    }
  }
}

TEST(Quadratic, AddsNoiseOfTheGivenStrengthToTheGradientOnly) {
  const auto quiet = tasks().make("quadratic(dim=33)")->on(2, Key(5));
  const auto loud = tasks().make("quadratic(dim=33, noise=0.5)")->on(2, Key(5));
  const std::vector<float> zero(dim);
  std::vector<float> a(dim);
  std::vector<float> b(dim);
  double square = 0;
  for (long step = 0; step < 200; ++step) {
    const double loss = quiet->gradient(place(1, 2, step), zero, a, {});
    EXPECT_EQ(loud->gradient(place(1, 2, step), zero, b, {}), loss);
    for (std::size_t j = 0; j < dim; ++j) square += std::pow(b[j] - a[j], 2);
  }
  EXPECT_NEAR(square / (200 * dim), 0.25, 0.02);
}

// Adapt then combine on a ring of five ends at x = rate (I - (1 - rate) W)^-1 W c.
TEST(Quadratic, LeadsGossipToTheFixedPointOfTheFormula) {
  constexpr int n = 5;
  constexpr double rate = 0.3;
  const auto work = tasks().make("quadratic(dim=33)")->on(n, Key(5));
  Eigen::MatrixXd mixing = Eigen::MatrixXd::Zero(n, n);
  Eigen::MatrixXd centres(n, dim);
  for (int i = 0; i < n; ++i) {
    for (const int j : {i, (i + 1) % n, (i + n - 1) % n}) mixing(i, j) = 1.0 / 3;
    const std::vector<float> own = centre(*work, i, n);
    for (std::size_t j = 0; j < dim; ++j) centres(i, static_cast<Eigen::Index>(j)) = own[j];
  }
  Eigen::MatrixXd x = Eigen::MatrixXd::Zero(n, dim);
  std::vector<float> g(dim);
  for (long step = 0; step < 200; ++step) {
    for (int i = 0; i < n; ++i) {
      const Eigen::VectorXf own = x.row(i).cast<float>();
      work->gradient(place(i, n, step), {own.data(), dim}, g, {});
      for (std::size_t j = 0; j < dim; ++j) x(i, static_cast<Eigen::Index>(j)) -= rate * g[j];
    }
    x = mixing * x;
  }
  const Eigen::MatrixXd system = Eigen::MatrixXd::Identity(n, n) - (1 - rate) * mixing;
  const Eigen::MatrixXd expected = rate * system.partialPivLu().solve(mixing * centres);
  EXPECT_LT((x - expected).cwiseAbs().maxCoeff(), 1e-6);
}

}  // namespace
}  // namespace tacit
