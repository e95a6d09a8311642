#include "report/html_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/diagnostic.h"
#include "base/text.h"
#include "report/escape.h"

namespace gengxin {

namespace {

constexpr int kWidth = 360;
// Widths at 13 units a letter. Latin letters differ, bold ones and other fonts than ours are wider, so there is a
// reserve.
constexpr double kWide = 13.3, kNarrow = 6.7;

double width_of(std::string_view text) {
  int characters = 0;
  for (const char c : text) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  const int wide = std::clamp(display_width(text) - characters, 0, characters);
  return wide * kWide + (characters - wide) * kNarrow;
}

/// The text, cut where it is wider.
std::string fit(const std::string& text, double width) {
  std::string shown = text;
  for (int columns = display_width(text); columns > 2 && width_of(shown) > width; --columns) shown = cut(text, columns);
  return shown;
}

void open_svg(const std::string& id, const std::string& title, const std::string& description, int height,
              std::string& out) {
  out +=
      fmt::format(R"(<svg id="{0}" viewBox="0 0 {1} {2}" role="img" aria-labelledby="{0}-t {0}-d"><title id="{0}-t">)",
                  id, kWidth, height);
  append_html(out, title);
  out += fmt::format(R"(</title><desc id="{}-d">)", id);
  append_html(out, description);
  out += "</desc>\n";
}

/// A text, cut to what fits; with the whole as its tooltip where it was cut.
void append_text(double x, double y, const char* css_class, const std::string& text, double width, std::string& out) {
  const std::string shown = fit(text, width);
  out += fmt::format(R"(<text x="{:.4g}" y="{:.4g}" class="{}">)", x, y, css_class);
  if (shown != text) {
    out += "<title>";
    append_html(out, text);
    out += "</title>";
  }
  append_html(out, shown);
  out += "</text>";
}

}  // namespace

void append_bars(const std::string& id, const std::string& title, const std::string& description,
                 const std::vector<Bar>& bars, std::string& out) {
  constexpr int kRow = 40, kTop = 2;
  double most = 0;
  for (const Bar& bar : bars) most = std::max(most, bar.solid + bar.hatched);
  open_svg(id, title, description, kTop + kRow * static_cast<int>(bars.size()), out);
  out += fmt::format(
      R"x(<defs><pattern id="{}-h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">)x"
      R"(<rect width="3" height="6" class="hatch"/></pattern></defs>)",
      id);
  out += '\n';
  int y = kTop;
  for (const Bar& bar : bars) {
    // The value has what the label, as far as a third of the width, leaves; the label what the value then leaves.
    const double value_width = kWidth - 10 - std::min(width_of(bar.label), kWidth / 3.0);
    append_text(0, y + 14, "label", bar.label, kWidth - 10 - std::min(width_of(bar.value), value_width), out);
    append_text(kWidth, y + 14, "value", bar.value, value_width, out);
    const auto width = [&](double amount) {
      // What is there is seen, however little it is.
      return most > 0 && amount > 0 ? std::max(2.0, amount / most * kWidth) : 0.0;
    };
    const double solid = std::min(width(bar.solid), bar.hatched > 0 ? kWidth - 2.0 : kWidth),
                 hatched = std::min(width(bar.hatched), kWidth - solid);
    const auto rect = [&](double x, double w, const std::string& css_class, const std::string& fill) {
      out += fmt::format(R"(<rect x="{:.5g}" y="{}" width="{:.5g}" height="12" class="{}"{}/>)", x, y + 20, w,
                         css_class, fill);
    };
    rect(0, kWidth, "track", "");
    if (solid > 0) rect(0, solid, bar.css_class, "");
    if (hatched > 0) {
      rect(solid, hatched, bar.css_class + " pale", "");
      rect(solid, hatched, "over", fmt::format(R"x( fill="url(#{}-h)")x", id));
    }
    out += '\n';
    y += kRow;
  }
  out += "</svg>\n";
}

void append_timeline(const std::string& id, const std::string& title, const std::string& description,
                     const std::vector<TimelineEntry>& entries, Day today, std::string& out) {
  if (entries.empty()) return;
  constexpr double kTop = 14, kGap = 22, kAxis = 48, kLabel = 76;
  const Day first = std::min(entries.front().day, today), last = std::max(entries.back().day, today);
  // The labels, today's among them, in order of their days.
  struct Mark {
    Day day;
    std::string text;
    std::string css_class;
    double at = 0, label_at = 0;
  };
  std::vector<Mark> marks;
  const auto mark_today = [&] { marks.push_back({today, say("核对日期", "as of"), "today"}); };
  bool marked = false;
  for (const TimelineEntry& entry : entries) {
    if (!marked && today < entry.day) {
      mark_today();
      marked = true;
    }
    marks.push_back({entry.day, entry.label, entry.css_class});
  }
  if (!marked) mark_today();

  const double height = std::max(120.0, kGap * static_cast<double>(marks.size()));
  const double span = std::max(1.0, static_cast<double>(last - first));
  for (Mark& m : marks) m.at = kTop + (m.day - first) / span * height;
  // Labels keep their order and a line's distance: pushed down from above, then up from below where they would run out.
  double floor = kTop - kGap;
  for (Mark& m : marks) floor = m.label_at = std::max(m.at, floor + kGap);
  double ceiling = kTop + height + kGap;
  for (auto m = marks.rbegin(); m != marks.rend(); ++m) ceiling = m->label_at = std::min(m->label_at, ceiling - kGap);

  open_svg(id, title, description, static_cast<int>(std::ceil(kTop + height + 12)), out);
  out += fmt::format(R"(<line x1="{0}" x2="{0}" y1="{1:.5g}" y2="{2:.5g}" class="axis"/>)", kAxis, kTop, kTop + height);
  out += '\n';
  // New Year's days, every one, second, fifth, ... so that the years do not touch.
  const int from = year_of(first), to = year_of(last);
  int step = 1;
  for (const int candidate : {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}) {
    step = candidate;
    if (365.25 * step / span * height >= 18) break;
  }
  for (int year = (from / step + 1) * step; year <= to; year += step) {
    const double y = kTop + (*make_day(year, 1, 1) - first) / span * height;
    out += fmt::format(R"(<line x1="{}" x2="{}" y1="{:.5g}" y2="{:.5g}" class="axis"/>)", kAxis - 5, kAxis, y, y);
    append_text(kAxis - 9, y + 4, "tick", std::to_string(year), kAxis - 9, out);
    out += '\n';
  }
  for (const Mark& m : marks) {
    out += fmt::format(R"(<path d="M{} {:.5g}L{} {:.5g}L{} {:.5g}" class="leader"/>)", kAxis, m.at, kAxis + 12,
                       m.label_at, kLabel - 4, m.label_at);
    out += fmt::format(R"(<circle cx="{}" cy="{:.5g}" r="5" class="{}"/>)", kAxis, m.at, m.css_class);
    append_text(kLabel, m.label_at + 4.5, m.css_class == "today" ? "label now" : "label",
                format_date(m.day) + " " + m.text, kWidth - kLabel, out);
    out += '\n';
  }
  out += "</svg>\n";
}

}  // namespace gengxin
