// What a codec says of one vector, and what it leaves for later.
#pragma once

#include <string>
#include <vector>

#include "codec/codec.h"

namespace tacit::test {

struct Said {
  Bytes message;
  std::vector<float> decoded, memory;
};

// With a memory that was empty.
inline Said say(const std::string& spelling, const Layout& layout, const std::vector<float>& v) {
  const auto coder = codecs().make(spelling)->start(layout);
  Said said;
  said.memory.resize(v.size());
  said.decoded.resize(v.size());
  coder->write(0, {}, {v, said.memory}, said.message);
  coder->read(said.message, 1, said.decoded);
  return said;
}

}  // namespace tacit::test
