#include "data/logistic_samples.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "math/losses.h"
#include "math/normals.h"
#include "math/rows.h"

namespace tacit::data {
namespace {

// As many rows as make whole blocks of normals for every dimension.
constexpr std::size_t chunk = kernels::normals_block;

enum Draws : std::uint64_t { truth_draws, feature_draws, label_draws };

std::vector<float> unit_vector(Key key, std::size_t dim) {
  std::vector<double> direction(dim);
  double square = 0;
  for (std::size_t j = 0; j < dim; ++j) {
    direction[j] = key.normal(j);
    square += direction[j] * direction[j];
  }
  std::vector<float> unit(dim);
  for (std::size_t j = 0; j < dim; ++j) unit[j] = static_cast<float>(direction[j] / std::sqrt(square));
  return unit;
}

class Filler {
 public:
  Filler(const LogisticSamples& samples, LogisticKeys keys)
      : dim_(samples.dim),
        deviation_(static_cast<float>(std::sqrt(samples.variance))),
        features_(keys.samples.at(feature_draws)),
        labels_(keys.samples.at(label_draws)),
        truth_(unit_vector(keys.truth.at(truth_draws), dim_)),
        normals_(chunk * dim_) {}

  // Rows `done` to `done + count` of the node, the first of which lies at `to`.
  void fill(std::size_t done, std::size_t count, float* to, std::size_t stride) {
    kernels::normals(features_, done / chunk * dim_, normals_);
    kernels::Draw draws[chunk];
    float heads[chunk];
    for (std::size_t k = 0; k < count; ++k) {
      float* row = to + k * stride;
      for (std::size_t j = 0; j < dim_; ++j) row[j] = deviation_ * normals_[k * dim_ + j];
      draws[k] = {row, 0, false};
    }
    kernels::margins({draws, count}, dim_, truth_.data(), heads);
    (void)kernels::logistic(heads, count);
    for (std::size_t k = 0; k < count; ++k) {
      // The slope at the margin is P(y = +1) - 1.
      if (labels_.uniform(done + k) <= 1.0 + static_cast<double>(heads[k])) continue;
      for (std::size_t j = 0; j < dim_; ++j) to[k * stride + j] = -to[k * stride + j];
    }
  }

 private:
  std::size_t dim_;
  float deviation_;
  Key features_, labels_;
  std::vector<float> truth_, normals_;
};

}  // namespace

void fill_logistic(const LogisticSamples& samples, LogisticKeys keys, Stretch rows, Table& table) {
  Filler filler(samples, keys);
  for (std::size_t done = 0; done < rows.count; done += chunk) {
    filler.fill(done, std::min(chunk, rows.count - done), table.row(rows.first + done), table.stride());
  }
}

}  // namespace tacit::data
