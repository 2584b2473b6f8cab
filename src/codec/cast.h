// Vectors in a narrower format, each number rounded for itself.
#pragma once

#include <memory>
#include <string_view>

#include "codec/codec.h"

namespace tacit::codec {

// `name` appears in errors.
std::unique_ptr<Codec> cast(Number number, std::string_view name);

}  // namespace tacit::codec
