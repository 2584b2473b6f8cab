#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

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

namespace fs = std::filesystem;
using testing::UnorderedElementsAreArray;

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The makers that a source file defines: `make_ring(Args&) {` makes "ring".
std::vector<std::string> makers_in(const fs::path& path) {
  const std::string text = text_of(path);
  const std::string start = " make_";
  std::vector<std::string> names;
  for (std::size_t at = text.find(start); at != std::string::npos; at = text.find(start, at + 1)) {
    const std::size_t name = at + start.size();
    const std::size_t open = text.find('(', name);
    const std::size_t close = text.find(')', name);
    if (close == std::string::npos || text.compare(open, 6, "(Args&") != 0) continue;
    if (text.compare(close, 3, ") {") == 0) names.push_back(text.substr(name, open - name));
  }
  return names;
}

// Every maker stands in NAME.cpp, or in a folder NAME, and on the shelf; everything on the shelf has its
// maker.
template <class T>
void expect_agreement(const char* folder, const Shelf<T>& shelf) {
  SCOPED_TRACE(folder);
  std::vector<std::string> made;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(TACIT_SOURCE_DIR) / "src" / folder)) {
    if (entry.path().extension() != ".cpp") continue;
    const std::vector<std::string> names = makers_in(entry.path());
    EXPECT_LE(names.size(), 1U) << entry.path() << " makes several things: one file each";
    for (const std::string& name : names) {
      EXPECT_TRUE(entry.path().stem() == name || entry.path().parent_path().filename() == name)
          << entry.path() << " makes '" << name << "': a file is called what one types";
      made.push_back(name);
    }
  }
  EXPECT_THAT(made, UnorderedElementsAreArray(shelf.names())) << "files (left) and shelf.cpp (right) differ";
}

TEST(Shelves, HoldExactlyWhatTheFilesInTheirFoldersMake) {
  expect_agreement("topology", topologies());
  expect_agreement("schedule", schedules());
  expect_agreement("codec", codecs());
  expect_agreement("outer", outers());
  expect_agreement("inner", inners());
  expect_agreement("rate", rates());
  expect_agreement("task", tasks());
  expect_agreement("world", worlds());
}

}  // namespace
}  // namespace tacit
