#include "codec/cast.h"

namespace tacit::codec {

std::unique_ptr<Codec> make_fp16(Args& /*args*/) {
  return cast(Number::fp16, "fp16");
}

}  // namespace tacit::codec
