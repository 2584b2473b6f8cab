#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "session/field.h"

namespace tacit {
namespace {

TEST(Metrics, ThePageListsEveryFieldWithItsUnitAndMeaning) {
  std::ifstream page(TACIT_SOURCE_DIR "/docs/metrics.md");
  std::vector<std::string> rows;
  bool in_samples = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) in_samples = line == "## Samples";
    if (in_samples && line.starts_with("| `")) rows.push_back(line);
  }
  ASSERT_EQ(rows.size(), fields().size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const Field& field = fields()[k];
    const std::string expected = "| `" + std::string(field.name) + "` | " + std::string(field.unit) + " | " +
                                 std::string(field.help) + " |";
    EXPECT_EQ(rows[k], expected);
  }
}

TEST(Metrics, EveryFieldHasANameOfItsOwn) {
  for (const Field& one : fields()) {
    int count = 0;
    for (const Field& other : fields()) count += one.name == other.name ? 1 : 0;
    EXPECT_EQ(count, 1) << one.name;
  }
}

}  // namespace
}  // namespace tacit
