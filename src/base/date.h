// Calendar dates, and the interval of days that a date known only to its month or year stands for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gengxin {

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
using Day = int32_t;
inline constexpr Day no_day = INT32_MIN;

/// All days from first to last, both included. A full date has first == last; "2003" is all of 2003.
struct DateSpan {
  Day first = no_day;
  Day last = no_day;
  bool exact() const { return first == last; }
};

/// ISO 8601 calendar date "2024-07-16"; nullopt for anything else or for a day that does not exist.
std::optional<Day> parse_iso_date(std::string_view text);
std::string format_date(Day day);
/// "2003-05-01", or "2003-05" / "2003" for a whole month or year, else "first/last".
std::string format_span(DateSpan span);
std::optional<Day> make_day(int year, unsigned month, unsigned day);
DateSpan month_span(int year, unsigned month);
DateSpan year_span(int year);
int year_of(Day day);
/// The same day n years later; 29 February falls on 28 February in common years.
Day add_years(Day day, int years);
/// The same day n months later, cut to the month's last day.
Day add_months(Day day, int months);
/// Completed years from `from` to `to`; negative when `to` is earlier.
int years_between(Day from, Day to);
/// Today by the system clock, in local time.
Day today();

}  // namespace gengxin
