#include "topology/plan.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace tacit::topology {
namespace {

using Numbers = std::vector<double>;

// The sum of p_j L_j over all matchings.
Eigen::MatrixXd laplacian(int nodes, const std::vector<Matching>& matchings, const Numbers& p) {
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(nodes, nodes);
  for (std::size_t j = 0; j < matchings.size(); ++j) {
    for (const auto& [a, b] : matchings[j]) {
      sum(a, a) += p[j];
      sum(b, b) += p[j];
      sum(a, b) -= p[j];
      sum(b, a) -= p[j];
    }
  }
  return sum;
}

// lambda2 of the expected graph and a super-gradient of it, v' L_j v averaged over the eigenvectors v of
// lambda2.
struct Slope {
  double value;
  Numbers by;
};

Slope slope(int nodes, const std::vector<Matching>& matchings, const Numbers& p) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solved(laplacian(nodes, matchings, p));
  const Eigen::VectorXd& values = solved.eigenvalues();
  Eigen::Index end = 2;
  while (end < nodes && values[end] <= values[1] * (1 + 1e-9)) ++end;
  const Eigen::MatrixXd space = solved.eigenvectors().middleCols(1, end - 1);
  Slope result{values[1], Numbers(matchings.size())};
  for (std::size_t j = 0; j < matchings.size(); ++j) {
    for (const auto& [a, b] : matchings[j]) result.by[j] += (space.row(a) - space.row(b)).squaredNorm();
    result.by[j] /= static_cast<double>(end - 1);
  }
  return result;
}

// The largest sum of by_j q_j with 0 <= q <= 1 and sum q <= budget: the steepest first.
double reachable(Numbers by, double budget) {
  std::sort(by.begin(), by.end(), std::greater<>());
  double sum = 0;
  for (const double gain : by) {
    sum += gain * std::min(1.0, budget);
    budget -= std::min(1.0, budget);
  }
  return sum;
}

// The nearest point with 0 <= p <= 1 and sum p <= budget: all p less one shift, cut to [0, 1].
void project(Numbers& p, double budget) {
  const auto cut = [](double value) { return std::clamp(value, 0.0, 1.0); };
  const auto excess = [&](double shift) {
    return std::accumulate(p.begin(), p.end(), -budget,
                           [&](double sum, double x) { return sum + cut(x - shift); });
  };
  double low = 0;
  double high = std::max(0.0, *std::max_element(p.begin(), p.end()));
  if (excess(low) <= 0) high = low;
  constexpr int halvings = 60;
  for (int i = 0; i < halvings; ++i) {
    const double middle = (low + high) / 2;
    (excess(middle) > 0 ? low : high) = middle;
  }
  for (double& x : p) x = cut(x - high);
}

// Projected super-gradient ascent with steps as if `hope` above the best value so far were in reach; where
// that gets no further, hope halves. lambda2 grows in proportion to p and is concave, so lambda2(q) <= by * q
// for every q: the first slope bounds what can be hoped for at all.
Numbers probabilities(int nodes, const std::vector<Matching>& matchings, double share) {
  const double budget = share * static_cast<double>(matchings.size());
  Numbers p(matchings.size(), share);
  Slope here = slope(nodes, matchings, p);
  Numbers best = p;
  double best_value = here.value;
  double hope = reachable(here.by, budget) - best_value;
  constexpr int patience = 4;
  for (int waits = 0; hope > 1e-5 * best_value;) {
    const double length = std::inner_product(here.by.begin(), here.by.end(), here.by.begin(), 0.0);
    const double step = (best_value + hope - here.value) / length;
    for (std::size_t j = 0; j < p.size(); ++j) p[j] += step * here.by[j];
    project(p, budget);
    here = slope(nodes, matchings, p);
    if (here.value > best_value) {
      waits = here.value > best_value + hope / 10 ? 0 : waits + 1;
      best_value = here.value;
      best = p;
    } else {
      ++waits;
    }
    if (waits == patience) {
      waits = 0;
      hope /= 2;
    }
  }
  return best;
}

double argmin(const std::function<double(double)>& f, double low, double high) {
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double left = high - golden * (high - low);
  double right = low + golden * (high - low);
  double at_left = f(left);
  double at_right = f(right);
  while (high - low > 1e-9 * high) {
    if (at_left < at_right) {
      high = std::exchange(right, left);
      at_right = at_left;
      left = high - golden * (high - low);
      at_left = f(left);
    } else {
      low = std::exchange(left, right);
      at_left = at_right;
      right = low + golden * (high - low);
      at_right = f(right);
    }
  }
  return (low + high) / 2;
}

// E[W^2] = I - 2 a L + a^2 (L^2 + 2 sum p_j (1 - p_j) L_j), for L_j^2 = 2 L_j; convex in a. The best a is
// below 2 / lambda_max(L), where |1 - a lambda_max| alone reaches one.
double best_pull(int nodes, const std::vector<Matching>& matchings, const Numbers& p) {
  Numbers variance(p.size());
  std::transform(p.begin(), p.end(), variance.begin(), [](double x) { return x * (1 - x); });
  const Eigen::MatrixXd mean = laplacian(nodes, matchings, p);
  const Eigen::MatrixXd square = mean * mean + 2 * laplacian(nodes, matchings, variance);
  const Eigen::MatrixXd rest =
      Eigen::MatrixXd::Identity(nodes, nodes) - Eigen::MatrixXd::Constant(nodes, nodes, 1.0 / nodes);
  const auto largest = [](const Eigen::MatrixXd& matrix) {
    return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(matrix, Eigen::EigenvaluesOnly)
        .eigenvalues()
        .maxCoeff();
  };
  return argmin([&](double a) { return largest(rest - 2 * a * mean + a * a * square); }, 0,
                2 / largest(mean));
}

}  // namespace

Plan plan(int nodes, const std::vector<Matching>& matchings, double budget) {
  if (matchings.empty()) return {};
  Plan result;
  result.probabilities = probabilities(nodes, matchings, budget);
  result.pull = best_pull(nodes, matchings, result.probabilities);
  return result;
}

}  // namespace tacit::topology
