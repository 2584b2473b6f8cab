#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <cmath>
#include <vector>

#include "base/key.h"
#include "coded_nodes.h"
#include "every_target.h"
#include "memory_archive.h"

namespace tacit {
namespace {

using test::CodedNodes;
using test::Vectors;
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

std::vector<float> draw(std::uint64_t seed, std::size_t count) {
  std::vector<float> result(count);
  for (std::size_t i = 0; i < count; ++i) result[i] = float(Key{seed}.normal(i));
  return result;
}

Layout matrix(std::size_t rows, std::size_t cols) {
  Layout layout;
  layout.add("m", rows, cols);
  return layout;
}

Matrix as_matrix(const Layout& layout, const std::vector<float>& x) {
  return Eigen::Map<const Matrix>(x.data(), Eigen::Index(layout.parts[0].rows),
                                  Eigen::Index(layout.parts[0].cols));
}

std::vector<float> difference(std::vector<float> a, const std::vector<float>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
  return a;
}

double length(const std::vector<float>& x) {
  double sum = 0;
  for (const float value : x) sum += double(value) * value;
  return std::sqrt(sum);
}

// u v^T
std::vector<float> outer_product(const Layout& layout, std::uint64_t seed) {
  const auto u = draw(seed, layout.parts[0].rows), v = draw(seed + 1, layout.parts[0].cols);
  std::vector<float> result;
  for (const float left : u) {
    for (const float right : v) result.push_back(left * right);
  }
  return result;
}

// Differences that have no mean.
Vectors around(const std::vector<float>& mean) {
  const auto noise = draw(99, mean.size());
  Vectors result{mean, mean};
  for (std::size_t i = 0; i < mean.size(); ++i) {
    result[0][i] += noise[i];
    result[1][i] -= noise[i];
  }
  return result;
}

TEST(PowerSgd, IsExactWhereTheMeanHasTheRankThatIsSent) {
  for (const std::string spelled : {"powersgd(rank=1)", "powersgd(rank=2)", "powersgd(rank=4)"}) {
    const Layout layout = matrix(40, 30);
    const auto codec = codecs().make(spelled);
    const auto mean = outer_product(layout, 3);
    CodedNodes nodes(*codec, layout, 2);
    const auto heard = nodes.average(0, around(mean));
    EXPECT_LT(length(difference(heard[0], mean)), 2e-5 * length(mean)) << spelled;
    EXPECT_EQ(heard[0], heard[1]);
  }
}

TEST(PowerSgd, FindsTheBestApproximationOfAMatrixThatStays) {
  for (const auto& [rows, cols] : {std::pair<std::size_t, std::size_t>{60, 20}, {20, 60}}) {
    const Layout layout = matrix(rows, cols);
    // Terms that halve, so that sixty rounds tell the second from the third.
    Matrix m = Matrix::Zero(Eigen::Index(rows), Eigen::Index(cols));
    for (std::uint64_t k = 0; k < 8; ++k) {
      m += float(std::pow(0.5, k)) * as_matrix(layout, outer_product(layout, 2 * k));
    }
    const std::vector<float> x(m.data(), m.data() + m.size());
    const auto codec = codecs().make("powersgd(rank=2)");
    CodedNodes nodes(*codec, layout, 2);
    std::vector<float> heard;
    for (long step = 0; step < 60; ++step) heard = nodes.average(step, {x, x}, 0)[0];
    const Eigen::JacobiSVD<Eigen::MatrixXf> svd(m, Eigen::ComputeThinU | Eigen::ComputeThinV);
    const Matrix best = svd.matrixU().leftCols(2) * svd.singularValues().head(2).asDiagonal() *
                        svd.matrixV().leftCols(2).transpose();
    EXPECT_LT((as_matrix(layout, heard) - best).norm(), 1e-5f * best.norm());
  }
}

TEST(PowerSgd, SendsNoHigherRankThanTheMatrixHasRows) {
  const Layout layout = matrix(3, 200);
  const auto codec = codecs().make("powersgd(rank=50, min_compression=1)");
  EXPECT_EQ(codec->bytes(layout), 4u * 3 * 200) << "rank 3 would be longer than the matrix itself";
  const auto ranks = codecs().make("powersgd(rank=2, min_compression=1)");
  EXPECT_EQ(ranks->bytes(layout), 4u * 2 * (3 + 200));
  EXPECT_EQ(ranks->bytes(matrix(2, 200)), 4u * 2 * 200);
}

TEST(PowerSgd, LeavesVectorsAndSmallMatricesAsTheyAre) {
  Layout layout;
  layout.add("bias", 1, 50);
  layout.add("column", 50, 1);
  layout.add("small", 5, 4);
  const auto codec = codecs().make("powersgd(rank=2)");
  EXPECT_EQ(codec->bytes(layout), 4 * layout.size());
  CodedNodes nodes(*codec, layout, 2);
  const auto x = draw(1, layout.size());
  EXPECT_EQ(nodes.average(0, {x, x})[0], x);
  EXPECT_EQ(nodes.memories[1], std::vector<float>(x.size()));
}

TEST(PowerSgd, RecoversFromRoundsWithoutAGradient) {
  const Layout layout = matrix(30, 30);
  const auto codec = codecs().make("powersgd(rank=2)");
  CodedNodes nodes(*codec, layout, 2);
  const std::vector<float> zero(layout.size());
  EXPECT_EQ(nodes.average(0, {zero, zero})[0], zero);
  const auto mean = outer_product(layout, 3);
  EXPECT_LT(length(difference(nodes.average(1, {mean, mean})[0], mean)), 1e-5 * length(mean));
}

TEST(PowerSgd, EachNodeRemembersWhatItsOwnFactorLeavesOut) {
  const Layout layout = matrix(40, 30);
  const auto codec = codecs().make("powersgd(rank=2)");
  CodedNodes nodes(*codec, layout, 2);
  Vectors left(2);
  for (long step = 0; step < 3; ++step) {
    const Vectors fresh{draw(10 + std::uint64_t(step), layout.size()),
                        draw(20 + std::uint64_t(step), layout.size())};
    const Vectors before = nodes.memories;
    nodes.average(step, fresh, 0.5f);
    for (std::size_t k = 0; k < 2; ++k) {
      std::vector<float> want(layout.size());
      nodes.coders[k]->read(nodes.messages[k], -1, want);
      for (std::size_t i = 0; i < want.size(); ++i) want[i] += fresh[k][i] + 0.5f * before[k][i];
      EXPECT_LT(length(difference(nodes.memories[k], want)), 1e-5 * length(want));
    }
  }
}

TEST(PowerSgd, NodesRememberTogetherWhatTheMeanLeavesOut) {
  const Layout layout = matrix(40, 30);
  const auto codec = codecs().make("powersgd(rank=2)");
  CodedNodes nodes(*codec, layout, 2);
  const Vectors fresh{draw(1, layout.size()), draw(2, layout.size())};
  const auto heard = nodes.average(0, fresh)[0];
  for (std::size_t i = 0; i < heard.size(); ++i) {
    const float left = (nodes.memories[0][i] + nodes.memories[1][i]) / 2;
    ASSERT_NEAR(heard[i] + left, (fresh[0][i] + fresh[1][i]) / 2, 1e-5);
  }
}

TEST(PowerSgd, GivesTheSameBitsAtEveryWidth) {
  Layout layout = matrix(37, 41);
  layout.add("bias", 1, 41);
  layout.add("wide", 3, 1001);
  const auto codec = codecs().make("powersgd(rank=2, min_compression=1)");
  test::expect_same_on_every_target([&] {
    CodedNodes nodes(*codec, layout, 2);
    std::vector<float> all;
    for (long step = 0; step < 3; ++step) {
      const auto heard = nodes.average(step, {draw(1, layout.size()), draw(2, layout.size())})[0];
      all.insert(all.end(), heard.begin(), heard.end());
    }
    all.insert(all.end(), nodes.memories[0].begin(), nodes.memories[0].end());
    return all;
  });
}

}  // namespace
}  // namespace tacit
