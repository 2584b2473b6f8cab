// Runs something for every vector width of this machine.
#pragma once

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <bit>
#include <cstdint>
#include <vector>

namespace tacit::test {

template <class Body>
void on_every_target(Body body) {
  for (std::int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1) {
    const std::int64_t target = left & -left;
    hwy::SetSupportedTargetsForTest(target);
    SCOPED_TRACE(hwy::TargetName(target));
    body();
  }
  hwy::SetSupportedTargetsForTest(0);
}

// `make` must give the same bits for every vector width.
template <class Make>
void expect_same_on_every_target(Make make) {
  const std::vector<float> first = make();
  on_every_target([&] {
    const std::vector<float> other = make();
    ASSERT_EQ(other.size(), first.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
      ASSERT_EQ(std::bit_cast<unsigned>(other[i]), std::bit_cast<unsigned>(first[i])) << "at " << i;
    }
  });
}

}  // namespace tacit::test
