#include "codec/codec.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "allocations.h"
#include "base/error.h"
#include "coded_nodes.h"
#include "every_target.h"
#include "math/ops.h"
#include "memory_archive.h"
#include "whole_shelf.h"

namespace tacit {
namespace {

using test::CodedNodes;
using test::Vectors;

// Beside what the shelf has by default.
const std::vector<std::string> spellings = {"topk(density=0.05)",
                                            "topk(density=1)",
                                            "topk(density=0.01, warmup=1)",
                                            "gaussiank(density=0.05)",
                                            "randk(density=0.1)",
                                            "randk(density=0.1, unbiased=true)",
                                            "qsgd(bits=2, bucket=7)",
                                            "qsgd(bits=5, bucket=100)",
                                            "int8(bucket=100)",
                                            "two_means(empty=exclude, scope=tensor)",
                                            "powersgd(rank=1)",
                                            "powersgd(rank=3, min_compression=1)",
                                            "powersgd(min_compression=1000)"};

// What they say is all there is: the very bits come back.
const std::vector<std::string> exact = {"dense", "topk(density=1)", "randk(density=1)",
                                        "randk(density=1, unbiased=true)", "powersgd(min_compression=1000)"};

std::vector<Layout> layouts() {
  Layout one, mixed;
  one.add("x", 1, 1);
  mixed.add("weights", 17, 13);
  mixed.add("bias", 1, 13, false);
  mixed.add("last", 4, 301);
  return {one, mixed};
}

std::vector<float> draw(std::uint64_t seed, std::size_t count) {
  std::vector<float> result(count);
  for (std::size_t i = 0; i < count; ++i) result[i] = float(Key{seed}.normal(i));
  return result;
}

Vectors draw_both(std::uint64_t seed, std::size_t count) {
  return {draw(2 * seed, count), draw(2 * seed + 1, count)};
}

// Calls body(codec, layout) for everything on the shelf.
template <class Body>
void for_every_codec(Body body) {
  for (const auto& [name, codec] : whole_shelf(codecs(), spellings)) {
    for (const Layout& layout : layouts()) {
      SCOPED_TRACE(name + " of " + std::to_string(layout.size()) + " floats");
      body(*codec, layout);
    }
  }
}

// Two nodes that have averaged once, a message between them, and what may be read into.
struct Heard {
  Heard(const Codec& codec, const Layout& layout) : nodes(codec, layout, 2) {
    const Vectors vectors = draw_both(11, layout.size());
    nodes.average(3, vectors);
    message = codec.summable() ? nodes.mean : nodes.messages[1];
    before = codec.corrects() ? vectors[0] : draw(5, layout.size());
  }
  [[nodiscard]] std::vector<float> read(ByteView said, float weight) const {
    std::vector<float> sum = before;
    nodes.coders[0]->read(said, weight, sum);
    return sum;
  }

  CodedNodes nodes;
  Bytes message;
  std::vector<float> before;
};

TEST(Codecs, ReadingWithWeightZeroChangesNothing) {
  for_every_codec([](const Codec& codec, const Layout& layout) {
    const Heard heard(codec, layout);
    EXPECT_EQ(heard.read(heard.message, 0), heard.before);
  });
}

TEST(Codecs, ReadingIsLinearInTheWeight) {
  for_every_codec([](const Codec& codec, const Layout& layout) {
    const Heard heard(codec, layout);
    const std::vector<float> once = heard.read(heard.message, 1), thrice = heard.read(heard.message, 3);
    for (std::size_t i = 0; i < once.size(); ++i) {
      const float before = heard.before[i], added = once[i] - before;
      ASSERT_NEAR(thrice[i] - before, 3 * added, 1e-5 * (1 + std::abs(added) + std::abs(before)));
    }
  });
}

TEST(Codecs, ExactOnesGiveBackTheVeryBits) {
  for (const std::string& name : exact) {
    for (const Layout& layout : layouts()) {
      const auto codec = codecs().make(name);
      CodedNodes node(*codec, layout, 1);
      const std::vector<float> v = draw(11, layout.size());
      const std::vector<float> heard = node.average(0, {v})[0];
      EXPECT_EQ(std::memcmp(heard.data(), v.data(), v.size() * sizeof(float)), 0) << name;
    }
  }
}

TEST(Codecs, WhatMayBeLentIsTheVectorRounded) {
  for_every_codec([](const Codec& codec, const Layout& layout) {
    if (!codec.lends()) return;
    CodedNodes node(codec, layout, 1);
    std::vector<float> v = draw(11, layout.size());
    const std::vector<float> heard = node.average(0, {v})[0];
    host_ops().round({v.data(), v.size()}, *codec.lends());
    EXPECT_EQ(heard, v);
    EXPECT_EQ(codec.bytes(layout), layout.size() * bytes_of(*codec.lends()));
  });
}

TEST(Codecs, SameKeysGiveSameBytes) {
  for_every_codec([](const Codec& codec, const Layout& layout) {
    CodedNodes one(codec, layout, 2), other(codec, layout, 2);
    for (long step = 0; step < 3; ++step) {
      const Vectors vectors = draw_both(std::uint64_t(step), layout.size());
      one.average(step, vectors);
      other.average(step, vectors);
      EXPECT_EQ(one.messages, other.messages);
    }
  });
}

TEST(Codecs, MessagesHaveThePromisedSize) {
  for_every_codec([](const Codec& codec, const Layout& layout) {
    if (codec.varies()) return;
    CodedNodes nodes(codec, layout, 2);
    for (long step = 0; step < 3; ++step) {
      nodes.average(step, draw_both(std::uint64_t(step), layout.size()));
      EXPECT_EQ(nodes.bytes, codec.bytes(layout));
    }
  });
}

TEST(Codecs, CutAndLengthenedMessagesAreRefused) {
  for_every_codec([](const Codec& codec, const Layout& layout) {
    const Heard heard(codec, layout);
    std::vector<float> sum = heard.before;
    for (std::size_t size = 0; size <= heard.message.size() + 9; ++size) {
      if (size == heard.message.size()) continue;
      Bytes other(size);  // a block of its own: the sanitizer sees its end
      std::copy_n(heard.message.begin(), std::min(size, heard.message.size()), other.begin());
      EXPECT_THROW(heard.nodes.coders[0]->read(other, 1, sum), Error) << size << " bytes";
    }
    EXPECT_EQ(sum, heard.before) << "a refused message must leave no trace";
  });
}

TEST(Codecs, CorruptedMessagesAreRefusedWithoutATraceOrReadWithinTheirEnds) {
  for_every_codec([](const Codec& codec, const Layout& layout) {
    const Heard heard(codec, layout);
    for (std::uint64_t trial = 0; trial < 200; ++trial) {
      const Key key = Key{1}.at(trial);
      Bytes corrupted = heard.message;
      for (std::uint64_t flip = 0; flip <= trial % 4 && !corrupted.empty(); ++flip) {
        corrupted[key.below(corrupted.size(), 2 * flip)] ^= std::byte(1U << key.below(8, 2 * flip + 1));
      }
      std::vector<float> sum = heard.before;
      try {
        heard.nodes.coders[0]->read(corrupted, 1, sum);
      } catch (const Error&) {
        EXPECT_EQ(sum, heard.before);
      }
    }
  });
}

TEST(Codecs, TheMemoryHoldsWhatTheMessageDoesNotSay) {
  for_every_codec([](const Codec& codec, const Layout& layout) {
    if (!codec.biased()) return;
    CodedNodes nodes(codec, layout, 2);
    for (long step = 0; step < 4; ++step) {
      const Vectors fresh = draw_both(std::uint64_t(step), layout.size()), before = nodes.memories;
      nodes.average(step, fresh, 0.5f);
      std::vector<float> said(layout.size());
      nodes.coders[1]->read(nodes.messages[1], 1, said);
      for (std::size_t i = 0; i < said.size(); ++i) {
        const float v = fresh[1][i] + 0.5f * before[1][i];
        ASSERT_NEAR(nodes.memories[1][i], v - said[i], 1e-5 * (1 + std::abs(v))) << step;
      }
    }
  });
}

TEST(Codecs, WhatIsHeardAndWhatIsRememberedAreTheMeanTogether) {
  for_every_codec([](const Codec& codec, const Layout& layout) {
    if (!codec.biased()) return;
    CodedNodes nodes(codec, layout, 2);
    const Vectors fresh = draw_both(11, layout.size());
    const Vectors heard = nodes.average(3, fresh);
    EXPECT_EQ(heard[0], heard[1]);
    for (std::size_t i = 0; i < layout.size(); ++i) {
      const float kept = (nodes.memories[0][i] + nodes.memories[1][i]) / 2;
      ASSERT_NEAR(heard[0][i] + kept, (fresh[0][i] + fresh[1][i]) / 2, 2e-5);
    }
  });
}

TEST(Codecs, ZerosAreHeardAsZeros) {
  for_every_codec([](const Codec& codec, const Layout& layout) {
    CodedNodes nodes(codec, layout, 2);
    nodes.average(0, draw_both(11, layout.size()), 0);
    const std::vector<float> zeros(layout.size());
    for (const auto& heard : nodes.average(1, {zeros, zeros}, 0)) EXPECT_EQ(heard, zeros);
    for (const auto& memory : nodes.memories) EXPECT_EQ(memory, zeros);
  });
}

TEST(Codecs, NumbersThatAreNotFiniteDoNotBreakThem) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    for_every_codec([bad](const Codec& codec, const Layout& layout) {
      CodedNodes nodes(codec, layout, 2);
      Vectors vectors = draw_both(11, layout.size());
      vectors[0][layout.size() / 2] = bad;
      try {
        nodes.average(0, vectors);
      } catch (const Error&) {  // a message that has no meaning may be refused
      }
    });
  }
}

TEST(Codecs, GoOnFromACheckpointAsIfThereHadBeenNone) {
  for_every_codec([](const Codec& codec, const Layout& layout) {
    CodedNodes whole(codec, layout, 2), resumed(codec, layout, 2);
    for (long step = 0; step < 2; ++step) whole.average(step, draw_both(std::uint64_t(step), layout.size()));
    for (std::size_t k = 0; k < 2; ++k) {
      MemoryArchive archive;
      whole.coders[k]->carry(archive);
      archive.load();
      resumed.coders[k]->carry(archive);
    }
    resumed.memories = whole.memories;
    const Vectors vectors = draw_both(11, layout.size());
    EXPECT_EQ(resumed.average(2, vectors), whole.average(2, vectors));
    EXPECT_EQ(resumed.messages, whole.messages);
    EXPECT_EQ(resumed.memories, whole.memories);
  });
}

TEST(Codecs, AllocateNothingAfterTheFirstSteps) {
  for_every_codec([](const Codec& codec, const Layout& layout) {
    const auto coder = codec.start(layout);
    const std::vector<float> fresh = draw(11, layout.size());
    std::vector<float> memory(layout.size()), sum(layout.size());
    Bytes message;
    std::size_t before = 0;
    for (long step = 0; step < 40; ++step) {
      if (step == 30) before = test::allocations();
      const Source source{fresh, codec.biased() ? Vec(memory) : Vec{}, 0.9f};
      for (int turn = 0; turn < codec.turns(); ++turn) {
        coder->write(turn, CodedNodes::moment(0, 0), source, message);
        if (codec.summable()) coder->heard(turn, message);
      }
      coder->read(message, 1, sum);
    }
    EXPECT_EQ(test::allocations(), before);
  });
}

TEST(Codecs, GiveTheSameBitsAtEveryWidth) {
  for_every_codec([](const Codec& codec, const Layout& layout) {
    test::expect_same_on_every_target([&] {
      CodedNodes nodes(codec, layout, 2);
      std::vector<float> all;
      for (long step = 0; step < 3; ++step) {
        const auto heard = nodes.average(step, draw_both(std::uint64_t(step), layout.size()));
        all.insert(all.end(), heard[0].begin(), heard[0].end());
        for (const std::byte byte : nodes.messages[0]) all.push_back(float(std::to_integer<int>(byte)));
        for (const auto& memory : nodes.memories) all.insert(all.end(), memory.begin(), memory.end());
      }
      return all;
    });
  });
}

}  // namespace
}  // namespace tacit
