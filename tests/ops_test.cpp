#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/key.h"
#include "inner/inner.h"
#include "outer/outer.h"
#include "protected_ops.h"
#include "whole_shelf.h"

namespace tacit {
namespace {

Layout uneven_layout() {
  Layout layout;
  layout.add("weights", 37, 29);
  layout.add("bias", 1, 29, false);
  layout.add("last", 3, 1001);
  return layout;
}

std::vector<float> draw(std::uint64_t seed, std::size_t count) {
  std::vector<float> result(count);
  for (std::size_t i = 0; i < count; ++i) result[i] = float(Key{seed}.normal(i));
  return result;
}

// Zeroed lanes behind one another in memory that these Ops made.
struct Lanes {
  Lanes(const Ops& ops, std::size_t count, std::size_t size)
      : memory(ops.make(count * size * sizeof(float))) {
    for (std::size_t k = 0; k < count; ++k) {
      all.push_back({reinterpret_cast<float*>(memory.get()) + k * size, size});
    }
  }
  [[nodiscard]] std::span<const Lane> behind(std::size_t first) const {
    return std::span(all).subspan(first);
  }

  std::shared_ptr<std::byte> memory;
  std::vector<Lane> all;
};

std::vector<float> values(const Ops& ops, Lane lane) {
  std::vector<float> result(lane.size);
  ops.read(lane, result);
  return result;
}

// x after five steps, followed by the state.
std::vector<std::vector<float>> after_inner(const Ops& ops, const Inner& inner) {
  const Layout layout = uneven_layout();
  const Lanes lanes(ops, 2 + static_cast<std::size_t>(inner.lanes()), layout.size());
  ops.write(draw(1, layout.size()), lanes.all[0]);
  for (long step = 0; step < 5; ++step) {
    ops.write(draw(100 + static_cast<std::uint64_t>(step), layout.size()), lanes.all[1]);
    inner.step(ops, layout, {lanes.all[0], lanes.all[1], lanes.behind(2), step, inner.rate(step, 5)});
  }
  std::vector<std::vector<float>> result{values(ops, lanes.all[0])};
  for (const Lane& lane : lanes.behind(2)) result.push_back(values(ops, lane));
  return result;
}

std::vector<std::vector<float>> after_outer(const Ops& ops, const Outer& outer) {
  const std::size_t size = 4099;
  const Lanes lanes(ops, 2 + static_cast<std::size_t>(outer.lanes()), size);
  ops.write(draw(1, size), lanes.all[0]);
  for (std::uint64_t round = 0; round < 5; ++round) {
    ops.write(draw(100 + round, size), lanes.all[1]);
    outer.step(ops, {lanes.all[0], lanes.all[1], lanes.behind(2), 0.1});
  }
  std::vector<std::vector<float>> result{values(ops, lanes.all[0])};
  for (const Lane& lane : lanes.behind(2)) result.push_back(values(ops, lane));
  return result;
}

TEST(Ops, EveryInnerOptimizerRunsWhereTheHostMustNotLook) {
  const ProtectedOps device;
  const auto all = whole_shelf(inners(), {"sgd(momentum=0.9)", "sgd(momentum=0.9, nesterov=true, decay=0.1)",
                                          "sgd(decay=0.1)", "adamw(decay=0)", "lamb(decay=0)"});
  for (const auto& [name, inner] : all) {
    EXPECT_EQ(after_inner(device, *inner), after_inner(host_ops(), *inner)) << name;
  }
}

TEST(Ops, EveryOuterOptimizerRunsWhereTheHostMustNotLook) {
  const ProtectedOps device;
  for (const auto& [name, outer] : whole_shelf(outers())) {
    EXPECT_EQ(after_outer(device, *outer), after_outer(host_ops(), *outer)) << name;
  }
}

TEST(Ops, RoundIsTheSameWhereTheHostMustNotLook) {
  for (const Number number : {Number::float32, Number::bf16, Number::fp16}) {
    std::vector<std::vector<float>> results;
    const ProtectedOps device;
    for (const Ops* ops : {&host_ops(), static_cast<const Ops*>(&device)}) {
      const Lanes lanes(*ops, 1, 1000);
      ops->write(draw(1, 1000), lanes.all[0]);
      ops->round(lanes.all[0], number);
      results.push_back(values(*ops, lanes.all[0]));
    }
    EXPECT_EQ(results[0], results[1]);
    EXPECT_EQ(results[0] == draw(1, 1000), number == Number::float32);
  }
}

TEST(Ops, ProtectedLanesReallyAreOutOfReach) {
  const ProtectedOps device;
  const Lanes lanes(device, 1, 100);
  device.fill(lanes.all[0], 1);
  EXPECT_TRUE(device.host(lanes.all[0]).empty());
  EXPECT_DEATH({ *static_cast<volatile float*>(lanes.all[0].at) = 2; }, "");
  EXPECT_EQ(values(device, lanes.all[0]), std::vector<float>(100, 1.0f));
}

}  // namespace
}  // namespace tacit
