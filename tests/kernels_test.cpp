#include "math/kernels.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "base/key.h"

namespace tacit {
namespace {

constexpr std::size_t sizes[] = {0, 1, 7, 15, 16, 17, 31, 100, 1000, 4097};
constexpr std::size_t starts[] = {0, 1, 3};  // floats behind an aligned address

std::vector<float> draw(std::uint64_t seed, std::size_t count) {
  const Key key{seed};
  std::vector<float> result(count);
  for (std::size_t i = 0; i < count; ++i) {
    result[i] = static_cast<float>(key.normal(i) * std::exp(4 * key.at(1).normal(i)));
  }
  return result;
}

void expect_same_bits(const std::vector<float>& got, const std::vector<float>& want) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    ASSERT_EQ(std::bit_cast<std::uint32_t>(got[i]), std::bit_cast<std::uint32_t>(want[i])) << "at " << i;
  }
}

// Runs `body` once for every vector width of this machine, and once for the width it would choose.
template <class Body>
void on_every_target(Body body) {
  std::int64_t left = hwy::SupportedTargets();
  while (left != 0) {
    const std::int64_t target = left & -left;
    left &= left - 1;
    hwy::SetSupportedTargetsForTest(target);
    SCOPED_TRACE(hwy::TargetName(target));
    body();
  }
  hwy::SetSupportedTargetsForTest(0);
  body();
}

// Calls body(size, start) for all sizes and starts on every target.
template <class Body>
void everywhere(Body body) {
  on_every_target([&] {
    for (const std::size_t size : sizes) {
      for (const std::size_t start : starts) {
        SCOPED_TRACE(testing::Message() << size << " floats from " << start);
        body(size, start);
      }
    }
  });
}

double strand_sum(const std::vector<double>& terms) {
  double strands[16] = {};
  for (std::size_t i = 0; i < terms.size(); ++i) strands[i % 16] += terms[i];
  double total = 0;
  for (const double strand : strands) total += strand;
  return total;
}

// What `combine` promises: products and sums rounded one by one, in the order given.
std::vector<float> combined(std::span<const Term> terms, std::size_t size) {
  std::vector<float> sum(size);
  for (std::size_t i = 0; i < size; ++i) {
    sum[i] = terms[0].weight * terms[0].lane.at[i];
    for (const Term& term : terms.subspan(1)) {
      const float product = term.weight * term.lane.at[i];
      sum[i] += product;
    }
  }
  return sum;
}

TEST(Kernels, CombineRoundsEveryProductAndSumInTheOrderGiven) {
  everywhere([](std::size_t size, std::size_t start) {
    for (std::size_t count = 1; count <= 9; ++count) {
      std::vector<std::vector<float>> lanes;
      std::vector<Term> terms;
      for (std::size_t t = 0; t < count; ++t) lanes.push_back(draw(t, start + size));
      for (std::size_t t = 0; t < count; ++t)
        terms.push_back({0.3f - 0.1f * float(t), {lanes[t].data() + start, size}});
      std::vector<float> out(start + size);
      kernels::combine(out.data() + start, size, terms);
      expect_same_bits({out.begin() + std::ptrdiff_t(start), out.end()}, combined(terms, size));
    }
  });
}

TEST(Kernels, CombineMayWriteOverAnyOfItsTerms) {
  everywhere([](std::size_t size, std::size_t start) {
    for (std::size_t count = 1; count <= 6; ++count) {
      for (std::size_t over = 0; over < count; ++over) {
        std::vector<std::vector<float>> lanes;
        std::vector<Term> terms;
        for (std::size_t t = 0; t < count; ++t) lanes.push_back(draw(t, start + size));
        for (std::size_t t = 0; t < count; ++t)
          terms.push_back({1.7f - float(t), {lanes[t].data() + start, size}});
        const std::vector<float> want = combined(terms, size);
        kernels::combine(terms[over].lane.at, size, terms);
        expect_same_bits({lanes[over].begin() + std::ptrdiff_t(start), lanes[over].end()}, want);
      }
    }
  });
}

TEST(Kernels, AddAndDivideRoundOnce) {
  everywhere([](std::size_t size, std::size_t start) {
    std::vector<float> sum = draw(1, start + size), want = sum;
    const std::vector<float> x = draw(2, start + size);
    kernels::add(sum.data() + start, x.data() + start, size);
    for (std::size_t i = start; i < want.size(); ++i) want[i] += x[i];
    expect_same_bits(sum, want);
    kernels::divide(sum.data() + start, size, 3);
    for (std::size_t i = start; i < want.size(); ++i) want[i] /= 3;
    expect_same_bits(sum, want);
  });
}

TEST(Kernels, RefreshRoundsTheFadedMemoryAndThenTheSum) {
  everywhere([](std::size_t size, std::size_t start) {
    std::vector<float> memory = draw(1, start + size), want = memory;
    const std::vector<float> fresh = draw(2, start + size);
    kernels::refresh(memory.data() + start, fresh.data() + start, size, 0.3f);
    for (std::size_t i = start; i < want.size(); ++i) {
      const float faded = 0.3f * want[i];
      want[i] = fresh[i] + faded;
    }
    expect_same_bits(memory, want);
  });
}

TEST(Kernels, DotAndDistanceSumDoublesInSixteenStrands) {
  everywhere([](std::size_t size, std::size_t start) {
    const std::vector<float> a = draw(1, start + size), b = draw(2, start + size);
    std::vector<double> products, squares;
    for (std::size_t i = start; i < a.size(); ++i) {
      const double gap = double(a[i]) - double(b[i]);
      products.push_back(double(a[i]) * double(b[i]));
      squares.push_back(gap * gap);
    }
    ASSERT_EQ(kernels::dot(a.data() + start, b.data() + start, size), strand_sum(products));
    ASSERT_EQ(kernels::squared_distance(a.data() + start, b.data() + start, size), strand_sum(squares));
  });
}

TEST(Kernels, SecondMomentAndAdamDirectionRoundEveryOperation) {
  everywhere([](std::size_t size, std::size_t start) {
    std::vector<float> v = draw(1, start + size);
    for (float& value : v) value = std::abs(value);
    std::vector<float> want = v;
    const std::vector<float> g = draw(2, start + size);
    const float decay = 0.999f;
    kernels::second_moment(v.data() + start, g.data() + start, size, decay);
    for (std::size_t i = start; i < want.size(); ++i) {
      const float square = g[i] * g[i];
      const float kept = decay * want[i];
      const float taken = (1.0f - decay) * square;
      want[i] = kept + taken;
    }
    expect_same_bits(v, want);

    const AdamScale scale{1.9f, 3.7f, 1e-8f};
    std::vector<float> out(start + size), direction(start + size);
    kernels::adam_direction(out.data() + start, g.data() + start, v.data() + start, size, scale);
    for (std::size_t i = start; i < want.size(); ++i) {
      const float root = std::sqrt(scale.second * v[i]);
      direction[i] = scale.first * g[i] / (root + scale.epsilon);
    }
    expect_same_bits(out, direction);
  });
}

TEST(Kernels, FiniteFindsOneBadNumberAtEveryPlace) {
  constexpr float bad[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                           -std::numeric_limits<float>::infinity()};
  everywhere([&](std::size_t size, std::size_t start) {
    std::vector<float> x = draw(1, start + size);
    ASSERT_TRUE(kernels::finite(x.data() + start, size));
    for (std::size_t i = start; i < x.size(); ++i) {
      const float good = std::exchange(x[i], bad[i % 3]);
      ASSERT_FALSE(kernels::finite(x.data() + start, size)) << "at " << i;
      x[i] = good;
    }
  });
}

TEST(Kernels, TheLargestNumbersAreStillFinite) {
  on_every_target([] {
    const std::vector<float> x(1000, std::numeric_limits<float>::max());
    EXPECT_TRUE(kernels::finite(x.data(), x.size()));
  });
}

}  // namespace
}  // namespace tacit
