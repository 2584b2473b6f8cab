#include "inner/inner.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "whole_shelf.h"

namespace tacit {
namespace {

// An optimizer at work on lanes of its own.
class Descent {
 public:
  Descent(const Inner& inner, Layout layout, std::vector<float> start)
      : inner_(inner), layout_(std::move(layout)), x_(std::move(start)), gradient_(x_.size()) {
    state_.resize(static_cast<std::size_t>(inner.lanes()), std::vector<float>(x_.size()));
    for (auto& lane : state_) lanes_.push_back({lane.data(), lane.size()});
  }

  // `gradient` maps (index, x) to a number.
  template <class Gradient>
  void step(long step, long steps, Gradient gradient) {
    for (std::size_t i = 0; i < x_.size(); ++i) gradient_[i] = static_cast<float>(gradient(double(i), x_[i]));
    const InnerStep now{
        {x_.data(), x_.size()}, {gradient_.data(), x_.size()}, lanes_, step, inner_.rate(step, steps)};
    inner_.step(host_ops(), layout_, now);
  }

  [[nodiscard]] const std::vector<float>& x() const { return x_; }

 private:
  const Inner& inner_;
  Layout layout_;
  std::vector<float> x_, gradient_;
  std::vector<std::vector<float>> state_;
  std::vector<Lane> lanes_;
};

double curvature(double i) {
  return 0.5 + 0.1 * i;
}
double target(double i) {
  return std::sin(1 + i);
}

double loss(const std::vector<float>& x) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += curvature(double(i)) * std::pow(x[i] - target(double(i)), 2) / 2;
  }
  return sum;
}

TEST(InnerOptimizers, AllSolveASmallConvexProblem) {
  Layout layout;
  layout.add("weights", 4, 4);
  layout.add("bias", 1, 4, false);
  const std::vector<std::string> spellings = {"sgd(momentum=0.9)", "sgd(momentum=0.9, nesterov=true)",
                                              "adamw(rate=0.01, schedule=cosine)"};
  for (const auto& [name, inner] : whole_shelf(inners(), spellings)) {
    const std::vector<float> start(layout.size(), 0.5f);
    Descent descent(*inner, layout, start);
    for (long step = 0; step < 4000; ++step) {
      descent.step(step, 4000, [](double i, double x) { return curvature(i) * (x - target(i)); });
    }
    EXPECT_LT(loss(descent.x()), 0.01 * loss(start)) << name;
  }
}

TEST(InnerOptimizers, LeaveThePlaceAloneAtRateZeroAndGradientZero) {
  Layout layout;
  layout.add("x", 1, 33);
  const std::vector<float> start(33, 0.25f);
  for (const std::string name : {"sgd", "adamw", "lamb"}) {
    for (const std::string settings : {"(rate=0)", "(decay=0)"}) {
      const auto inner = inners().make(name + settings);
      Descent descent(*inner, layout, start);
      const double slope = settings == "(rate=0)" ? 1 : 0;
      for (long step = 0; step < 3; ++step) descent.step(step, 3, [&](double, double) { return slope; });
      EXPECT_EQ(descent.x(), start) << name << settings;
    }
  }
}

TEST(InnerOptimizers, FollowAnIndependentProgram) {
  std::ifstream file(TACIT_SOURCE_DIR "/tests/golden/inner.json");
  const auto golden = nlohmann::json::parse(file);
  Layout layout;
  for (const auto& part : golden["parts"])
    layout.add(part["name"], part["rows"], part["cols"], part["decay"]);
  const long steps = golden["steps"];
  for (const auto& expected : golden["cases"]) {
    const std::string spelling = expected["inner"];
    const auto inner = inners().make(spelling);
    Descent descent(*inner, layout, golden["start"].get<std::vector<float>>());
    for (long step = 0; step < steps; ++step) {
      descent.step(step, steps, [&](double i, double x) {
        return curvature(i) * (x - target(i)) + 0.3 * std::cos(0.7 * double(step) + 1.3 * i);
      });
      const auto want = expected["x"].find(std::to_string(step + 1));
      if (want == expected["x"].end()) continue;
      for (std::size_t i = 0; i < layout.size(); ++i) {
        EXPECT_NEAR(descent.x()[i], (*want)[i].get<double>(), 2e-6)
            << spelling << " step " << step + 1 << " at " << i;
      }
    }
  }
}

// Counts what an optimizer asks for.
class CountingOps final : public Ops {
 public:
  mutable int combines = 0;
  mutable std::size_t combined = 0;

  std::shared_ptr<std::byte> make(std::size_t bytes) const override { return host_ops().make(bytes); }
  Vec host(Lane lane) const override { return host_ops().host(lane); }
  void read(Lane from, Vec to) const override { host_ops().read(from, to); }
  void write(ConstVec from, Lane to) const override { host_ops().write(from, to); }
  void copy(Lane from, Lane to) const override { host_ops().copy(from, to); }
  void fill(Lane out, float value) const override { host_ops().fill(out, value); }
  void round(Lane x, Number number) const override { host_ops().round(x, number); }
  void combine(Lane out, std::span<const Term> terms) const override {
    ++combines;
    combined += out.size;
    host_ops().combine(out, terms);
  }
  void mean(std::span<const Lane> summed, std::span<const Lane> written) const override {
    host_ops().mean(summed, written);
  }
  double dot(Lane a, Lane b) const override { return host_ops().dot(a, b); }
  double squared_distance(Lane a, Lane b) const override { return host_ops().squared_distance(a, b); }
  bool finite(Lane a) const override { return host_ops().finite(a); }
  void second_moment(Lane v, Lane g, float decay) const override { host_ops().second_moment(v, g, decay); }
  void adam_direction(Lane out, Lane m, Lane v, AdamScale scale) const override {
    host_ops().adam_direction(out, m, v, scale);
  }
};

TEST(Sgd, WalksOnceOverTheWholeLaneWherePartsDecayAlike) {
  Layout alike, mixed;
  for (int p = 0; p < 5; ++p) alike.add("p", 2, 3);
  mixed = alike;
  mixed.add("bias", 1, 3, false);
  const auto combines = [](const std::string& spelling, const Layout& layout) {
    const CountingOps ops;
    std::vector<float> x(layout.size()), g(layout.size());
    inners().make(spelling)->step(ops, layout, {{x.data(), x.size()}, {g.data(), g.size()}, {}, 0, 0.1});
    EXPECT_EQ(ops.combined, layout.size());
    return ops.combines;
  };
  EXPECT_EQ(combines("sgd", mixed), 1);
  EXPECT_EQ(combines("sgd(decay=0.1)", alike), 1);
  EXPECT_EQ(combines("sgd(decay=0.1)", mixed), 2);
}

TEST(Sgd, RefusesToLookAheadWithoutMomentum) {
  EXPECT_THROW((void)inners().make("sgd(nesterov=true)"), Error);
}

}  // namespace
}  // namespace tacit
