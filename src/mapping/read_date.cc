// Dates as people write them.
#include <algorithm>
#include <array>

#include "base/diagnostic.h"
#include "base/text.h"
#include "mapping/cell.h"

namespace gengxin {
namespace {

constexpr int first_year = 1900, last_year = 2100;
// Excel's 1900 system: day 25569 is 1970-01-01. From 1980 to 2099, so that a power or a price is not a date.
constexpr int first_serial = 29221, last_serial = 73050, serial_of_1970 = 25569;

bool digit(char c) { return c >= '0' && c <= '9'; }

bool fail(std::string* reason, const char* zh, const char* en) {
  if (reason) *reason = say(zh, en);
  return false;
}
bool not_a_date(std::string* reason) {
  return fail(reason, "不是日期；应写成 2003-05-01、2003-05 或 2003", "not a date; write 2003-05-01, 2003-05 or 2003");
}

bool known_year(int year, std::string* reason) {
  return (year >= first_year && year <= last_year) ||
         fail(reason, "年份应在 1900 至 2100 之间", "the year must lie between 1900 and 2100");
}

bool whole_day(int year, int month, int day, DateSpan& span, std::string* reason) {
  if (!known_year(year, reason)) return false;
  const auto d = make_day(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  if (!d) return fail(reason, "没有这一天", "there is no such day");
  span = {*d, *d};
  return true;
}

bool whole_month(int year, int month, DateSpan& span, std::string* reason) {
  if (!known_year(year, reason)) return false;
  if (month < 1 || month > 12) return fail(reason, "没有这个月份", "there is no such month");
  span = month_span(year, static_cast<unsigned>(month));
  return true;
}

bool whole_year(int year, DateSpan& span, std::string* reason) {
  if (!known_year(year, reason)) return false;
  span = year_span(year);
  return true;
}

struct Part {
  int value = 0;
  size_t digits = 0;
};

bool take_number(std::string_view& text, Part& part) {
  part = {};
  while (part.digits < text.size() && digit(text[part.digits])) {
    if (part.digits == 8) return false;
    part.value = part.value * 10 + (text[part.digits++] - '0');
  }
  text.remove_prefix(part.digits);
  return part.digits > 0;
}

bool take(std::string_view& text, std::string_view part) {
  if (!text.starts_with(part)) return false;
  text.remove_prefix(part.size());
  return true;
}

void take_spaces(std::string_view& text) {
  while (take(text, " ")) {
  }
}

/// One separator between numbers, brought to one sign a kind; 0 when there is none.
char take_separator(std::string_view& text) {
  take_spaces(text);
  for (const std::string_view dash : {"-", "—", "–", "−", "‐"})
    if (take(text, dash)) return take_spaces(text), '-';
  if (take(text, "/")) return take_spaces(text), '/';
  if (take(text, ".")) return take_spaces(text), '.';
  if (take(text, "年")) return take_spaces(text), 'Y';
  if (take(text, "月份") || take(text, "月")) return take_spaces(text), 'M';
  return 0;
}

/// " 00:00:00", "T08:30", "08:30:00.000Z", "+08:00".
bool take_time(std::string_view& text) {
  take_spaces(text);
  if (text.empty()) return true;
  if (!take(text, "T")) take(text, "t");
  Part part;
  if (!take_number(text, part) || part.digits > 2 || part.value > 24) return false;
  if (!take(text, ":") || !take_number(text, part) || part.digits != 2 || part.value > 59) return false;
  if (take(text, ":") && (!take_number(text, part) || part.digits != 2 || part.value > 60)) return false;
  if (take(text, ".") && !take_number(text, part)) return false;
  if (take(text, "Z") || take(text, "z")) return text.empty();
  if (take(text, "+") || take(text, "-")) {
    if (!take_number(text, part)) return false;
    if (take(text, ":") && !take_number(text, part)) return false;
  }
  take_spaces(text);
  return text.empty();
}

/// Digits alone: 2003, 37742, 200305, 20030501.
bool plain_number(const Part& n, DateSpan& span, std::string* reason) {
  switch (n.digits) {
    case 4:
      return whole_year(n.value, span, reason);
    case 5:
      if (n.value < first_serial || n.value > last_serial) return not_a_date(reason);
      span = {n.value - serial_of_1970, n.value - serial_of_1970};
      return true;
    case 6:
      return whole_month(n.value / 100, n.value % 100, span, reason);
    case 8:
      return whole_day(n.value / 10000, n.value / 100 % 100, n.value % 100, span, reason);
    default:
      return not_a_date(reason);
  }
}

}  // namespace

bool read_date(std::string_view text, CellType type, DateSpan& span, std::string* reason) {
  if (const auto day = parse_iso_date(text)) {
    span = {*day, *day};
    return known_year(year_of(*day), reason);
  }
  const std::string normal = nfkc(text);
  std::string_view rest = normal;
  std::array<Part, 3> parts;
  std::array<char, 3> separators{};
  size_t count = 0;
  while (count < 3 && take_number(rest, parts[count])) {
    separators[count] = take_separator(rest);
    if (separators[count++] == 0) break;
  }
  if (count == 0) return not_a_date(reason);
  const char last = separators[count - 1];
  if (last == 0) {
    // The day's sign closes the date, a time of day may follow.
    if (count == 3 && !take(rest, "日")) take(rest, "号");
    if (!rest.empty() && (count != 3 || !take_time(rest))) return not_a_date(reason);
  } else if (!rest.empty() || !((count == 1 && last == 'Y') || (count == 2 && last == 'M'))) {
    return not_a_date(reason);
  }
  const Part a = parts[0], b = parts[1], c = parts[2];
  if (count == 1)
    return last == 0       ? plain_number(a, span, reason)
           : a.digits == 4 ? whole_year(a.value, span, reason)
                           : not_a_date(reason);

  const char first = separators[0];
  if (first == 'M' || (count == 3 && separators[1] == 'Y')) return not_a_date(reason);
  if (count == 3 && (first == 'Y') != (separators[1] == 'M')) return not_a_date(reason);
  if (count == 3 && first != 'Y' && first != separators[1]) return not_a_date(reason);
  if (count == 2 && first != 'Y' && last == 'M') return not_a_date(reason);

  if (count == 2) {
    // A serial with its time of day.
    if (first == '.' && a.digits == 5) return plain_number(a, span, reason);
    if (a.digits != 4 || b.digits > 2) return not_a_date(reason);
    if (type == CellType::number && first == '.' && b.digits == 1 && b.value == 1) {
      // A spreadsheet that took 2003.10 for a number shows it as 2003.1, which is how January looks too.
      if (!whole_year(a.value, span, reason)) return false;
      span.last = month_span(a.value, 10).last;
      return true;
    }
    return whole_month(a.value, b.value, span, reason);
  }
  if (a.digits == 4 && b.digits <= 2 && c.digits <= 2) return whole_day(a.value, b.value, c.value, span, reason);
  if (a.digits <= 2 && b.digits <= 2 && c.digits == 4) {
    if (a.value == b.value || (b.value > 12 && a.value <= 12))
      return whole_day(c.value, a.value, b.value, span, reason);
    if (a.value > 12 && b.value <= 12) return whole_day(c.value, b.value, a.value, span, reason);
    return fail(reason, "分不清日和月；应写成 2003-05-01", "day and month cannot be told apart; write 2003-05-01");
  }
  if (a.digits <= 2 && b.digits <= 2 && c.digits <= 2)
    return fail(reason, "年份应写四位，例如 2003-05-01", "write the year with four digits, such as 2003-05-01");
  return not_a_date(reason);
}

}  // namespace gengxin
