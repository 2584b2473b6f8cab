// What every world owes every recipe: the same bits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "harness.h"

namespace tacit::test {
namespace {

// For codecs that look at rows and columns.
constexpr const char* with_matrices =
    "mlp(hidden=8, features=6, classes=3, samples=40, evaluated=40, batch=4)";

class EveryRecipe : public testing::TestWithParam<std::string> {};

TEST_P(EveryRecipe, GivesTheSameBitsInEveryWorld) {
  for (const int nodes : {1, 2, 5, 8}) {
    if (nodes % load_recipe(GetParam()).groups != 0) continue;
    Case given{shortened(GetParam()), "quadratic(dim=37, noise=0.3)", "", 40};
    if (nodes == 5) given.task = with_matrices;
    const auto on = [&](const std::string& world) {
      given.world = world;
      return play(given);
    };
    const Result sim = on(fmt::format("sim(nodes={})", nodes));
    const Result workers = on(fmt::format("sim(nodes={}, workers=2)", nodes));
    const Result threads = on(fmt::format("threads(nodes={})", nodes));
    EXPECT_EQ(bits(sim), bits(workers)) << nodes << " nodes";
    EXPECT_EQ(bits(sim), bits(threads)) << nodes << " nodes";
    EXPECT_EQ(sim.mass, threads.mass);
    ASSERT_EQ(sim.samples.size(), threads.samples.size());
    for (std::size_t k = 0; k < sim.samples.size(); ++k) {
      EXPECT_EQ(sim.samples[k].loss, threads.samples[k].loss);
      EXPECT_EQ(sim.samples[k].consensus, workers.samples[k].consensus);
      EXPECT_EQ(sim.samples[k].bytes, threads.samples[k].bytes);
      EXPECT_EQ(sim.samples[k].averages, threads.samples[k].averages);
    }
  }
}

TEST_P(EveryRecipe, IsPlainTrainingOnOneNode) {
  const Recipe recipe = load_recipe(GetParam());
  const Method method = make_method(recipe);
  if (recipe.groups > 1 || method.outer->lanes() > 0) GTEST_SKIP() << "an outer optimizer moves one node too";
  for (const Codec* codec : {method.gradients.get(), method.codec.get(), method.global_codec.get()}) {
    if (codec->lends() != Number::float32) GTEST_SKIP() << "a codec rounds also what one node says to itself";
  }
  const std::string task = "quadratic(dim=37, noise=0.3)";
  const Recipe plain = [&] {
    Recipe result;
    result.inner = recipe.inner;
    return result;
  }();
  const Result with = play({shortened(GetParam()), task, "sim(nodes=1)", 40});
  const Result without = play({print(plain), task, "sim(nodes=1)", 40});
  if (recipe.lag == 0 && recipe.momentum == "keep" && recipe.correct == "none") {
    EXPECT_EQ(bits(with), bits(without));
  } else {
    EXPECT_LT(relative_gap(with, without), 1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(Library, EveryRecipe, testing::ValuesIn(recipe_names()), [](const auto& given) {
  std::string name = given.param;
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
});

// A player that does what a test says, turn by turn.
class Puppet final : public Player {
 public:
  explicit Puppet(std::function<bool(int)> play) : play_(std::move(play)) {}
  bool turn() override { return play_(turn_++); }

 private:
  std::function<bool(int)> play_;
  int turn_ = 0;
};

TEST(Sim, NamesWhoWaitsForWhomInWhichRoundWhenAMessageIsMissing) {
  const auto world = worlds().make("sim(nodes=3)");
  const auto cast = [](Engine& engine) -> std::unique_ptr<Player> {
    auto ticket = std::make_shared<Ticket>();
    return std::make_unique<Puppet>([&engine, ticket](int turn) {
      static constexpr int peer = 2;
      if (engine.rank() != 0) return turn == 0;
      if (turn == 0) {
        *ticket = engine.exchange({Channel::gossip, 17, {}, {}, {&peer, 1}});
        return true;
      }
      ticket->wait();
      return false;
    });
  };
  try {
    world->play(cast);
    FAIL() << "the missing message went unnoticed";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("node 0"), testing::HasSubstr("step 17"),
                                             testing::HasSubstr("node 2"), testing::HasSubstr("gossip")));
  }
}

// Of a matching some nodes are in no pair: they may not run ahead of those whom they meet in the next.
TEST(Matcha, GivesTheSameBitsInEveryWorldWhereSomeNodesHaveNoPeer) {
  for (const std::string recipe : {"topology = \"matcha(budget=0.3)\"",
                                   "topology = \"matcha(base=star, budget=0.3)\"\nschedule = \"every(7)\"",
                                   "topology = \"matcha(base=star, budget=0.3)\"\nlag = 2"}) {
    const auto in = [&](const std::string& world) {
      return bits(play({recipe, "quadratic(dim=12)", world, 40}));
    };
    EXPECT_EQ(in("sim(nodes=9)"), in("threads(nodes=9)")) << recipe;
    EXPECT_EQ(in("sim(nodes=9)"), in("sim(nodes=9, workers=2)")) << recipe;
  }
}

// A fast pair must not take the letter from which a slow one still reads the mean of everyone.
TEST(Threads, TellMeansOfAGroupFromMeansOfEveryone) {
  std::vector<long> wrong(12);
  const auto cast = [&](Engine& engine) -> std::unique_ptr<Player> {
    return std::make_unique<Puppet>([&](int step) {
      const bool all = step % 5 == 0;
      const Group group = all ? Group{0, 1, 12} : Group{engine.rank() / 2 * 2, 1, 2};
      std::vector<double> riders(all ? 200000 : 1, 1.0);
      Ticket ticket = engine.mean({all ? Channel::gradients : Channel::group, step, {}, riders, group});
      ticket.wait();
      ticket.reclaim();
      const bool right = std::count(riders.begin(), riders.end(), group.count) == std::ssize(riders);
      wrong[static_cast<std::size_t>(engine.rank())] += right ? 0 : 1;
      return step < 20;
    });
  };
  worlds().make("threads(nodes=12, timeout_s=20)")->play(cast);
  EXPECT_EQ(wrong, std::vector<long>(12));
}

TEST(Threads, EndTogetherWhenOneFailsAndNameTheCulprit) {
  const auto world = worlds().make("threads(nodes=3)");
  const auto cast = [](Engine& engine) -> std::unique_ptr<Player> {
    return std::make_unique<Puppet>([&engine](int) -> bool {
      if (engine.rank() == 1) fail("node 1: the disk is full");
      std::vector<double> riders(1);
      Ticket ticket = engine.mean({Channel::agreement, 0, {}, riders, {0, 1, 3}});
      ticket.wait();
      return false;
    });
  };
  try {
    world->play(cast);
    FAIL() << "the failure was lost";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("node 1: the disk is full"));
  }
}

TEST(Threads, GiveUpAfterTheDeadlineAndNameTheMissingNode) {
  const auto world = worlds().make("threads(nodes=2, timeout_s=0.2)");
  const auto cast = [](Engine& engine) -> std::unique_ptr<Player> {
    return std::make_unique<Puppet>([&engine](int) -> bool {
      if (engine.rank() == 1) return false;
      std::vector<double> riders(1);
      Ticket ticket = engine.mean({Channel::agreement, 5, {}, riders, {0, 1, 2}});
      ticket.wait();
      return false;
    });
  };
  try {
    world->play(cast);
    FAIL() << "nobody gave up";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("node 0"), testing::HasSubstr("step 5"),
                                             testing::HasSubstr("node 1")));
  }
}

}  // namespace
}  // namespace tacit::test
