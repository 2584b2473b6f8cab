#include "math/rows.h"

#include <cmath>

#include "base/key.h"
#include "data/table.h"
#include "every_target.h"

namespace tacit::kernels {
namespace {

// Twelve rows for three models of `dim` numbers, four rows each.
struct Scene {
  explicit Scene(std::size_t dim) : table(12, dim), x(3 * dim) {
    for (std::size_t k = 0; k < 12; ++k) {
      for (std::size_t j = 0; j < dim; ++j) table.row(k)[j] = static_cast<float>(Key(1).at(k).normal(j));
      draws.push_back({table.row(k), k / 4 * dim, k % 4 == 0});
      factors.push_back(static_cast<float>(Key(2).normal(k)));
    }
    for (std::size_t j = 0; j < x.size(); ++j) x[j] = static_cast<float>(Key(3).normal(j));
  }

  data::Table table;
  std::vector<Draw> draws;
  std::vector<float> x, factors;
};

TEST(Rows, AreMultipliedWithTheirOwnModel) {
  test::on_every_target([] {
    for (const std::size_t dim : {1, 3, 10, 16, 17, 31, 32, 50}) {
      const Scene scene(dim);
      std::vector<float> out(12);
      margins(scene.draws, dim, scene.x.data(), out.data());
      for (std::size_t k = 0; k < 12; ++k) {
        double expected = 0;
        for (std::size_t j = 0; j < dim; ++j) {
          expected += static_cast<double>(scene.table.row(k)[j]) * scene.x[k / 4 * dim + j];
        }
        EXPECT_NEAR(out[k], expected, 1e-5) << "dim " << dim << ", row " << k;
      }
    }
  });
}

TEST(Rows, AreAddedToTheirOwnModelAndTouchNothingElse) {
  test::on_every_target([] {
    for (const std::size_t dim : {1, 3, 10, 16, 17, 31, 32, 50}) {
      const Scene scene(dim);
      std::vector<float> sum(3 * dim + 1, NAN);
      sum.back() = 99;
      add_rows(scene.draws, dim, scene.factors.data(), sum.data());
      for (std::size_t i = 0; i < 3 * dim; ++i) {
        double expected = 0;
        for (std::size_t k = i / dim * 4; k < i / dim * 4 + 4; ++k) {
          expected += static_cast<double>(scene.factors[k]) * scene.table.row(k)[i % dim];
        }
        EXPECT_NEAR(sum[i], expected, 1e-5) << "dim " << dim << ", number " << i;
      }
      EXPECT_EQ(sum.back(), 99);
    }
  });
}

TEST(Rows, GiveTheSameBitsForEveryWidth) {
  for (const std::size_t dim : {3, 10, 40}) {
    const Scene scene(dim);
    test::expect_same_on_every_target([&] {
      std::vector<float> out(12 + 3 * dim);
      margins(scene.draws, dim, scene.x.data(), out.data());
      add_rows(scene.draws, dim, scene.factors.data(), out.data() + 12);
      return out;
    });
  }
}

}  // namespace
}  // namespace tacit::kernels
