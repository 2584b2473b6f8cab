#include "math/select.h"

#include <gtest/gtest.h>

#include <functional>

#include "every_target.h"
#include "sparse_cases.h"

namespace tacit {
namespace {

using kernels::Magnitude;
using kernels::magnitude;
using kernels::Moments;
using kernels::Picks;
using kernels::Stretch;
using test::hard_vectors;

constexpr std::size_t sizes[] = {1, 2, 3, 15, 16, 17, 63, 64, 65, 1000, 3001};

// Calls body(v) for every hard vector of every size, on every target.
void everywhere(const std::function<void(const std::vector<float>&)>& body) {
  test::on_every_target([&] {
    for (const std::size_t size : sizes) {
      for (const test::Hard& hard : hard_vectors(size)) {
        SCOPED_TRACE(hard.name + ", " + std::to_string(size));
        body(hard.v);
      }
    }
  });
}

std::vector<Magnitude> floors_for(const std::vector<float>& v) {
  return {kernels::below_all, 0, magnitude(v[v.size() / 2]) - 1, magnitude(v[v.size() / 2]),
          magnitude(std::numeric_limits<float>::infinity())};
}

void expect_picks(const Picks& picks, const std::vector<float>& v, Stretch stretch,
                  const std::function<bool(float)>& chosen) {
  std::size_t count = 0;
  for (std::size_t i = stretch.begin; i < stretch.end; ++i) {
    if (!chosen(v[i])) continue;
    ASSERT_LT(count, picks.count);
    ASSERT_EQ(picks.places[count], i);
    ASSERT_EQ(std::bit_cast<unsigned>(picks.values[count]), std::bit_cast<unsigned>(v[i]));
    ++count;
  }
  ASSERT_EQ(picks.count, count);
}

TEST(Select, PicksWhatIsLargerInOrderOfItsPlace) {
  everywhere([](const std::vector<float>& v) {
    for (const Magnitude floor : floors_for(v)) {
      const Stretch stretch{v.size() / 3, v.size()};
      Picks picks;
      picks.make_room(v.size());
      kernels::pick_above(v.data(), stretch, floor, picks);
      expect_picks(picks, v, stretch, [&](float x) { return magnitude(x) > floor; });
    }
  });
}

TEST(Select, AppendsToWhatHasBeenPicked) {
  const std::vector<float> v = test::normals(10000);
  Picks whole, pieces;
  whole.make_room(v.size());
  pieces.make_room(v.size());
  kernels::pick_above(v.data(), {0, v.size()}, magnitude(2), whole);
  for (std::size_t i = 0; i < v.size(); i += 1000) {
    kernels::pick_above(v.data(), {i, i + 1000}, magnitude(2), pieces);
  }
  ASSERT_EQ(pieces.count, whole.count);
  EXPECT_EQ(pieces.places, whole.places);
  EXPECT_EQ(pieces.values, whole.values);
}

TEST(Select, TakesOutOfAMemoryThatItRenews) {
  everywhere([](const std::vector<float>& fresh) {
    for (const float fade : {1.0f, 0.3f}) {
      std::vector<float> memory = test::normals(fresh.size(), 4), v = memory;
      for (std::size_t i = 0; i < v.size(); ++i) {
        const float kept = fade * memory[i];
        v[i] = fresh[i] + kept;
      }
      const Magnitude floor = magnitude(v[0]) - 1;
      Picks picks;
      picks.make_room(v.size());
      kernels::take_above({fresh.data(), memory.data(), fade}, {0, v.size()}, floor, picks);
      for (std::size_t i = 0; i < v.size(); ++i) {
        const float left = magnitude(v[i]) > floor ? 0.0f : v[i];
        ASSERT_EQ(std::bit_cast<unsigned>(memory[i]), std::bit_cast<unsigned>(left)) << i;
      }
      expect_picks(picks, v, {0, v.size()}, [&](float x) { return magnitude(x) > floor; });
    }
  });
}

TEST(Select, FindsTheNthLargestAndItsTies) {
  for (const std::size_t size : sizes) {
    for (const test::Hard& hard : hard_vectors(size)) {
      std::vector<Magnitude> sorted;
      for (const float x : hard.v) sorted.push_back(magnitude(x));
      std::sort(sorted.rbegin(), sorted.rend());
      for (const std::size_t n : {std::size_t{1}, (size + 1) / 2, (size + 9) / 10, size}) {
        const Magnitude want = sorted[n - 1];
        const auto larger = std::lower_bound(sorted.begin(), sorted.end(), want, std::greater<>());
        const kernels::Rank rank = kernels::nth_largest(hard.v, n);
        ASSERT_EQ(rank.magnitude, want) << hard.name << ", " << n << " of " << size;
        ASSERT_EQ(rank.ties, n - std::size_t(larger - sorted.begin())) << hard.name;
      }
    }
  }
}

Moments moments_of(const std::vector<float>& v, std::size_t piece) {
  Moments moments;
  moments.centre = static_cast<double>(v[0]);
  for (std::size_t i = 0; i < v.size(); i += piece) {
    kernels::add_moments(v.data() + i, std::min(piece, v.size() - i), moments);
  }
  return moments;
}

TEST(Select, MomentsHaveTheSameBitsInPiecesAndForEveryWidth) {
  const std::vector<float> v = test::normals(3001);
  const Moments want = moments_of(v, v.size());
  test::on_every_target([&] {
    for (const std::size_t piece : {std::size_t{16}, std::size_t{1024}, v.size()}) {
      const Moments moments = moments_of(v, piece);
      EXPECT_EQ(moments.sums, want.sums);
      EXPECT_EQ(moments.squares, want.squares);
    }
  });
}

TEST(Select, MomentsAreThoseOfTheSchoolBook) {
  const Moments moments = moments_of({1, 2, 3, 6}, 16);
  EXPECT_DOUBLE_EQ(moments.mean(), 3);
  EXPECT_DOUBLE_EQ(moments.deviation(), std::sqrt(3.5));
}

TEST(Select, EqualNumbersDeviateByNothing) {
  for (const std::size_t size : sizes) {
    const Moments moments = moments_of(std::vector<float>(size, 0.1f), 16);
    EXPECT_EQ(moments.mean(), static_cast<double>(0.1f));
    EXPECT_EQ(moments.deviation(), 0);
  }
}

TEST(Select, ALargeMeanDoesNotHideTheDeviation) {
  std::vector<float> v(10000);
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = 1e7f + float(i % 2);
  EXPECT_DOUBLE_EQ(moments_of(v, 16).deviation(), 0.5);
}

}  // namespace
}  // namespace tacit
