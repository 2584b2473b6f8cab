#include "math/network.h"

#include <cmath>

#include "base/key.h"
#include "every_target.h"
#include "math/product.h"

namespace tacit {
namespace {

std::vector<float> drawn(std::uint64_t seed, std::size_t count) {
  std::vector<float> result(count);
  for (std::size_t i = 0; i < count; ++i) result[i] = static_cast<float>(Key(seed).normal(i));
  return result;
}

TEST(Product, AgreesWithThePlainSumAlsoTransposed) {
  test::on_every_target([] {
    for (const std::size_t cols : {1, 10, 16, 37}) {
      for (const std::size_t rows : {1, 7, 17}) {
        constexpr std::size_t inner = 9;
        const std::vector<float> a = drawn(1, rows * inner);
        const std::vector<float> b = drawn(2, inner * cols);
        std::vector<float> plain(rows * cols + 1, 99);
        std::vector<float> transposed(rows * cols);
        kernels::product({rows, inner, cols}, {a.data(), inner, 1}, b.data(), plain.data());
        kernels::product({rows, inner, cols}, {a.data(), 1, rows}, b.data(), transposed.data());
        EXPECT_EQ(plain.back(), 99) << "written behind the end";
        for (std::size_t i = 0; i < rows; ++i) {
          for (std::size_t j = 0; j < cols; ++j) {
            float sum = 0;
            float other = 0;
            for (std::size_t k = 0; k < inner; ++k) {
              sum += a[i * inner + k] * b[k * cols + j];
              other += a[k * rows + i] * b[k * cols + j];
            }
            ASSERT_EQ(plain[i * cols + j], sum);
            ASSERT_EQ(transposed[i * cols + j], other);
          }
        }
      }
    }
  });
}

// Two numbers in, two hidden, two out; worked out by hand.
TEST(Network, PassesForwardThroughItsHiddenLayer) {
  const auto stages = stages_of({2, 2, 2});
  std::vector<std::byte> memory(Pass::bytes(stages, 1));
  Pass pass(stages, 1, memory);
  const std::vector<float> x = {1, -1, 2, 1, /*biases*/ 0.5F, 0, /*second*/ 1, 2, 3, 4, /*biases*/ 0, 1};
  pass.input(0)[0] = 1;
  pass.input(0)[1] = -1;
  // Hidden: (1 - 2 + 0.5, -1 - 1) cut off at zero; so only the last biases are left.
  Vec said = pass.forward(x, 1);
  EXPECT_EQ(said[0], 0);
  EXPECT_EQ(said[1], 1);
  pass.input(0)[1] = 1;
  // Hidden: (3.5, 0).
  said = pass.forward(x, 1);
  EXPECT_EQ(said[0], 3.5F);
  EXPECT_EQ(said[1], 8);
}

TEST(Network, GivesTheSameBitsForEveryWidth) {
  const auto stages = stages_of({5, 19, 33, 3});
  const std::vector<float> x = drawn(3, stages.back().biases() + 3);
  std::vector<std::byte> memory(Pass::bytes(stages, 6));
  test::expect_same_on_every_target([&] {
    Pass pass(stages, 6, memory);
    for (std::size_t i = 0; i < 6; ++i) {
      for (std::size_t j = 0; j < 5; ++j) pass.input(i)[j] = static_cast<float>(Key(4).at(i).normal(j));
    }
    const Vec said = pass.forward(x, 6);
    for (std::size_t i = 0; i < 6; ++i) softmax_loss(said.subspan(3 * i, 3), i % 3);
    std::vector<float> gradient(x.size());
    pass.backward(x, 6, gradient);
    return gradient;
  });
}

TEST(Softmax, GivesItsLossAndItsSlope) {
  std::vector<float> said = {1, 3, -2};
  const double sum = std::exp(1.0) + std::exp(3.0) + std::exp(-2.0);
  EXPECT_NEAR(softmax_loss(said, 0), std::log(sum) - 1, 1e-6);
  EXPECT_NEAR(said[0], std::exp(1.0) / sum - 1, 1e-6);
  EXPECT_NEAR(said[1], std::exp(3.0) / sum, 1e-6);
  std::vector<float> huge = {-1e30F, 1e30F};
  EXPECT_NEAR(softmax_loss(huge, 1), 0, 1e-6);
}

}  // namespace
}  // namespace tacit
