// What the first two bytes of an input of the codec target choose; the rest is a message.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "codec/codec.h"

namespace tacit {

inline std::vector<std::string> codec_cases() {
  std::vector<std::string> all;
  for (const auto& item : codecs().items()) all.emplace_back(item.name);
  for (const char* spelled :
       {"topk(density=0.2)", "topk(density=0.01, warmup=1)", "gaussiank(density=0.2)",
        "randk(density=0.2, unbiased=true)", "qsgd(bits=3, bucket=7)", "int8(bucket=9)",
        "two_means(empty=exclude, scope=tensor)", "powersgd(rank=1, min_compression=1)"}) {
    all.emplace_back(spelled);
  }
  return all;
}

inline std::vector<Layout> layout_cases() {
  Layout one, mixed, wide;
  one.add("x", 1, 1);
  mixed.add("weights", 8, 5);
  mixed.add("bias", 1, 5);
  mixed.add("rest", 1, 3);
  wide.add("x", 2, 300);
  return {one, mixed, wide};
}

}  // namespace tacit
