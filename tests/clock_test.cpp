// Modelled time against closed formulas.
#include "world/clock.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness.h"
#include "world/sim.h"

namespace tacit::test {
namespace {

constexpr std::size_t dim = 1000;
constexpr double bytes = dim * sizeof(float);
constexpr double latency_s = 100e-6;
constexpr double s_per_byte = 8e-9 / 0.1;  // 0.1 Gbit/s: 80 ns a byte
constexpr double step_s = 2e-3;

double time_of(const std::string& recipe, int nodes, long steps, const std::string& more = "") {
  const std::string world =
      fmt::format("sim(nodes={}, latency_us=100, gbit_per_s=0.1, step_ms=2{})", nodes, more);
  return play({recipe, "quadratic(dim=1000)", world, steps, steps}).samples.back().time_s;
}

TEST(Clock, ChargesOnlyArithmeticWhereNothingIsSent) {
  EXPECT_NEAR(time_of("agree = 1000", 4, 50), 50 * step_s, 1e-9);
}

TEST(Clock, QueuesTheMessagesOfARingOnEachLink) {
  const double step = step_s + 2 * bytes * s_per_byte + latency_s;
  EXPECT_NEAR(time_of("topology = \"ring\"\nagree = 1000", 8, 50), 50 * step, 1e-9);
}

TEST(Clock, ChargesOneMessageForOnePeerGossip) {
  const double step = step_s + bytes * s_per_byte + latency_s;
  EXPECT_NEAR(time_of("topology = \"one_peer\"\nagree = 1000", 8, 50), 50 * step, 1e-9);
}

TEST(Clock, ChargesAveragesByTheirAlgorithm) {
  const double sent = 2.0 * 7 / 8 * (bytes + 3 * 8) * s_per_byte;
  EXPECT_NEAR(time_of("gradients = \"dense\"", 8, 50), 50 * (step_s + 2 * latency_s + sent), 1e-9);
  EXPECT_NEAR(time_of("gradients = \"dense\"", 8, 50, ", all_reduce=ring"),
              50 * (step_s + 14 * latency_s + sent), 1e-9);
}

TEST(Clock, ChargesPeriodicAveragesOnceAPeriod) {
  const double average = 2 * latency_s + 2.0 * 7 / 8 * (bytes + 5 * 8) * s_per_byte;
  EXPECT_NEAR(time_of("schedule = \"every(10)\"", 8, 50), 50 * step_s + 5 * average, 1e-9);
}

TEST(Clock, HidesWhatIsInFlightBehindArithmetic) {
  const double message = bytes * s_per_byte + latency_s;
  ASSERT_LT(message, step_s);
  // Only the round in flight at the end is waited for.
  EXPECT_NEAR(time_of("topology = \"one_peer\"\nlag = 1\nagree = 1000", 8, 50), 50 * step_s + message, 1e-9);
}

TEST(Clock, WaitsForMessagesThatTakeLongerThanTheArithmetic) {
  const std::string slow = "topology = \"ring\"\nlag = 1\nagree = 1000";
  const std::string world = "sim(nodes=8, latency_us=100, gbit_per_s=0.01, step_ms=2)";
  const double round = 2 * bytes * s_per_byte * 10;
  const double time_s = play({slow, "quadratic(dim=1000)", world, 50, 50}).samples.back().time_s;
  EXPECT_NEAR(time_s, step_s + 50 * round + latency_s, 2 * round);  // limited by the link alone
}

TEST(Clock, UsesTheFasterLinkInsideAHost) {
  const double inside = 2 * 5e-6 + 2.0 * 3 / 4 * (bytes + 3 * 8) * 8e-9 / 100;
  const double between = bytes * s_per_byte + latency_s;
  EXPECT_NEAR(time_of("groups = 4\ntopology = \"one_peer\"\nagree = 1000", 8, 50, ", host=4"),
              50 * (step_s + inside + between), 1e-9);
}

TEST(Clock, WaitsForStragglersInARound) {
  const double even = time_of("gradients = \"dense\"", 8, 100);
  const double uneven = time_of("gradients = \"dense\"", 8, 100, ", stragglers=0.1, slowdown=3");
  const double chance = 1 - std::pow(0.9, 8);  // that at least one of eight is slow
  EXPECT_NEAR(uneven - even, 100 * chance * 2 * step_s, 0.25 * 100 * chance * 2 * step_s);
}

TEST(Clock, ReportsTheSlowestNode) {
  const double alone = time_of("agree = 1000", 8, 100, ", stragglers=0.1, slowdown=3");
  double slowest = 0;
  Compute compute;
  compute.step_s = step_s;
  compute.stragglers = 0.1;
  compute.slowdown = 3;
  for (int node = 0; node < 8; ++node) {
    double sum = 0;
    for (long step = 0; step < 100; ++step) sum += compute.seconds(node, step);
    slowest = std::max(slowest, sum);
  }
  EXPECT_NEAR(alone, slowest, 1e-9);
}

}  // namespace
}  // namespace tacit::test
