// Writes the seeds of the codec target into a folder: what each codec says of one vector in each layout.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "codec_cases.h"

namespace tacit {
namespace {

Bytes message_of(const Codec& codec, const Layout& layout) {
  std::vector<float> v(layout.size());
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = static_cast<float>(Key{1}.normal(i));
  const auto coder = codec.start(layout);
  Bytes message;
  for (int turn = 0; turn < codec.turns(); ++turn) {
    coder->write(turn, {}, {v}, message);
    if (codec.summable()) coder->heard(turn, message);
  }
  return message;
}

void write_seed(const std::filesystem::path& path, char codec, char layout, const Bytes& message) {
  std::ofstream file(path, std::ios::binary);
  file << codec << layout;
  file.write(reinterpret_cast<const char*>(message.data()), static_cast<std::streamsize>(message.size()));
}

void write_seeds(const std::filesystem::path& folder) {
  const auto cases = codec_cases();
  const auto layouts = layout_cases();
  for (std::size_t c = 0; c < cases.size(); ++c) {
    const auto codec = codecs().make(cases[c]);
    const std::string name = cases[c].substr(0, cases[c].find('('));
    for (std::size_t l = 0; l < layouts.size(); ++l) {
      write_seed(folder / fmt::format("{:02}-{}-{}", c, name, l), static_cast<char>(c), static_cast<char>(l),
                 message_of(*codec, layouts[l]));
    }
  }
}

}  // namespace
}  // namespace tacit

int main(int count, char** arguments) {
  if (count != 2) {
    fmt::print(stderr, "usage: fuzz_codec_seeds FOLDER\n");
    return 2;
  }
  tacit::write_seeds(arguments[1]);
}
