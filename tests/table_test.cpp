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
}

}  // namespace
}  // namespace tacit
