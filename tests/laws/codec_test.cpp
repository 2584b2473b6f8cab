#include "codec/codec.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/error.h"
#include "memory_archive.h"
#include "whole_shelf.h"

namespace tacit {
namespace {

// Codecs whose message says everything; they must give back the very bits.
const std::vector<std::string> exact = {"dense"};

std::vector<Layout> layouts() {
  Layout one, mixed;
  one.add("x", 1, 1);
  mixed.add("weights", 7, 13);
  mixed.add("bias", 1, 13, false);
  mixed.add("last", 2, 300);
  return {one, mixed};
}

std::vector<float> draw(std::uint64_t seed, std::size_t count) {
  std::vector<float> result(count);
  for (std::size_t i = 0; i < count; ++i) result[i] = float(Key{seed}.normal(i));
  return result;
}

Bytes written(Coder& coder, int turn, std::vector<float> v) {
  Bytes message;
  coder.write(turn, {.step = 3, .key = Key{7}.at(3), .rate = 0.1}, v, message);
  return message;
}

// Calls body(name, codec, layout, v) for everything on the shelf.
template <class Body>
void for_every_codec(Body body) {
  for (const auto& [name, codec] : whole_shelf(codecs())) {
    for (const Layout& layout : layouts()) {
      SCOPED_TRACE(name + " of " + std::to_string(layout.size()) + " floats");
      body(*codec, layout, draw(11, layout.size()));
    }
  }
}

TEST(Codecs, ReadingWithWeightZeroChangesNothing) {
  for_every_codec([](const Codec& codec, const Layout& layout, const std::vector<float>& v) {
    const auto coder = codec.start(layout);
    const Bytes message = written(*coder, 0, v);
    std::vector<float> sum = draw(5, v.size());
    const std::vector<float> before = sum;
    coder->read(0, message, 0, sum);
    EXPECT_EQ(sum, before);
  });
}

TEST(Codecs, ReadingIsLinearInTheWeight) {
  for_every_codec([](const Codec& codec, const Layout& layout, const std::vector<float>& v) {
    const auto coder = codec.start(layout);
    const Bytes message = written(*coder, 0, v);
    std::vector<float> once(v.size()), thrice = draw(5, v.size());
    const std::vector<float> before = thrice;
    coder->read(0, message, 1, once);
    coder->read(0, message, 3, thrice);
    for (std::size_t i = 0; i < v.size(); ++i) EXPECT_NEAR(thrice[i], before[i] + 3 * once[i], 1e-5);
  });
}

TEST(Codecs, ExactOnesGiveBackTheVeryBits) {
  for (const std::string& name : exact) {
    for (const Layout& layout : layouts()) {
      const auto coder = codecs().make(name)->start(layout);
      const std::vector<float> v = draw(11, layout.size());
      std::vector<float> sum(v.size());
      coder->read(0, written(*coder, 0, v), 1, sum);
      EXPECT_EQ(std::memcmp(sum.data(), v.data(), v.size() * sizeof(float)), 0) << name;
    }
  }
}

TEST(Codecs, SameKeyGivesSameBytes) {
  for_every_codec([](const Codec& codec, const Layout& layout, const std::vector<float>& v) {
    const auto one = codec.start(layout), other = codec.start(layout);
    EXPECT_EQ(written(*one, 0, v), written(*other, 0, v));
  });
}

TEST(Codecs, MessagesHaveThePromisedSize) {
  for_every_codec([](const Codec& codec, const Layout& layout, const std::vector<float>& v) {
    const auto coder = codec.start(layout);
    std::size_t sent = 0;
    for (int turn = 0; turn < coder->turns(); ++turn) sent += written(*coder, turn, v).size();
    EXPECT_EQ(sent, codec.bytes(layout));
  });
}

TEST(Codecs, CutAndLengthenedMessagesAreRefused) {
  for_every_codec([](const Codec& codec, const Layout& layout, const std::vector<float>& v) {
    const auto coder = codec.start(layout);
    const Bytes message = written(*coder, 0, v);
    std::vector<float> sum(v.size());
    for (const std::size_t kept : {std::size_t{0}, message.size() / 2, message.size() - 1}) {
      const Bytes cut(message.begin(),
                      message.begin() + std::ptrdiff_t(kept));  // its own block: asan sees the end
      EXPECT_THROW(coder->read(0, cut, 1, sum), Error) << kept << " of " << message.size() << " bytes";
    }
    Bytes longer = message;
    longer.push_back(std::byte{0});
    EXPECT_THROW(coder->read(0, longer, 1, sum), Error);
    EXPECT_EQ(sum, std::vector<float>(v.size())) << "a refused message must leave no trace";
  });
}

TEST(Codecs, GoOnFromACheckpointAsIfThereHadBeenNone) {
  for_every_codec([](const Codec& codec, const Layout& layout, const std::vector<float>& v) {
    const auto whole = codec.start(layout), resumed = codec.start(layout);
    written(*whole, 0, v);
    MemoryArchive archive;
    whole->carry(archive);
    archive.load();
    resumed->carry(archive);
    EXPECT_EQ(written(*resumed, 0, v), written(*whole, 0, v));
  });
}

TEST(Dense, SendsLittleEndianFloatsAndLendsItsLane) {
  Layout layout;
  layout.add("x", 1, 2);
  const auto coder = codecs().make("dense")->start(layout);
  EXPECT_TRUE(coder->lends());
  EXPECT_TRUE(coder->summable(0));
  const Bytes message = written(*coder, 0, {1.0f, -2.5f});
  const unsigned char want[] = {0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0};
  ASSERT_EQ(message.size(), sizeof(want));
  EXPECT_EQ(std::memcmp(message.data(), want, sizeof(want)), 0);
}

}  // namespace
}  // namespace tacit
