#include "codec/codec.h"

#include <cmath>
#include <cstring>

#include "codec_cases.h"
#include "fuzz.h"

namespace tacit {
namespace {

// The bytes as finite numbers, over and over.
std::vector<float> numbers(ByteView bytes, std::size_t count) {
  std::vector<float> result(count);
  for (std::size_t i = 0; i < count && !bytes.empty(); ++i) {
    std::byte four[sizeof(float)];
    for (std::size_t b = 0; b < sizeof(four); ++b) four[b] = bytes[(i * sizeof(four) + b) % bytes.size()];
    std::memcpy(&result[i], four, sizeof(four));
    if (!std::isfinite(result[i])) result[i] = 1;
  }
  return result;
}

void must_read_what_it_writes(const Codec& codec, Coder& coder, const std::vector<float>& v) {
  std::vector<float> memory(codec.biased() ? v.size() : 0), sum(v.size());
  Bytes message;
  for (int turn = 0; turn < codec.turns(); ++turn) {
    coder.write(turn, {}, {v, memory}, message);
    if (codec.summable()) coder.heard(turn, message);
  }
  try {
    coder.read(message, 1, sum);
  } catch (const Error&) {
    must(false, "what is written is read");
  }
}

void read(const Coder& coder, ByteView message, std::size_t count) {
  std::vector<float> sum(count, 0.5F);
  const std::vector<float> before = sum;
  try {
    coder.read(message, 1, sum);
  } catch (const Error&) {
    must(sum == before, "a refused message leaves no trace");
    throw;
  }
}

}  // namespace
}  // namespace tacit

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz(data, size, [](std::string_view text) {
    using namespace tacit;
    static const std::vector<std::string> cases = codec_cases();
    static const std::vector<Layout> layouts = layout_cases();
    if (text.size() < 2) return;
    const ByteView bytes = std::as_bytes(std::span(text));
    const auto codec = codecs().make(cases[std::to_integer<std::size_t>(bytes[0]) % cases.size()]);
    const Layout& layout = layouts[std::to_integer<std::size_t>(bytes[1]) % layouts.size()];
    const auto coder = codec->start(layout);
    must_read_what_it_writes(*codec, *coder, numbers(bytes.subspan(2), layout.size()));
    read(*coder, bytes.subspan(2), layout.size());
  });
}
