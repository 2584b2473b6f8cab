#include <gtest/gtest.h>

#include <set>

#include "codec/codec.h"
#include "inner/inner.h"
#include "outer/outer.h"
#include "rate/rate.h"
#include "schedule/schedule.h"
#include "task/task.h"
#include "topology/topology.h"
#include "world/world.h"

namespace tacit {
namespace {

template <class T>
void expect_described(const Shelf<T>& shelf) {
  SCOPED_TRACE(shelf.kind());
  EXPECT_FALSE(shelf.items().empty());
  std::set<std::string_view> names;
  for (const Item<T>& item : shelf.items()) {
    SCOPED_TRACE(item.name);
    EXPECT_TRUE(names.insert(item.name).second) << "stands on the shelf twice";
    EXPECT_FALSE(item.help.empty());
    std::set<std::string> parameters;
    for (const Parameter& parameter : Shelf<T>::parameters(item)) {
      EXPECT_FALSE(parameter.help.empty()) << parameter.name;
      EXPECT_FALSE(parameter.type.empty()) << parameter.name;
      EXPECT_TRUE(parameters.insert(parameter.name).second) << parameter.name << " is read twice";
    }
  }
}

TEST(Shelves, DescribeEverythingThatStandsOnThem) {
  expect_described(topologies());
  expect_described(schedules());
  expect_described(codecs());
  expect_described(inners());
  expect_described(rates());
  expect_described(outers());
  expect_described(tasks());
  expect_described(worlds());
}

// What `tacit list` shows as a default can be typed.
template <class T>
void expect_typed_defaults(const Shelf<T>& shelf) {
  for (const Item<T>& item : shelf.items()) {
    for (const Parameter& parameter : Shelf<T>::parameters(item)) {
      if (parameter.fallback.empty() || parameter.type == "text") continue;
      const std::string typed =
          std::string(item.name) + "(" + parameter.name + "=" + parameter.fallback + ")";
      EXPECT_NO_THROW((void)parse_spelled(typed)) << typed;
    }
  }
}

TEST(Shelves, ShowDefaultsAsTheyAreTyped) {
  expect_typed_defaults(topologies());
  expect_typed_defaults(schedules());
  expect_typed_defaults(codecs());
  expect_typed_defaults(inners());
  expect_typed_defaults(rates());
  expect_typed_defaults(outers());
  expect_typed_defaults(tasks());
  expect_typed_defaults(worlds());
}

}  // namespace
}  // namespace tacit
