// Takes letters beyond ASCII past toml++ 3.3, which runs into undefined behaviour on some where it expects a
// blank.
#pragma once

#include <string>
#include <string_view>

namespace tacit {

// Every byte b beyond ASCII as the private letter U+E000 + b, which toml++ handles.
std::string veil(std::string_view text);
// The bytes as they were.
std::string unveil(std::string_view veiled);

bool is_utf8(std::string_view text);

}  // namespace tacit
