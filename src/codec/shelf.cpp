#include "codec/codec.h"

namespace tacit {
namespace codec {

std::unique_ptr<Codec> make_dense(Args& args);
std::unique_ptr<Codec> make_powersgd(Args& args);
std::unique_ptr<Codec> make_bf16(Args& args);
std::unique_ptr<Codec> make_fp16(Args& args);
std::unique_ptr<Codec> make_topk(Args& args);
std::unique_ptr<Codec> make_gaussiank(Args& args);
std::unique_ptr<Codec> make_randk(Args& args);
std::unique_ptr<Codec> make_qsgd(Args& args);
std::unique_ptr<Codec> make_sign(Args& args);
std::unique_ptr<Codec> make_int8(Args& args);
std::unique_ptr<Codec> make_two_means(Args& args);

}  // namespace codec

const Shelf<Codec>& codecs() {
  static constexpr Item<Codec> items[] = {
      {"dense", "every number as it is, in float32", codec::make_dense},
      {"powersgd", "matrices as products of two thin ones (Vogels, Karimireddy, Jaggi 2019)",
       codec::make_powersgd},
      {"bf16", "every number in two bytes, the range of float32 and 8 bits of precision", codec::make_bf16},
      {"fp16", "every number in two bytes, 11 bits of precision, clipped to +-65504", codec::make_fp16},
      {"topk", "the largest share of the numbers, with their places", codec::make_topk},
      {"gaussiank", "what a normal distribution would have for its largest, with their places",
       codec::make_gaussiank},
      {"randk", "numbers at random places that are the same on all nodes", codec::make_randk},
      {"qsgd",
       "levels of the norm of a bucket, rounded by chance and right on average (Alistarh et al. 2017)",
       codec::make_qsgd},
      {"sign", "one bit a number, times the mean size of its tensor", codec::make_sign},
      {"int8", "one byte a number, of the largest of a bucket", codec::make_int8},
      {"two_means", "the means of what is positive and what is negative, nothing else (A2SGD)",
       codec::make_two_means},
  };
  static constexpr Shelf<Codec> shelf("codec", items);
  return shelf;
}

}  // namespace tacit
