#include <gtest/gtest.h>

#include "codec/codec.h"
#include "coded_nodes.h"
#include "whole_shelf.h"

namespace tacit {
namespace {

const std::vector<std::string> spellings = {
    "topk(density=0.05)",      "topk(density=0.3)", "randk(density=0.3)", "randk(density=0.9, unbiased=true)",
    "qsgd(bits=4, bucket=16)", "qsgd(bits=3)",      "int8(bucket=64)"};

// What check lets gossip be pulled by.
TEST(Codecs, SayAboutTheShareOfNormalNumbersThatTheyPromise) {
  Layout layout;
  layout.add("x", 1, 20000);
  for (const auto& [name, codec] : whole_shelf(codecs(), spellings)) {
    if (codec->corrects() || codec->turns() > 1 || codec->varies()) continue;
    std::vector<float> v(layout.size());
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = float(Key{3}.normal(i));
    const auto coder = codec->start(layout);
    Bytes message;
    coder->write(0, test::CodedNodes::moment(0, 0), {v}, message);
    std::vector<float> said(v.size());
    coder->read(message, 1, said);
    double left = 0, all = 0;
    for (std::size_t i = 0; i < v.size(); ++i) {
      left += (double(v[i]) - said[i]) * (double(v[i]) - said[i]);
      all += double(v[i]) * v[i];
    }
    EXPECT_NEAR(std::max(0.0, 1 - left / all), codec->says(layout), 0.15) << name;
  }
}

}  // namespace
}  // namespace tacit
