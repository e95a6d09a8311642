#include "base/date.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>

namespace gengxin {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

year_month_day civil(Day day) { return year_month_day{sys_days{days{day}}}; }

Day day_number(year_month_day date) { return static_cast<Day>(sys_days{date}.time_since_epoch().count()); }

/// The day in that year and month, cut to the month's last day. Years stay within four digits.
Day cut_day(int year, unsigned month, std::chrono::day day) {
  using namespace std::chrono;
  const auto y = std::chrono::year{std::clamp(year, 0, 9999)};
  const auto m = std::chrono::month{month};
  return day_number(y / m / std::min(day, (y / m / last).day()));
}

int digits(std::string_view text) {
  int n = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    n = n * 10 + (c - '0');
  }
  return n;
}

}  // namespace

std::optional<Day> make_day(int year, unsigned month, unsigned day) {
  if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  if (!date.ok()) return std::nullopt;
  return day_number(date);
}

std::optional<Day> parse_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2)), day = digits(text.substr(8, 2));
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  return make_day(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
}

std::string format_date(Day day) {
  if (day == no_day) return {};
  const auto date = civil(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string format_span(DateSpan span) {
  if (span.exact()) return format_date(span.first);
  if (span.first == no_day || span.last == no_day) return format_date(span.first) + "/" + format_date(span.last);
  const auto first = civil(span.first);
  const int year = static_cast<int>(first.year());
  const DateSpan whole_year = year_span(year), whole_month = month_span(year, static_cast<unsigned>(first.month()));
  if (span.first == whole_year.first && span.last == whole_year.last) return fmt::format("{:04}", year);
  if (span.first == whole_month.first && span.last == whole_month.last)
    return fmt::format("{:04}-{:02}", year, static_cast<unsigned>(first.month()));
  return format_date(span.first) + "/" + format_date(span.last);
}

DateSpan month_span(int year, unsigned month) {
  month = std::clamp(month, 1u, 12u);
  return {cut_day(year, month, std::chrono::day{1}), cut_day(year, month, std::chrono::day{31})};
}

DateSpan year_span(int year) {
  return {cut_day(year, 1, std::chrono::day{1}), cut_day(year, 12, std::chrono::day{31})};
}

int year_of(Day day) { return static_cast<int>(civil(day).year()); }

Day add_years(Day day, int years) {
  if (day == no_day) return no_day;
  const auto date = civil(day);
  const int room = std::clamp(years, -20000, 20000);  // beyond four-digit years either way: cut_day stops there
  return cut_day(static_cast<int>(date.year()) + room, static_cast<unsigned>(date.month()), date.day());
}

Day add_months(Day day, int months) {
  if (day == no_day) return no_day;
  const auto date = civil(day);
  const int room = std::clamp(months, -240000, 240000);
  const int total =
      static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1 + room;
  int year = total / 12, month = total % 12;
  if (month < 0) month += 12, --year;
  return cut_day(year, static_cast<unsigned>(month + 1), date.day());
}

int years_between(Day from, Day to) {
  const int years = year_of(to) - year_of(from);
  return add_years(from, years) <= to ? years : years - 1;
}

Day today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return make_day(local.tm_year + 1900, static_cast<unsigned>(local.tm_mon + 1), static_cast<unsigned>(local.tm_mday))
      .value_or(static_cast<Day>(now / 86400));
}

}  // namespace gengxin
