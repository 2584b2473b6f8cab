#include <gtest/gtest.h>

#include "harness.h"
#include "method/plan.h"

namespace tacit::test {
namespace {

// But for the doubles beside them, messages and bytes are those of a run.
TEST(Footprint, ForetellsWhatARunSends) {
  constexpr long steps = 1200;
  constexpr int nodes = 8;
  const auto task = tasks().make("quadratic(dim=8192)");
  for (const std::string recipe :
       {"topology = \"ring\"\nschedule = \"every(4)\"",
        "topology = \"ring\"\nschedule = \"every(4)\"\nlag = 3",
        "topology = \"matcha(base=star)\"\nagree = 10000",
        "groups = 2\ntopology = \"one_peer\"\nschedule = \"every(6)\"",
        "schedule = \"every(4)\"\nmomentum = \"average\"\ninner = \"adamw(rate=0.01)\"",
        "gradients = \"topk(density=0.1)\"", "gradients = \"powersgd\"", "gradients = \"bf16\"",
        "topology = \"ring\"\ncodec = \"sign\"\npull = 0.1\nagree = 10000",
        "topology = \"ring\"\ncorrect = \"tracking\"\nagree = 10000",
        "schedule = \"every(8)\"\nfragments = 4\nglobal_codec = \"int8\""}) {
    const Footprint foretold =
        footprint(make_method(parse_recipe(recipe)), task->layout(), nodes, {steps, 0, nodes});
    const Case played{recipe, "quadratic(dim=8192)", "sim(nodes=8)", steps, steps};
    Traffic sent;
    for (const Traffic& one : play(played).traffic) {
      sent.bytes += one.bytes / nodes / steps;
      sent.messages += one.messages / nodes / steps;
    }
    EXPECT_NEAR(sent.messages, foretold.messages_per_step, 0.02) << recipe;
    EXPECT_NEAR(sent.bytes, foretold.bytes_per_step, 0.02 * sent.bytes) << recipe;
  }
}

}  // namespace
}  // namespace tacit::test
