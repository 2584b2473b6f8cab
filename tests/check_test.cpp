#include "method/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "method/library.h"
#include "session/run.h"

namespace tacit {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> checked(const std::string& recipe, int nodes = 8) {
  const Method method = make_method(parse_recipe(recipe));
  return check(method, *tasks().make("quadratic(dim=4)"), nodes);
}

std::string refusal(const std::string& recipe, int nodes = 8) {
  try {
    checked(recipe, nodes);
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(Check, RefusesWhatCannotWorkAndSaysWhatToUse) {
  EXPECT_THAT(refusal("groups = 3"), HasSubstr("take a divisor of 8"));
  EXPECT_THAT(refusal("topology = \"hypercube\"", 6), HasSubstr("try 4 or 8"));
  EXPECT_THAT(refusal("lag = 1"), HasSubstr("give a topology or a schedule, or lag = 0"));
  EXPECT_THAT(refusal("lag = 3\nschedule = \"every(2)\""), HasSubstr("take lag <= 2"));
  EXPECT_THAT(refusal("lag = 1\nschedule = \"every(4)\"\nmomentum = \"average\""), HasSubstr("or lag = 0"));
  EXPECT_THAT(refusal("outer = \"slowmo\""), HasSubstr("add schedule"));
  EXPECT_THAT(refusal("schedule = \"every(4)\"\nouter_every = 2"), HasSubstr("outer_every = 1"));
  EXPECT_THAT(refusal("momentum = \"reset\""), HasSubstr("take \"keep\""));
}

TEST(Check, RefusesToLetStackedTrialsDecideTogether) {
  const Method method = make_method(parse_recipe("schedule = \"aga\""));
  EXPECT_THROW(check(method, *tasks().make("logistic(trials=2)"), 8), Error);
  EXPECT_NO_THROW(check(method, *tasks().make("logistic(trials=1)"), 8));
}

TEST(Check, RefusesCodecsWhereTheyCannotSpeak) {
  const std::string ring = "topology = \"ring\"\n";
  EXPECT_THAT(refusal("codec = \"bf16\""), HasSubstr("give a topology"));
  EXPECT_THAT(refusal("pull = 0.5"), HasSubstr("give a topology"));
  EXPECT_THAT(refusal(ring + "pull = 0"), HasSubstr("above 0"));
  EXPECT_THAT(refusal("topology = \"push\"\npull = 0.5"), HasSubstr("take pull = 1"));
  for (const std::string codec : {"two_means", "powersgd"}) {
    EXPECT_THAT(refusal(ring + "codec = \"" + codec + "\""), HasSubstr("is for gradients")) << codec;
  }
  EXPECT_THAT(refusal("global_codec = \"int8\""), HasSubstr("add schedule"));
  EXPECT_THAT(refusal("schedule = \"every(4)\"\nglobal_codec = \"two_means\""), HasSubstr("take int8"));
  EXPECT_THAT(refusal("schedule = \"variance\"\nglobal_codec = \"topk\""), HasSubstr("says too little"));
  EXPECT_THAT(refusal("schedule = \"every(4)\"\nglobal_codec = \"powersgd\"\nlag = 1"),
              HasSubstr("two turns"));
}

TEST(Check, RefusesPublicCopiesOnWeightsThatChange) {
  const std::string choco = "codec = \"topk(density=0.1)\"\npull = 0.3\ntopology = ";
  for (const std::string graph : {"one_peer", "matcha", "exponential"}) {
    EXPECT_THAT(refusal(choco + "\"" + graph + "\""), HasSubstr("same symmetric weights")) << graph;
  }
  EXPECT_THAT(refusal(choco + "\"ring\"\nlag = 1"), HasSubstr("take lag = 0"));
  EXPECT_THAT(refusal("topology = \"ring\"\ncodec = \"randk(density=0.1, unbiased=true)\"\npull = 0.1"),
              HasSubstr("at any pull"));
  EXPECT_THAT(refusal(choco + "\"ring\""), HasSubstr("nothing was refused"));
}

TEST(Check, RefusesCorrectionsThatWouldNotCorrect) {
  const std::string ring = "topology = \"ring\"\n";
  EXPECT_THAT(refusal("correct = \"d2\""), HasSubstr("give a topology"));
  EXPECT_THAT(refusal("gradients = \"dense\"\ncorrect = \"tracking\"\n" + ring),
              HasSubstr("no bias to correct"));
  EXPECT_THAT(refusal(ring + "correct = \"d2\"\nlag = 1"), HasSubstr("take lag = 0"));
  EXPECT_THAT(refusal(ring + "correct = \"tracking\"\ncodec = \"bf16\""), HasSubstr("exact messages"));
  EXPECT_THAT(refusal("topology = \"one_peer\"\ncorrect = \"d2\""), HasSubstr("same symmetric weights"));
  EXPECT_THAT(refusal(ring + "correct = \"d2\""), HasSubstr("take pull = 0.5"));
  EXPECT_THAT(refusal(ring + "correct = \"d2\"\npull = 0.5"), HasSubstr("nothing was refused"));
  EXPECT_THAT(refusal(ring + "correct = \"d2\"", 7), HasSubstr("nothing was refused"));
}

TEST(Check, RefusesFragmentsThatDoNotFit) {
  const std::string two = "fragments = 2\nschedule = ";
  EXPECT_THAT(refusal(two + "\"aga\""), HasSubstr("fixed period"));
  EXPECT_THAT(refusal(two + "\"every(7)\""), HasSubstr("every(8)"));
  EXPECT_THAT(refusal(two + "\"every(8)\"\nlag = 5"), HasSubstr("take lag <= 4"));
  EXPECT_THAT(refusal(two + "\"every(8)\"\ntopology = \"ring\""), HasSubstr("topology = \"none\""));
  EXPECT_THAT(refusal(two + "\"every(8)\"\nouter = \"slowmo\"\nouter_every = 2"),
              HasSubstr("outer_every = 1"));
  EXPECT_THAT(refusal(two + "\"every(8)\"\nmomentum = \"reset\""), HasSubstr("momentum = \"keep\""));
  EXPECT_THAT(refusal("fragments = 8\nschedule = \"every(8)\""), HasSubstr("take fewer fragments"));
  EXPECT_THAT(refusal("merge = 0.5"), HasSubstr("add schedule"));
  EXPECT_THAT(refusal("merge = 1\nschedule = \"every(8)\""), HasSubstr("below 1"));
}

TEST(Check, WarnsOfCodecsThatSeldomPay) {
  const std::string ring = "topology = \"ring\"\n";
  EXPECT_THAT(checked("gradients = \"two_means\""), Contains(HasSubstr("drift apart")));
  EXPECT_THAT(checked("gradients = \"two_means\"\nschedule = \"every(8)\""),
              Contains(HasSubstr("unlike data")));
  EXPECT_THAT(checked("gradients = \"two_means\"\nschedule = \"every(8)\""),
              Not(Contains(HasSubstr("drift"))));
  EXPECT_THAT(checked("gradients = \"sign\""), Contains(HasSubstr("larger model")));
  EXPECT_THAT(checked("gradients = \"fp16\""), Contains(HasSubstr("scale the loss")));
  EXPECT_THAT(checked("gradients = \"topk(density=0.9)\""), Contains(HasSubstr("a dense average takes")));
  EXPECT_THAT(checked("schedule = \"every(8)\"\nglobal_codec = \"topk(density=0.9)\""),
              Contains(HasSubstr("a dense average takes")));
  EXPECT_THAT(checked(ring + "codec = \"bf16\""), Contains(HasSubstr("the mean is kept")));
  EXPECT_THAT(checked(ring + "codec = \"sign\""), Contains(HasSubstr("take pull = 0.51 or less")));
  EXPECT_THAT(checked(ring + "codec = \"topk(density=0.05)\"\npull = 0.3"),
              Contains(HasSubstr("take pull = 0.22")));
  EXPECT_THAT(checked(ring + "codec = \"topk(density=0.05)\"\npull = 0.2"), IsEmpty());
}

TEST(Check, WarnsOfMethodsThatDisturbEachOther) {
  const std::string ring = "topology = \"ring\"\n";
  EXPECT_THAT(checked("schedule = \"warmup(steps=9, then=never)\""), Contains(HasSubstr("drift apart")));
  EXPECT_THAT(checked("schedule = \"aga\"\nouter = \"slowmo\""), Contains(HasSubstr("equally long")));
  EXPECT_THAT(checked(ring + "schedule = \"variance\""), Contains(HasSubstr("gossip shrinks it")));
  EXPECT_THAT(checked(ring + "correct = \"tracking\"\ninner = \"sgd(momentum=0.9)\""),
              Contains(HasSubstr("nothing is proved")));
  EXPECT_THAT(checked("topology = \"push\"\ncorrect = \"tracking\""), Contains(HasSubstr("low rates")));
  EXPECT_THAT(checked("fragments = 2\nschedule = \"every(8)\"\nlag = 1"), Contains(HasSubstr("thrown away")));
}

TEST(Check, WarnsOfCorrectionsWhereDataAreAlike) {
  const Method method = make_method(parse_recipe("topology = \"ring\"\ncorrect = \"tracking\""));
  EXPECT_THAT(check(method, *tasks().make("quadratic(spread=0)"), 8), Contains(HasSubstr("nothing to gain")));
  EXPECT_THAT(check(method, *tasks().make("mlp(mix=0)"), 8), IsEmpty());
}

TEST(Run, IsWarnedWhereEverySampleFallsOnAnAverage) {
  const auto warnings = [](long sample) {
    const Method method = make_method(parse_recipe("schedule = \"every(4)\""));
    const auto task = tasks().make("quadratic(dim=4)");
    const auto world = worlds().make("sim(nodes=4)");
    const auto work = task->on(4, Key(0));
    Stage stage = make_stage(method, *task, *work, *world);
    stage.options.steps = 20;
    stage.options.sample = sample;
    warn_of_options(stage);
    return stage.info.warnings;
  };
  EXPECT_THAT(warnings(8), Contains(HasSubstr("--sample 7")));
  EXPECT_THAT(warnings(7), IsEmpty());
}

TEST(Check, WarnsOfWhatSeldomPays) {
  EXPECT_THAT(checked(""), Contains(HasSubstr("every node trains alone")));
  EXPECT_THAT(checked("topology = \"grid\"", 7), Contains(HasSubstr("prime")));
  EXPECT_THAT(checked("topology = \"ring\"", 64), Contains(HasSubstr("Gossip-PGA")));
  EXPECT_THAT(checked("gradients = \"dense\"\ntopology = \"ring\""),
              Contains(HasSubstr("topology only costs")));
  EXPECT_THAT(checked("gradients = \"dense\"\ngroups = 2"), Contains(HasSubstr("groups")));
  EXPECT_THAT(checked("gradients = \"dense\"\nschedule = \"every(4)\""),
              Contains(HasSubstr("schedule only costs")));
  EXPECT_THAT(checked("schedule = \"every(4)\"\nouter = \"slowmo\""), Contains(HasSubstr("compounds")));
  EXPECT_THAT(checked("schedule = \"every(4)\"\nmomentum = \"reset\""),
              Contains(HasSubstr("has none to reset")));
  EXPECT_THAT(checked("topology = \"one_peer\"\nschedule = \"every(6)\""), IsEmpty());
}

TEST(Recipe, PrintsWhatItReads) {
  for (const LibraryRecipe& given : library()) {
    const std::string text = print(parse_recipe(given.text, given.name));
    EXPECT_EQ(print(parse_recipe(text)), text) << given.name;
    EXPECT_FALSE(parse_recipe(text).about.empty()) << given.name;
  }
}

}  // namespace
}  // namespace tacit
