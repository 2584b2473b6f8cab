#include "session/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tacit {
namespace {

constexpr double panel_height = 260, gap = 44;
constexpr double left = 78, top = 66, bottom = 92, right = 30;

double panel_width(const Chart& chart) {
  return chart.panels.size() > 1 ? 330 : 560;
}

struct Stroke {
  const char* colour;
  const char* dash;
};

// Colours of Okabe and Ito, which colour-blind readers can tell apart; dashes for print without colour.
constexpr Stroke strokes[] = {{"#000000", "none"},    {"#0072B2", "9 4"},     {"#D55E00", "none"},
                              {"#009E73", "2 3"},     {"#CC79A7", "9 3 2 3"}, {"#E69F00", "5 3"},
                              {"#56B4E9", "12 4 4 4"}};

const Stroke& stroke(std::size_t place) {
  return strokes[place % std::size(strokes)];
}

struct Axis {
  double low, high;
  bool log;
  std::vector<double> ticks;
  bool powers = false;  // ticks are powers of ten and written as such

  [[nodiscard]] double share(double value) const {
    return log ? std::log10(value / low) / std::log10(high / low) : (value - low) / (high - low);
  }
};

bool drawable(double y, bool log) {
  return std::isfinite(y) && (!log || y > 0);
}

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      default: result += c;
    }
  }
  return result;
}

// Steps of 1, 2 or 5 times a power of ten, about `count` of them.
double tick_step(double span, int count) {
  const double rough = span / count;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double nice : {1.0, 2.0, 5.0}) {
    if (rough <= nice * power * (1 + 1e-9)) return nice * power;
  }
  return 10 * power;
}

std::vector<double> even_ticks(double low, double high) {
  const double step = tick_step(high - low, 5);
  std::vector<double> result;
  for (double at = std::ceil(low / step) * step; at <= high + step * 1e-9; at += step) {
    result.push_back(std::abs(at) < step * 1e-9 ? 0 : at);
  }
  return result;
}

// From the last tick at or below `low` to the first at or above `high`: powers of ten, or, where these would
// be few, also 2 and 5 times as much.
Axis log_axis(double low, double high) {
  Axis axis{low, high, true, {}, high > 500 * low};
  const int first = static_cast<int>(std::floor(std::log10(low)));
  const int last = static_cast<int>(std::ceil(std::log10(high)));
  const int every = axis.powers ? std::max(1, (last - first + 7) / 8) : 1;
  for (int power = first; axis.ticks.empty() || axis.ticks.back() < high; power += every) {
    for (const double times : {1, 2, 5}) {
      if (times > 1 && axis.powers) break;
      const double tick = times * std::pow(10.0, power);
      if (!axis.ticks.empty() && tick <= low) axis.ticks.clear();
      if (axis.ticks.empty() || axis.ticks.back() < high) axis.ticks.push_back(tick);
    }
  }
  axis.low = axis.ticks.front();
  axis.high = std::max(axis.ticks.back(), 2 * axis.low);
  return axis;
}

Axis even_axis(double low, double high, bool widened) {
  if (high <= low) high = low + 1;
  if (widened) {
    const double step = tick_step(high - low, 5);
    low = std::floor(low / step) * step;
    high = std::ceil(high / step) * step;
  }
  return {low, high, false, even_ticks(low, high)};
}

Axis axis(const Chart& chart, bool vertical) {
  const bool log = vertical && chart.log_y;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Panel& panel : chart.panels) {
    for (const Series& series : panel.series) {
      for (std::size_t k = 0; k < series.y.size(); ++k) {
        if (!drawable(series.y[k], chart.log_y)) continue;
        low = std::min(low, vertical ? series.y[k] : series.x[k]);
        high = std::max(high, vertical ? series.y[k] : series.x[k]);
      }
    }
  }
  if (!(low <= high)) {
    low = log ? 0.1 : 0;
    high = 1;
  }
  return log ? log_axis(low, high) : even_axis(low, high, vertical);
}

// A panel with its place on the page.
struct Frame {
  const Axis& x;
  const Axis& y;
  double from, width;

  [[nodiscard]] double across(double value) const { return from + x.share(value) * width; }
  [[nodiscard]] double down(double value) const { return top + (1 - y.share(value)) * panel_height; }
};

std::string tick_label(double value, bool power) {
  if (power) {
    return fmt::format("10<tspan dy=\"-5\" font-size=\"9\">{}</tspan>", std::lround(std::log10(value)));
  }
  return fmt::format("{:.6g}", value);
}

std::string grid_lines(const Frame& frame, bool labelled) {
  std::string out;
  for (const double y : frame.y.ticks) {
    const double at = frame.down(y);
    out += fmt::format("<line class=\"grid\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n",
                       frame.from, at, frame.from + frame.width, at);
    if (!labelled) continue;
    out += fmt::format("<text class=\"tick\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
                       frame.from - 7, at + 4, tick_label(y, frame.y.powers));
  }
  for (const double x : frame.x.ticks) {
    const double at = frame.across(x);
    out += fmt::format("<line class=\"mark\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n", at,
                       top + panel_height, at, top + panel_height + 5);
    out += fmt::format("<text class=\"tick\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n",
                       at, top + panel_height + 19, tick_label(x, false));
  }
  return out;
}

// A gap in the data is a gap in the line.
std::string path(const Frame& frame, const Series& series) {
  std::string out;
  bool pen_down = false;
  for (std::size_t k = 0; k < series.x.size(); ++k) {
    if (!drawable(series.y[k], frame.y.log)) {
      pen_down = false;
      continue;
    }
    out += fmt::format("{}{:.1f} {:.1f}", pen_down ? "L" : "M", frame.across(series.x[k]),
                       frame.down(series.y[k]));
    pen_down = true;
  }
  return out;
}

std::string draw(const Panel& panel, const Frame& frame, bool first) {
  std::string out =
      fmt::format("<text class=\"panel\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n",
                  frame.from + frame.width / 2, top - 9, escaped(panel.title));
  out += grid_lines(frame, first);
  out += fmt::format("<rect class=\"frame\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{}\" height=\"{}\"/>\n",
                     frame.from, top, frame.width, panel_height);
  for (std::size_t k = 0; k < panel.series.size(); ++k) {
    out += fmt::format("<path class=\"series\" stroke=\"{}\" stroke-dasharray=\"{}\" d=\"{}\"/>\n",
                       stroke(k).colour, stroke(k).dash, path(frame, panel.series[k]));
  }
  return out;
}

// Room for a line, a gap and the name.
double key_width(const Series& series) {
  return 62 + 7.0 * static_cast<double>(series.name.size());
}

double legend_width(const Chart& chart) {
  double width = 0;
  if (chart.panels.empty()) return width;
  for (const Series& series : chart.panels.front().series) width += key_width(series);
  return width;
}

std::string legend(const Chart& chart, double from) {
  const double y = top + panel_height + 68;
  std::string out;
  if (chart.panels.empty()) return out;
  const auto& series = chart.panels.front().series;
  for (std::size_t k = 0; k < series.size(); ++k) {
    out += fmt::format(
        "<line class=\"key\" stroke=\"{}\" stroke-dasharray=\"{}\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" "
        "y2=\"{:.1f}\"/>\n<text class=\"tick\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
        stroke(k).colour, stroke(k).dash, from, y - 4, from + 34, y - 4, from + 41, y,
        escaped(series[k].name));
    from += key_width(series[k]);
  }
  return out;
}

// Everything around the panels; `middle` is where titles are centred.
std::string words(const Chart& chart, double middle) {
  const auto text = [](const char* style, const std::string& place, const std::string& what) {
    return fmt::format("<text class=\"{}\" {} text-anchor=\"middle\">{}</text>\n", style, place,
                       escaped(what));
  };
  const double half = top + panel_height / 2;
  return text("title", fmt::format("x=\"{:.1f}\" y=\"28\"", middle), chart.title) +
         text("panel", fmt::format("x=\"{:.1f}\" y=\"{:.1f}\"", middle, top + panel_height + 42),
              chart.x_label) +
         text("panel", fmt::format("transform=\"translate(20 {:.1f}) rotate(-90)\"", half), chart.y_label);
}

}  // namespace

std::string svg(const Chart& chart) {
  const double count = std::max(1.0, static_cast<double>(chart.panels.size()));
  const double panel = panel_width(chart);
  const double drawn = count * panel + (count - 1) * gap;
  const double keys = legend_width(chart);
  const double width = std::max(left + drawn + right, keys + 2 * right);
  const double height = top + panel_height + bottom;
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
      "height=\"{1:.0f}\" font-family=\"sans-serif\" fill=\"#222\">\n"
      "<style>.grid{{stroke:#e4e4e4}}.mark{{stroke:#555}}.frame{{fill:none;stroke:#555}}"
      ".series,.key{{fill:none;stroke-width:2;stroke-linejoin:round}}.tick{{font-size:12px}}.panel{{font-"
      "size:13px}}"
      ".title{{font-size:16px}}</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
      width, height);
  const Axis x = axis(chart, false), y = axis(chart, true);
  for (std::size_t k = 0; k < chart.panels.size(); ++k) {
    const Frame frame{x, y, left + static_cast<double>(k) * (panel + gap), panel};
    out += draw(chart.panels[k], frame, k == 0);
  }
  const double middle = left + drawn / 2;
  const double legend_from = std::clamp(middle - keys / 2, right, width - right - keys);
  return out + words(chart, middle) + legend(chart, legend_from) + "</svg>\n";
}

}  // namespace tacit
