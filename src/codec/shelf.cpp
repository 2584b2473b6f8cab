#include "codec/codec.h"

namespace tacit {
namespace codec {

std::unique_ptr<Codec> make_dense(Args& args);

}  // namespace codec

const Shelf<Codec>& codecs() {
  static constexpr Item<Codec> items[] = {
      {"dense", "every number as it is, in float32", codec::make_dense},
  };
  static constexpr Shelf<Codec> shelf("codec", items);
  return shelf;
}

}  // namespace tacit
