#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "session/field.h"
#include "session/json.h"

namespace tacit {
namespace {

// The rows of that chapter's table.
std::vector<std::string> rows_of(const std::string& chapter) {
  std::ifstream page(TACIT_SOURCE_DIR "/docs/metrics.md");
  std::vector<std::string> rows;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) inside = line == "## " + chapter;
    if (inside && line.starts_with("| `")) rows.push_back(line);
  }
  return rows;
}

void expect_keys(const std::string& chapter, const nlohmann::ordered_json& object) {
  std::string first_cells;
  for (const std::string& row : rows_of(chapter)) first_cells += row.substr(0, row.find(" | "));
  for (const auto& [key, value] : object.items()) {
    EXPECT_NE(first_cells.find("`" + key + "`"), std::string::npos) << key;
  }
}

TEST(Metrics, ThePageListsEveryFieldWithItsUnitAndMeaning) {
  const auto rows = rows_of("Samples");
  ASSERT_EQ(rows.size(), fields().size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const Field& field = fields()[k];
    const std::string expected = "| `" + std::string(field.name) + "` | " + std::string(field.unit) + " | " +
                                 std::string(field.help) + " |";
    EXPECT_EQ(rows[k], expected);
  }
}

TEST(Metrics, ThePageListsEveryKeyOfASummaryAndOfAChangeOfThePeriod) {
  Summary summary;
  summary.last.step = 60;
  summary.last.loss = summary.last.accuracy = summary.reached_s = 0.5;
  summary.reached_step = 40;
  expect_keys("Summary", json_of(summary));
  expect_keys("Changes of the period", json_of(PeriodChange{372, 4, 7, "loss ratio", 0.31}));
}

TEST(Metrics, TheAveragedShareIsThatOfTheStepsThatEndedInAGlobalAverage) {
  Sample sample;
  EXPECT_TRUE(std::isnan(averaged_share(sample)));
  sample.step = 60;
  sample.averages = 10;
  EXPECT_EQ(averaged_share(sample), 10.0 / 60);
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
