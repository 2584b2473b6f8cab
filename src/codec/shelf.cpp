#include "codec/codec.h"

namespace tacit {
namespace codec {

std::unique_ptr<Codec> make_dense(Args& args);
std::unique_ptr<Codec> make_bf16(Args& args);
std::unique_ptr<Codec> make_fp16(Args& args);
std::unique_ptr<Codec> make_int8(Args& args);
std::unique_ptr<Codec> make_qsgd(Args& args);
std::unique_ptr<Codec> make_sign(Args& args);
std::unique_ptr<Codec> make_topk(Args& args);
std::unique_ptr<Codec> make_gaussiank(Args& args);
std::unique_ptr<Codec> make_randk(Args& args);
std::unique_ptr<Codec> make_powersgd(Args& args);
std::unique_ptr<Codec> make_two_means(Args& args);

}  // namespace codec

const Shelf<Codec>& codecs() {
  static constexpr Item<Codec> items[] = {
      {"dense", "every number as it is, in float32", codec::make_dense},
      {"bf16", "every number in two bytes, the range of float32 and 8 bits of precision", codec::make_bf16},
      {"fp16", "every number in two bytes, 11 bits of precision, clipped to +-65504", codec::make_fp16},
      {"int8", "one byte a number, in steps of a bucket's largest", codec::make_int8},
      {"qsgd",
       "a few bits a number, in steps of a bucket's norm, rounded at random and right on average (QSGD)",
       codec::make_qsgd},
      {"sign", "one bit a number, times the mean size of its tensor (EF-SignSGD)", codec::make_sign},
      {"topk", "the largest share of the numbers, with their places", codec::make_topk},
      {"gaussiank", "what would be the largest share of normal numbers, with their places",
       codec::make_gaussiank},
      {"randk", "numbers at random places that are the same on all nodes", codec::make_randk},
      {"powersgd", "matrices as products of two thin ones (PowerSGD)", codec::make_powersgd},
      {"two_means", "the means of what is positive and of what is negative, nothing else (A2SGD)",
       codec::make_two_means},
  };
  static constexpr Shelf<Codec> shelf("codec", items);
  return shelf;
}

}  // namespace tacit
