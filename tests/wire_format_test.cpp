#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "codec/codec.h"

namespace tacit {
namespace {

// What a line of the page says of a codec: its spelling, then its messages.
using Example = std::vector<std::string>;

// The texts between backquotes.
Example backquoted(const std::string& line) {
  Example result;
  std::size_t open = line.find('`');
  while (open != std::string::npos) {
    const std::size_t close = line.find('`', open + 1);
    if (close == std::string::npos) break;
    result.push_back(line.substr(open + 1, close - open - 1));
    open = line.find('`', close + 1);
  }
  return result;
}

std::vector<Example> examples() {
  std::ifstream page(std::string(TACIT_SOURCE_DIR) + "/docs/wire-format.md");
  std::vector<Example> result;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("* `")) result.push_back(backquoted(line));
  }
  return result;
}

std::string hex(const Bytes& message) {
  std::string result;
  for (const std::byte byte : message) {
    result += fmt::format("{}{:02x}", result.empty() ? "" : " ", std::to_integer<unsigned>(byte));
  }
  return result;
}

Layout layout_of_examples() {
  Layout layout;
  layout.add("matrix", 2, 3);
  layout.add("bias", 1, 2);
  return layout;
}

TEST(WireFormat, CodecsWriteTheBytesThatThePageShows) {
  const Layout layout = layout_of_examples();
  const std::vector<float> v{1, -2, 3, 0.5f, -0.25f, 0, 4, -1};
  for (const Example& example : examples()) {
    const auto codec = codecs().make(example[0]);
    const auto coder = codec->start(layout);
    Example want{example[0]};
    for (int turn = 0; turn < codec->turns(); ++turn) {
      Bytes message;
      coder->write(turn, {}, {v}, message);
      if (codec->summable()) coder->heard(turn, message);
      want.push_back(hex(message));
    }
    EXPECT_EQ(example, want);
  }
}

TEST(WireFormat, ThePageShowsEveryCodec) {
  std::set<std::string> shown;
  for (const Example& example : examples()) shown.insert(example[0].substr(0, example[0].find('(')));
  const auto names = codecs().names();
  EXPECT_EQ(shown, std::set<std::string>(names.begin(), names.end()));
}

}  // namespace
}  // namespace tacit
