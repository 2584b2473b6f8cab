#include <gtest/gtest.h>

#include <atomic>

#include "allocations.h"
#include "harness.h"

namespace tacit::test {
namespace {

// Plays long and short runs that sample equally often; what the long one allocates more is per step.
TEST(Steps, AllocateNothingAfterTheFirstOnes) {
  for (const std::string recipe :
       {"gradients = \"dense\"", "topology = \"ring\"", "topology = \"one_peer\"\nschedule = \"every(4)\"",
        "topology = \"push(degree=2)\"", "topology = \"one_peer\"\nlag = 2\nschedule = \"every(4)\"",
        "schedule = \"every(6)\"\nouter = \"slowmo\"\ninner = \"sgd(rate=0.1, momentum=0.9)\"",
        "groups = 2\ntopology = \"ring\"\ninner = \"adamw(rate=0.01)\"", "gradients = \"topk(density=0.1)\"",
        "gradients = \"powersgd\"", "gradients = \"two_means\"\nschedule = \"every(4)\"",
        "topology = \"ring\"\ncodec = \"qsgd\"\npull = 0.3",
        "topology = \"one_peer\"\ncodec = \"bf16\"\nlag = 1",
        "schedule = \"every(6)\"\nglobal_codec = \"int8\"\nfragments = 3\nmerge = 0.5",
        "topology = \"ring\"\ncorrect = \"tracking\"", "topology = \"one_peer\"\nschedule = \"aga(first=3)\"",
        "topology = \"matcha\"\ninner = \"lamb(rate=0.01)\""}) {
    for (const std::string world : {"sim(nodes=8)", "sim(nodes=8, workers=2)", "threads(nodes=4)"}) {
      const auto count = [&](long steps) {
        const std::size_t before = allocations();
        play({recipe, "quadratic(dim=50, noise=0.1)", world, steps, steps});
        return allocations() - before;
      };
      count(100);
      const std::size_t few = count(100);
      const std::size_t many = count(1100);
      EXPECT_LT(many, few + 100) << recipe << " in " << world << ": " << few << " and " << many;
    }
  }
}

}  // namespace
}  // namespace tacit::test
