#include "session/chart.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace tacit {
namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

Chart two_panels() {
  const Series falling{"a < b", {0, 50, 100}, {1, 0.1, 0.001}};
  const Series broken{"broken", {0, 50, 100}, {1, std::numeric_limits<double>::quiet_NaN(), 0.01}};
  return {
      "title & more", "step", "error", true, {{"n = 2", {falling, broken}}, {"n = 4", {falling, broken}}}};
}

TEST(Chart, DrawsEverySeriesInEveryPanelAndNamesItOnce) {
  const std::string drawing = svg(two_panels());
  EXPECT_EQ(count(drawing, "class=\"series\""), 4U);
  EXPECT_EQ(count(drawing, "class=\"key\""), 2U);
  EXPECT_EQ(count(drawing, ">broken<"), 1U);
}

TEST(Chart, EscapesTextAndClosesWhatItOpens) {
  const std::string drawing = svg(two_panels());
  EXPECT_NE(drawing.find("title &amp; more"), std::string::npos);
  EXPECT_NE(drawing.find("a &lt; b"), std::string::npos);
  EXPECT_EQ(count(drawing, "<text"), count(drawing, "</text>"));
  EXPECT_EQ(count(drawing, "<svg"), 1U);
  EXPECT_TRUE(drawing.ends_with("</svg>\n"));
}

TEST(Chart, LeavesAGapWhereThereIsNoNumber) {
  const std::string drawing = svg(two_panels());
  EXPECT_EQ(drawing.find("nan"), std::string::npos);
  const auto last = drawing.rfind("class=\"series\"");
  const std::string path = drawing.substr(last, drawing.find("/>", last) - last);
  EXPECT_EQ(count(path, "M"), 2U);
}

TEST(Chart, MarksOneTwoAndFiveWherePowersOfTenWouldBeFew) {
  const std::string few = svg({"", "", "", true, {{"p", {{"a", {0, 100}, {4, 0.15}}}}}});
  for (const char* label : {">0.1<", ">0.2<", ">0.5<", ">2<", ">5<"})
    EXPECT_EQ(count(few, label), 1U) << label;
  EXPECT_EQ(count(few, ">10<"), 0U);
  const std::string many = svg({"", "", "", true, {{"p", {{"a", {0, 100}, {4, 0.0015}}}}}});
  EXPECT_EQ(count(many, ">5<"), 0U);
  EXPECT_EQ(count(many, "tspan dy"), 5U);
}

TEST(Chart, SurvivesHavingNothingToDraw) {
  EXPECT_TRUE(svg({"empty", "x", "y", true, {{"p", {}}}}).ends_with("</svg>\n"));
  EXPECT_TRUE(svg({"empty", "x", "y", false, {}}).ends_with("</svg>\n"));
}

}  // namespace
}  // namespace tacit
