#include "world/mail.h"

#include <array>

namespace tacit {

std::string_view name_of(Channel channel) {
  constexpr std::array<std::string_view, channels> names = {
      "gradients", "group", "gossip", "average", "tracking", "momentum", "agreement", "measure", "result"};
  return names[static_cast<std::size_t>(channel)];
}

}  // namespace tacit
