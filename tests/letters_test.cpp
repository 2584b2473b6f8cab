#include "method/letters.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "method/recipe.h"

namespace tacit {
namespace {

TEST(Letters, ComeBackFromBehindTheVeil) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  const std::string veiled = veil(all);
  EXPECT_EQ(unveil(veiled), all);
  EXPECT_TRUE(is_utf8(veiled));
  EXPECT_EQ(unveil("ö is not veiled"), "ö is not veiled");
}

TEST(Letters, AreUtf8OnlyInTheirShortestForm) {
  for (const char* good : {"", "a", "é", "\uFEFF", "\U0010FFFF", "日本"}) EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad :
       {"\x80", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3(", "\xFF"}) {
    EXPECT_FALSE(is_utf8(bad)) << bad;
  }
}

TEST(Letters, OfAnyKindMayStandInQuotesAndComments) {
  EXPECT_EQ(parse_recipe("about = \"né 日本\"  # ö\n").about, "né 日本");
  EXPECT_EQ(parse_recipe("about = \"\"\"né \\\n  é\"\"\"").about, "né é");
}

void expect_refusal(const char* toml, const char* message) {
  try {
    (void)parse_recipe(toml, "mine.toml");
    ADD_FAILURE() << "accepted " << toml;
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), message);
  }
}

TEST(Letters, BeyondAsciiNeedQuotes) {
  expect_refusal("seed = 1\né = 1\n", "mine.toml, line 2: letters beyond ASCII need quotes around them");
  expect_refusal("about = \"\xC3(\"\n", "mine.toml, line 1: about must be UTF-8");
}

}  // namespace
}  // namespace tacit
