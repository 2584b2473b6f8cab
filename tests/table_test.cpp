#include "session/table.h"

#include <gtest/gtest.h>

#include <limits>

namespace tacit {
namespace {

TEST(Table, AlignsNamesLeftAndNumbersRight) {
  const Table table{{"method", "loss"}, {{"local", "0.5"}, {"gossip-pga", "0.25 ± 0.1"}}};
  EXPECT_EQ(print(table),
            "method            loss\n"
            "----------  ----------\n"
            "local              0.5\n"
            "gossip-pga  0.25 ± 0.1\n");
}

TEST(Table, ShowsWhatIsNotKnownAsADash) {
  EXPECT_EQ(cell(std::numeric_limits<double>::quiet_NaN()), "-");
  EXPECT_EQ(cell(0.123456), "0.1235");
  EXPECT_EQ(percent(std::numeric_limits<double>::quiet_NaN()), "-");
  EXPECT_EQ(percent(0), "-");
}

TEST(Table, ShowsSharesInPercent) {
  EXPECT_EQ(percent(1.0 / 6), "16.7%");
  EXPECT_EQ(percent(0.09), "9%");
  EXPECT_EQ(percent(1), "100%");
}

}  // namespace
}  // namespace tacit
