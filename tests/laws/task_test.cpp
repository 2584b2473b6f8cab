#include "task/task.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <map>
#include <thread>

#include "allocations.h"

namespace tacit {
namespace {

constexpr int nodes = 3;
const Key run{7};

// A task with its work and memory, small enough for laws. What is not listed here is tested with its
// defaults.
class Tasks : public testing::TestWithParam<std::string> {
 protected:
  static std::string small(const std::string& name) {
    if (name == "libsvm") return "libsvm(path=\"" + file() + "\", l2=0.1, batch=5)";
    static const std::map<std::string, std::string> spellings = {
        {"mlp", "mlp(hidden=7, samples=50, evaluated=70, batch=9, features=5, classes=3)"},
        {"logistic", "logistic(dim=19, samples=40, batch=3, trials=4)"},
        {"quadratic", "quadratic(dim=37)"},
    };
    const auto found = spellings.find(name);
    return found == spellings.end() ? name : found->second;
  }

  static std::string file() {
    const std::string path = testing::TempDir() + "task_laws_" + std::to_string(getpid()) + ".svm";
    std::ofstream out(path);
    for (int i = 0; i < 20; ++i) {
      out << (i % 3 == 0 ? "+1 " : "-1 ") << 1 + i % 4 << ":0.5 " << 6 + i % 3 << ":" << i * 0.1 << '\n';
    }
    return path;
  }

  std::unique_ptr<Task> task = tasks().make(small(GetParam()));
  std::unique_ptr<Work> work = task->on(nodes, run);
  std::size_t size = task->layout().size();
  std::vector<std::byte> memory = std::vector<std::byte>(task->scratch() + 64);

  static Place place(int node, long step) {
    return {node, nodes, step, run.at(static_cast<std::uint64_t>(node)).at(static_cast<std::uint64_t>(step))};
  }

  std::vector<float> model(std::uint64_t seed) const {
    std::vector<float> x(size);
    task->start(run, x);
    for (std::size_t j = 0; j < size; ++j) x[j] += static_cast<float>(0.3 * Key(seed).normal(j));
    return x;
  }

  struct Slope {
    double loss;
    std::vector<float> gradient;

    bool operator==(const Slope& other) const {
      if (loss != other.loss || gradient.size() != other.gradient.size()) return false;
      for (std::size_t j = 0; j < gradient.size(); ++j) {
        if (std::bit_cast<unsigned>(gradient[j]) != std::bit_cast<unsigned>(other.gradient[j])) return false;
      }
      return true;
    }
  };

  Slope slope(const Place& at, ConstVec x) const {
    Slope slope{0, std::vector<float>(size, std::numeric_limits<float>::quiet_NaN())};
    std::vector<std::byte> own(memory.size());
    slope.loss = work->gradient(at, x, slope.gradient, own);
    return slope;
  }
};

TEST_P(Tasks, GiveTheSlopeOfTheirLoss) {
  for (int node = 0; node < nodes; ++node) {
    const Place at = place(node, 3);
    const std::vector<float> x = model(1);
    const Slope here = slope(at, x);
    std::vector<float> up = x;
    std::vector<float> down = x;
    double expected = 0;
    double scale = 0;
    for (std::size_t j = 0; j < size; ++j) {
      const auto step = static_cast<float>(1e-3 * Key(2).normal(j));
      up[j] += step;
      down[j] -= step;
      expected += static_cast<double>(here.gradient[j]) * (up[j] - down[j]);
      scale += std::pow(static_cast<double>(here.gradient[j]) * (up[j] - down[j]), 2);
    }
    const double measured = (slope(at, up).loss - slope(at, down).loss) * task->copies();
    EXPECT_NEAR(measured, expected, 0.01 * std::sqrt(scale) + 2e-6 * task->copies()) << "node " << node;
  }
}

TEST_P(Tasks, DrawABatchAsAPureFunctionOfItsPlace) {
  const std::vector<float> x = model(1);
  std::vector<Slope> first;
  for (long step = 0; step < 12; ++step) first.push_back(slope(place(1, step), x));
  for (long step = 11; step >= 0; --step) {
    EXPECT_TRUE(slope(place(1, step), x) == first[static_cast<std::size_t>(step)]) << "step " << step;
  }
  work = task->on(nodes, run);
  EXPECT_TRUE(slope(place(1, 5), x) == first[5]) << "made a second time";
}

TEST_P(Tasks, GiveTheSameBitsToThreadsThatAskAtOnce) {
  const std::vector<float> x = model(1);
  constexpr int steps = 40;
  std::vector<Slope> alone(steps);
  for (int step = 0; step < steps; ++step)
    alone[static_cast<std::size_t>(step)] = slope(place(step % nodes, step), x);
  std::vector<char> same(2, 1);
  const auto ask = [&](std::size_t which) {
    for (int k = 0; k < steps; ++k) {
      const int step = which == 0 ? k : steps - 1 - k;
      if (!(slope(place(step % nodes, step), x) == alone[static_cast<std::size_t>(step)])) same[which] = 0;
    }
  };
  std::thread other(ask, 1);
  ask(0);
  other.join();
  EXPECT_TRUE(same[0] && same[1]);
}

TEST_P(Tasks, ScoreInPartsWhatTheyScoreAsAWhole) {
  const std::vector<float> x = model(1);
  const Score whole = work->score(x, 0, 1, memory);
  EXPECT_GT(whole.count, 0);
  EXPECT_LE(whole.correct, whole.count);
  EXPECT_TRUE(task->has_accuracy() || whole.correct == 0);
  for (const int parts : {2, nodes, 7, 200}) {
    Score sum;
    for (int part = 0; part < parts; ++part) {
      const Score own = work->score(x, part, parts, memory);
      sum.loss += own.loss;
      sum.correct += own.correct;
      sum.count += own.count;
    }
    EXPECT_NEAR(sum.loss, whole.loss, 1e-6 * std::abs(whole.loss));
    EXPECT_EQ(sum.correct, whole.correct);
    EXPECT_EQ(sum.count, whole.count);
  }
}

TEST_P(Tasks, AllocateNothingInAStep) {
  const std::vector<float> x = model(1);
  std::vector<float> gradient(size);
  work->gradient(place(0, 0), x, gradient, memory);
  const std::size_t before = test::allocations();
  for (long step = 0; step < 20; ++step) work->gradient(place(2, step), x, gradient, memory);
  work->score(x, 0, nodes, memory);
  EXPECT_EQ(test::allocations(), before);
}

TEST_P(Tasks, HideNothingThatIsNotANumber) {
  std::vector<float> x = model(1);
  x[0] = std::numeric_limits<float>::quiet_NaN();
  bool seen = false;
  for (long step = 0; step < 10; ++step) {
    const Slope broken = slope(place(0, step), x);
    bool finite = true;
    for (const float g : broken.gradient) finite = finite && std::isfinite(g);
    EXPECT_EQ(std::isfinite(broken.loss), finite) << "step " << step;
    seen = seen || !finite;
  }
  EXPECT_TRUE(seen);
}

TEST_P(Tasks, StartEveryNodeAtTheSamePlaceAndKnowTheirShape) {
  std::vector<float> a(size, 1);
  std::vector<float> b(size, 2);
  task->start(run, a);
  task->start(run, b);
  EXPECT_EQ(a, b);
  EXPECT_EQ(size % static_cast<std::size_t>(task->copies()), 0U);
  EXPECT_TRUE(work->optimum().empty() || work->optimum().size() == size);
  EXPECT_GE(work->steps_per_epoch(), 0);
}

INSTANTIATE_TEST_SUITE_P(Shelf, Tasks, testing::ValuesIn(tasks().names()),
                         [](const auto& given) { return given.param; });

}  // namespace
}  // namespace tacit
