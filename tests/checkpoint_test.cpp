#include "session/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/error.h"
#include "harness.h"
#include "scratch_folder.h"

namespace tacit::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* task = "quadratic(dim=20, noise=0.2)";

// Stops node 2 in the middle, resumes, and expects the bits of a run that was never stopped.
void expect_same_bits_after_stopping(const std::string& recipe, const std::string& world) {
  const ScratchFolder folder;
  const std::string at = folder.path() / "checkpoint";
  unseal(at);
  const Result whole = play({recipe, task, world, 90, 20});
  StopFlag stop;
  const auto watch = [&](int rank, Trainer& trainer) {
    if (rank == 2 && trainer.step() >= 20) stop.raise();
  };
  const Result first = play({recipe, task, world, 90, 20, at}, watch, &stop);
  ASSERT_EQ(first.summary.ending, Ending::stopped) << recipe;
  ASSERT_LT(first.summary.last.step, 90) << recipe;
  const Result second = play({recipe, task, world, 90, 20, "", at});
  EXPECT_EQ(bits(second), bits(whole))
      << recipe << " in " << world << " stopped after " << first.summary.last.step;
  EXPECT_EQ(second.mass, whole.mass);
  EXPECT_EQ(second.summary.last.averages, whole.summary.last.averages);
  EXPECT_EQ(second.summary.last.train_loss, whole.summary.last.train_loss);
}

TEST(Checkpoint, LetsARunGoOnWithTheSameBits) {
  for (const std::string recipe :
       {"gradients = \"dense\"\ninner = \"adamw(rate=0.01)\"",
        "topology = \"ring\"\nagree = 4",
        "topology = \"one_peer\"\nschedule = \"every(5)\"\ninner = \"sgd(rate=0.1, momentum=0.9)\"",
        "topology = \"ring\"\nlag = 1\nagree = 4",
        "topology = \"one_peer\"\nlag = 3\nschedule = \"every(8)\"",
        "schedule = \"every(6)\"\nlag = 3",
        "schedule = \"every(20)\"\nlag = 19",
        "topology = \"push(degree=2)\"\nlag = 1\nagree = 4",
        "schedule = \"every(6)\"\nouter = \"slowmo\"\nmomentum = \"reset\"\ninner = \"sgd(rate=0.1, "
        "momentum=0.9)\"",
        "schedule = \"growing(first=3, rounds=6)\"",
        "groups = 2\ntopology = \"ring\"\nagree = 4",
        "gradients = \"topk(density=0.2)\"\ninner = \"sgd(rate=0.1, schedule=cosine)\"",
        "gradients = \"powersgd\"",
        "gradients = \"qsgd\"",
        "gradients = \"two_means\"\nschedule = \"every(7)\"",
        "topology = \"ring\"\ncodec = \"sign\"\npull = 0.2\nagree = 4",
        "topology = \"one_peer\"\ncodec = \"bf16\"\nlag = 2\nagree = 4",
        "schedule = \"every(6)\"\nglobal_codec = \"topk(density=0.2)\"\nlag = 3",
        "schedule = \"every(8)\"\nfragments = 4\nmerge = 0.5\nlag = 2\nglobal_codec = \"int8\"\nouter = "
        "\"nesterov\"",
        "topology = \"ring\"\ncorrect = \"d2\"\npull = 0.5\nagree = 4",
        "topology = \"one_peer\"\ncorrect = \"tracking\"\nschedule = \"every(9)\"",
        "topology = \"one_peer\"\nschedule = \"aga(first=3, warmup=9)\"",
        "schedule = \"variance(first=3)\"",
        "schedule = \"lupa(first=3)\"\nlag = 1",
        "schedule = \"adacomm(first=9)\""}) {
    expect_same_bits_after_stopping(recipe, "sim(nodes=6)");
    expect_same_bits_after_stopping(recipe, "threads(nodes=6)");
  }
}

class StoppedRun : public testing::Test {
 protected:
  void SetUp() override {
    unseal(at_);
    StopFlag stop;
    stop.raise();
    play({recipe_, task, world_, 50, 0, at_}, {}, &stop);
  }

  std::string failure(const Case& resumed) {
    try {
      play(resumed);
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing was refused";
  }
  Case resumed() { return {recipe_, task, world_, 50, 0, "", at_}; }

  ScratchFolder folder_;
  std::string at_ = folder_.path() / "checkpoint";
  std::string recipe_ = "schedule = \"every(2)\"", world_ = "sim(nodes=3)";
};

TEST_F(StoppedRun, IsRefusedByAnotherNumberOfNodes) {
  Case other = resumed();
  other.world = "sim(nodes=4)";
  EXPECT_THAT(failure(other), testing::HasSubstr("is of 3 nodes, this run has 4"));
}

TEST_F(StoppedRun, IsRefusedByAnotherRecipeOrTask) {
  Case other = resumed();
  other.recipe += "\ninner = \"sgd(momentum=0.9)\"";
  EXPECT_THAT(failure(other), testing::HasSubstr("another recipe, seed or task"));
  other = resumed();
  other.task = "quadratic(dim=21)";
  EXPECT_THAT(failure(other), testing::HasSubstr("another recipe, seed or task"));
}

TEST_F(StoppedRun, IsRefusedWhereEveryBitOfItsFilesIsNotAsWritten) {
  const fs::path path = fs::path(at_) / "node-1.tacit";
  std::ifstream in(path, std::ios::binary);
  const std::string good(std::istreambuf_iterator<char>(in), {});
  const auto with = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    return failure(resumed());
  };
  for (std::size_t at = 0; at < good.size(); at += 7) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    EXPECT_THAT(with(bad), testing::HasSubstr("node-1.tacit")) << at;
    EXPECT_THAT(with(good.substr(0, at)), testing::HasSubstr("node-1.tacit")) << at;
  }
  EXPECT_EQ(with(good), "nothing was refused");
}

TEST_F(StoppedRun, IsRefusedByARunOfNoMoreSteps) {
  StopFlag stop;
  play(
      {recipe_, task, world_, 50, 0, at_},
      [&](int, Trainer& t) {
        if (t.step() >= 20) stop.raise();
      },
      &stop);
  Case shorter = resumed();
  shorter.steps = 15;
  EXPECT_THAT(failure(shorter), testing::HasSubstr("give more steps"));
}

TEST_F(StoppedRun, IsRefusedUnlessEveryNodeWroteItsFile) {
  unseal(at_);
  EXPECT_THAT(failure(resumed()), testing::HasSubstr("no complete checkpoint"));
}

}  // namespace
}  // namespace tacit::test
