// Line charts as SVG: panels side by side, one legend, colours and dashes that everybody can tell apart.
#pragma once

#include <string>
#include <vector>

namespace tacit {

struct Series {
  std::string name;
  std::vector<double> x, y;  // what is not finite, or not above zero on a log scale, is left out
};

struct Panel {
  std::string title;
  std::vector<Series> series;
};

struct Chart {
  std::string title, x_label, y_label;
  bool log_y = false;
  std::vector<Panel> panels;  // share both axes; series of one place share a colour
};

std::string svg(const Chart& chart);

}  // namespace tacit
