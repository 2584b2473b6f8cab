#include "codec/cast.h"

namespace tacit::codec {

std::unique_ptr<Codec> make_bf16(Args& /*args*/) {
  return cast(Number::bf16, "bf16");
}

}  // namespace tacit::codec
