#include "report/html_chart.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "base/text.h"

using namespace gengxin;

namespace {

/// The values of an attribute of the elements that begin with `element`.
std::vector<double> numbers(const std::string& svg, const std::string& element, const std::string& attribute) {
  std::vector<double> out;
  for (size_t at = svg.find("<" + element); at != std::string::npos; at = svg.find("<" + element, at + 1)) {
    const size_t value = svg.find(" " + attribute + "=\"", at);
    if (value != std::string::npos && value < svg.find('>', at))
      out.push_back(std::strtod(svg.c_str() + value + attribute.size() + 3, nullptr));
  }
  return out;
}

std::string timeline(const std::vector<TimelineEntry>& entries, const char* today) {
  std::string out;
  append_timeline("t", "期限", "说明", entries, *parse_iso_date(today), out);
  return out;
}

double height_of(const std::string& svg) {
  const size_t at = svg.find("viewBox=\"0 0 360 ");
  REQUIRE(at != std::string::npos);
  return std::strtod(svg.c_str() + at + 17, nullptr);
}

}  // namespace

TEST_CASE("bars are as long as what they count, and never too short to be seen") {
  std::string svg;
  append_bars("b", "标题", "说明",
              {{"淘汰", "30 台", "v-retire", 30, 10},
               {"符合", "1 台", "v-compliant", 1, 0},
               {"无", "0", "v-open", 0, 0},
               {"少", "很少", "v-open", 0.001, 0}},
              svg);
  const auto widths = numbers(svg, "rect", "width");
  // The pattern's, then a track, solid, hatched, hatch; a track, solid; a track; a track, solid.
  REQUIRE(widths.size() == 10);
  CHECK(widths[2] == doctest::Approx(270));
  CHECK(widths[3] == doctest::Approx(90));
  CHECK(widths[6] == doctest::Approx(9));
  CHECK(widths[9] == doctest::Approx(2));
  CHECK(svg.find("aria-labelledby=\"b-t b-d\"") != std::string::npos);
}

TEST_CASE("what is too wide for a picture is cut, with the whole as its title") {
  std::string svg;
  const std::string longest = "一个名字长得任何图里都放不下的设备类别，还要再长一些才行";
  append_bars("b", "t", "d", {{longest, "1,234,567 kWh", "v-upgrade", 1, 0}}, svg);
  CHECK(svg.find("<title>" + longest + "</title>") != std::string::npos);
  CHECK(svg.find("…</text>") != std::string::npos);
  std::string hostile;
  append_bars("b", "<t>", "\"d", {{"<script>", "&", "v-upgrade", 1, 0}}, hostile);
  CHECK(hostile.find("<script>") == std::string::npos);
  CHECK(hostile.find("&lt;t&gt;") != std::string::npos);
}

TEST_CASE("labels of days close together stay apart and in order") {
  std::vector<TimelineEntry> entries;
  for (Day day = *parse_iso_date("2026-12-20"); day < *parse_iso_date("2026-12-28"); ++day)
    entries.push_back({day, "淘汰 1", "v-retire"});
  entries.push_back({*parse_iso_date("2040-01-01"), "淘汰 1", "v-retire"});
  entries.push_back({*parse_iso_date("2040-01-02"), "淘汰 1", "v-retire"});
  const std::string svg = timeline(entries, "2026-12-24");
  std::vector<double> labels;
  const auto x = numbers(svg, "text", "x");
  const auto y = numbers(svg, "text", "y");
  REQUIRE(x.size() == y.size());
  for (size_t i = 0; i < x.size(); ++i)
    if (x[i] > 60) labels.push_back(y[i]);  // years stand left of the axis
  REQUIRE(labels.size() == 11);             // ten days and today
  for (size_t i = 1; i < labels.size(); ++i) CHECK(labels[i] - labels[i - 1] >= 21.9);
  CHECK(labels.front() >= 13);
  CHECK(labels.back() <= height_of(svg));
  // The dots stand where their days do.
  const auto dots = numbers(svg, "circle", "cy");
  REQUIRE(dots.size() == 11);
  CHECK(dots[8] - dots[0] < 3);
  CHECK(dots[9] - dots[8] > 100);
}

TEST_CASE("a timeline of one day, of today, and of centuries") {
  CHECK(timeline({}, "2026-11-23").empty());
  CHECK(
      numbers(timeline({{*parse_iso_date("2026-11-23"), "淘汰 1", "v-retire"}}, "2026-11-23"), "circle", "cy").size() ==
      2);
  const std::string svg = timeline(
      {{*parse_iso_date("1850-01-01"), "淘汰 1", "v-retire"}, {*parse_iso_date("2050-01-01"), "淘汰 1", "v-retire"}},
      "2026-11-23");
  const auto x = numbers(svg, "text", "x");
  const auto y = numbers(svg, "text", "y");
  std::vector<double> years;
  for (size_t i = 0; i < x.size(); ++i)
    if (x[i] < 60) years.push_back(y[i]);
  REQUIRE(years.size() >= 3);
  for (size_t i = 1; i < years.size(); ++i) CHECK(years[i] - years[i - 1] >= 15);
}
