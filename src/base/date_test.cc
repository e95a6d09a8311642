#include "base/date.h"

#include <doctest/doctest.h>

using namespace gengxin;

namespace {
Day iso(std::string_view text) {
  const auto day = parse_iso_date(text);
  REQUIRE_MESSAGE(day.has_value(), std::string(text));
  return *day;
}
}  // namespace

TEST_CASE("date: ISO dates") {
  CHECK(iso("1970-01-01") == 0);
  CHECK(iso("2000-02-29") == 11016);
  CHECK(format_date(iso("2024-07-16")) == "2024-07-16");
  CHECK(format_date(no_day).empty());
  for (const char* bad : {"2003-02-29", "2003-02-30", "2003-13-01", "2003-00-01", "2003-01-00", "2003-1-1",
                          "2003/01/01", "", "2003-01-01 ", "2003-01-0a", "-003-01-01", "1900-02-29", "2003-04-31"})
    CHECK_MESSAGE(!parse_iso_date(bad), bad);
  for (Day day = iso("1899-12-25"); day < iso("2105-01-10"); ++day) REQUIRE(iso(format_date(day)) == day);
}

TEST_CASE("date: spans") {
  CHECK(format_span(year_span(2003)) == "2003");
  CHECK(format_span(month_span(2003, 5)) == "2003-05");
  CHECK(format_span(month_span(2004, 2)) == "2004-02");
  CHECK(month_span(2004, 2).last == iso("2004-02-29"));
  CHECK(format_span({iso("2003-05-01"), iso("2003-05-01")}) == "2003-05-01");
  CHECK(format_span({iso("2003-01-01"), iso("2003-10-31")}) == "2003-01-01/2003-10-31");
  CHECK(DateSpan{}.exact());
  CHECK(format_span(DateSpan{}).empty());
}

TEST_CASE("date: years and months") {
  CHECK(format_date(add_years(iso("2004-02-29"), 1)) == "2005-02-28");
  CHECK(format_date(add_years(iso("2004-02-29"), 4)) == "2008-02-29");
  CHECK(format_date(add_years(iso("2004-02-29"), -4)) == "2000-02-29");
  CHECK(format_date(add_months(iso("2024-01-31"), 1)) == "2024-02-29");
  CHECK(format_date(add_months(iso("2024-11-30"), 3)) == "2025-02-28");
  CHECK(format_date(add_months(iso("2024-01-15"), -1)) == "2023-12-15");
  CHECK(format_date(add_months(iso("2024-01-15"), -13)) == "2022-12-15");
  CHECK(format_date(add_months(iso("2024-01-15"), 24)) == "2026-01-15");
  CHECK(format_date(add_years(iso("2024-01-15"), 2000000000)) == "9999-01-15");
  CHECK(add_years(no_day, 1) == no_day);
  CHECK(add_months(no_day, 1) == no_day);
}

TEST_CASE("date: completed years on both sides of the anniversary") {
  CHECK(years_between(iso("2003-05-01"), iso("2023-04-30")) == 19);
  CHECK(years_between(iso("2003-05-01"), iso("2023-05-01")) == 20);
  CHECK(years_between(iso("2004-02-29"), iso("2005-02-27")) == 0);
  CHECK(years_between(iso("2004-02-29"), iso("2005-02-28")) == 1);
  CHECK(years_between(iso("2003-05-01"), iso("2003-05-01")) == 0);
  CHECK(years_between(iso("2003-05-01"), iso("2003-04-30")) == -1);
  CHECK(years_between(iso("2003-05-01"), iso("2002-05-01")) == -1);
  CHECK(year_of(iso("1999-12-31")) == 1999);
  CHECK(year_of(iso("2000-01-01")) == 2000);
}

TEST_CASE("date: today is a date of this century") { CHECK(year_of(today()) / 100 == 20); }
