// Pictures of the HTML report as inline SVG: bars and a timeline, drawn for the width of a phone and scaled up.
//
// A picture is 360 units wide, so that its 13-unit letters stay readable on a telephone, and as high as it needs to be.
// Colours come from the style sheet by class, and no picture says by colour alone what its labels do not say: what is
// suspected is hatched and counted apart. Where a text would be too wide it is cut, the whole stands in a <title>.
#pragma once

#include <string>
#include <vector>

#include "base/date.h"

namespace gengxin {

struct Bar {
  std::string label;      // what it is
  std::string value;      // the number in words, to the right
  std::string css_class;  // of the bar's colour: "v-retire"
  double solid = 0;       // certain
  double hatched = 0;     // suspected, behind it
};

/// `id` is that of the <svg>, and of its title and description with "-t" and "-d". The longest bar takes the whole
/// width.
void append_bars(const std::string& id, const std::string& title, const std::string& description,
                 const std::vector<Bar>& bars, std::string& out);

struct TimelineEntry {
  Day day = no_day;
  std::string label;  // behind the date
  std::string css_class;
};

/// Entries in the order of their days, at most one a day; `today` is marked. Days stand on the axis where they belong,
/// labels beside it move apart where they would cover each other.
void append_timeline(const std::string& id, const std::string& title, const std::string& description,
                     const std::vector<TimelineEntry>& entries, Day today, std::string& out);

}  // namespace gengxin
