#include "mapping/cell.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "base/diagnostic.h"
#include "base/text.h"
#include "mapping/test_vocabulary.h"

using namespace gengxin;

namespace {

const Vocabulary& words() {
  static const Vocabulary v = test::small_vocabulary();
  return v;
}

struct Read {
  CellResult result;
  Value value;
  std::string reason;
};

Read read(std::string_view field, std::string_view text, CellType type = CellType::text, std::string_view unit = {}) {
  Read r{CellResult::missing, {}, {}};
  const FieldId f = words().field(field);
  REQUIRE(f != no_id);
  r.result = read_cell(words(), f, unit.empty() ? no_id : words().unit(unit), {text, type}, r.value, r.reason);
  CHECK((r.result == CellResult::unreadable) == !r.reason.empty());
  CHECK((r.result == CellResult::value) == r.value.known());
  return r;
}

/// The number as a decimal, "missing", or "unreadable".
std::string number(std::string_view field, std::string_view text, CellType type = CellType::text,
                   std::string_view unit = {}) {
  const Read r = read(field, text, type, unit);
  if (r.result == CellResult::missing) return "missing";
  if (r.result == CellResult::unreadable) return "unreadable";
  if (!r.value.exact) return "inexact";
  CHECK(r.value.number == std::strtod(r.value.decimal.to_string().c_str(), nullptr));
  return r.value.decimal.to_string();
}
std::string power(std::string_view text, std::string_view unit = {}) {
  return number("power_kw", text, CellType::text, unit);
}

std::string date(std::string_view text, CellType type = CellType::text) {
  DateSpan span;
  std::string reason;
  if (read_date(text, type, span, &reason)) return format_span(span);
  CHECK(!reason.empty());
  return "none";
}

bool says(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("cell: plain numbers") {
  CHECK(power("7.5") == "7.5");
  CHECK(power(" 7.5 ") == "7.5");
  CHECK(power("７．５") == "7.5");
  CHECK(power("+7.5") == "7.5");
  CHECK(power("0.010") == "0.01");
  CHECK(power("1.5E+03") == "1500");
  CHECK(power("1e2") == "100");
  CHECK(number("power_kw", "7.5", CellType::number) == "7.5");
  CHECK(number("power_kw", "0.30000000000000004", CellType::number) == "0.3");
  CHECK(number("power_kw", "91.39999999999999", CellType::number) == "91.4");
  CHECK(power("91.40000000000001") == "91.4");
  CHECK(power("99.9999999999999999") == "100");
  CHECK(number("temperature", "-0.30000000000000004") == "-0.3");
  CHECK(power("91.3999999999999") == "91.3999999999999");
  CHECK(number("price", "123456789012.34") == "123456789012.34");
  CHECK(number("temperature", "-12.5") == "-12.5");
  CHECK(number("temperature", "－12.5") == "-12.5");
  CHECK(number("temperature", "−12.5") == "-12.5");
  CHECK(power("abc") == "unreadable");
  CHECK(power("1.2.3") == "unreadable");
  CHECK(power("12345678901234567890") == "unreadable");
  CHECK(power("..") == "unreadable");
  CHECK(power("5-") == "unreadable");
}

TEST_CASE("cell: thousands separators") {
  CHECK(power("1,234.5") == "1234.5");
  CHECK(power("1，234.5") == "1234.5");
  CHECK(power("１，２３４") == "1234");
  CHECK(power("123,456") == "123456");
  CHECK(number("price", "1,234,567.89") == "1234567.89");
  CHECK(power("1,23") == "unreadable");
  CHECK(power("1,2345") == "unreadable");
  CHECK(power("1234,567") == "unreadable");
  CHECK(power("1,234,56") == "unreadable");
  CHECK(power("7,5") == "unreadable");
  CHECK(says(read("power_kw", "7,5").reason, "千分位"));
  CHECK(power(",123") == "unreadable");
}

TEST_CASE("cell: units in the cell go before the header's") {
  CHECK(power("7.5kW") == "7.5");
  CHECK(power("7.5 千瓦") == "7.5");
  CHECK(power("7.5（kW）") == "7.5");
  CHECK(power("7500W") == "7.5");
  CHECK(power("7500W", "kW") == "7.5");
  CHECK(power("7.5kW", "W") == "7.5");
  CHECK(power("7500", "W") == "7.5");
  CHECK(power("0.0075MW") == "7.5");
  CHECK(power("10马力") == "7.355");
  CHECK(number("flow_m3h", "2", CellType::text, "m3/min") == "120");
  CHECK(number("flow_m3h", "2m³/min") == "120");
  CHECK(number("flow_m3h", "48", CellType::text, "m3/d") == "2");
  CHECK(number("flow_m3h", "1", CellType::text, "m3/d") == "inexact");
  CHECK(read("flow_m3h", "1", CellType::text, "m3/d").value.number == 1.0 / 24);
  CHECK(power("380V") == "unreadable");
  CHECK(says(read("power_kw", "380V").reason, "kW、W"));
  CHECK(power("7.5 furlongs") == "unreadable");
  CHECK(number("power_factor", "0.85V") == "unreadable");
}

TEST_CASE("cell: about, bounds, ranges, several values") {
  CHECK(number("efficiency_pct", "约90%") == "90");
  CHECK(number("efficiency_pct", "≈90") == "90");
  CHECK(number("efficiency_pct", "~90%左右") == "90");
  CHECK(number("efficiency_pct", "～90％") == "90");
  CHECK(number("efficiency_pct", "≥90%") == "unreadable");
  CHECK(number("efficiency_pct", "90%以上") == "unreadable");
  CHECK(says(read("efficiency_pct", "不低于90%").reason, "界限"));
  for (const char* several : {"5-10", "5~10", "5～10", "5—10", "5至10kW", "380/220", "7.5kW×2", "5+5", "5、10", "5 10",
                              "5;10", "5(10)", "7.5×2"})
    CHECK_MESSAGE(power(several) == "unreadable", several);
  CHECK(says(read("power_kw", "5-10").reason, "区间"));
}

TEST_CASE("cell: written for no value") {
  for (const char* missing : {"",    " ",  "　",     "-",    "—",    "－－", "——", "/",    "／",   "\\", "无", "N/A",
                              "n/a", "NA", "Ｎ／Ａ", "不详", "暂无", "未知", "…",  "null", "None", "*",  "?"}) {
    CHECK_MESSAGE(power(missing) == "missing", missing);
    CHECK_MESSAGE(read("company", missing).result == CellResult::missing, missing);
    CHECK_MESSAGE(read("in_service_date", missing).result == CellResult::missing, missing);
    CHECK_MESSAGE(read("fuel", missing).result == CellResult::missing, missing);
  }
  CHECK(means_missing(fold("N / A")));
  CHECK_FALSE(means_missing(fold("无锡")));
  CHECK_FALSE(means_missing("0"));
  CHECK(read("power_kw", "whatever", CellType::empty).result == CellResult::missing);
}

TEST_CASE("cell: multiples of ten thousand") {
  CHECK(power("1.5万") == "15000");
  CHECK(power("1.5万kW") == "15000");
  CHECK(power("1.5万千瓦") == "15000");
  CHECK(number("price", "1.5万") == "15000");
  CHECK(number("price", "1.5万元") == "15000");
  CHECK(number("price", "1.5", CellType::text, "10000yuan") == "15000");
  CHECK(number("price", "1.5万元", CellType::text, "10000yuan") == "15000");
  CHECK(number("price", "￥10,000.00") == "10000");
  CHECK(number("price", "￥35,000", CellType::text, "10000yuan") == "35000");
  CHECK(number("price", "¥3.5万", CellType::text, "10000yuan") == "35000");
  CHECK(number("price", "人民币3.5万元") == "35000");
  CHECK(number("price", "1.2亿") == "120000000");
  CHECK(number("price", "1.2亿元") == "120000000");
  CHECK(number("price", "3千元") == "3000");
  CHECK(number("flow_m3h", "2万") == "20000");
  CHECK(number("price", "$10") == "unreadable");
  CHECK(number("price", "1.2亿", CellType::text, "10000yuan") == "unreadable");
}

TEST_CASE("cell: percent and ratio") {
  CHECK(number("efficiency_pct", "91.4%") == "91.4");
  CHECK(number("efficiency_pct", "91.4") == "91.4");
  CHECK(number("efficiency_pct", "0.914", CellType::text, "ratio") == "91.4");
  CHECK(number("efficiency_pct", "91.4%", CellType::text, "ratio") == "91.4");
  CHECK(number("efficiency_pct", "0.914") == "unreadable");
  const std::string reason = read("efficiency_pct", "0.914").reason;
  CHECK(says(reason, "5 至 115"));
  CHECK(says(reason, "小数"));
  CHECK(says(reason, "91.4 %"));
}

TEST_CASE("cell: plausible ranges, both ends included") {
  CHECK(power("0.01") == "0.01");
  CHECK(power("0.009") == "unreadable");
  CHECK(power("500000") == "500000");
  CHECK(power("500000.1") == "unreadable");
  CHECK(power("-5") == "unreadable");
  CHECK(says(read("power_kw", "600000").reason, "0.01 至 500000"));
  CHECK(says(read("power_kw", "600000").reason, "600 kW"));  // watts were meant
}

TEST_CASE("cell: whole numbers") {
  CHECK(number("poles", "4") == "4");
  CHECK(number("poles", "4.0") == "4");
  CHECK(number("poles", "4极") == "4");
  CHECK(number("poles", "4P") == "4");
  CHECK(number("poles", "6p") == "6");
  CHECK(number("poles", "4 poles") == "4");
  CHECK(number("poles", "4.5") == "unreadable");
  CHECK(number("poles", "4kW") == "unreadable");
  CHECK(number("poles", "1") == "unreadable");
  CHECK(number("quantity", "3台") == "3");
  CHECK(number("quantity", "3套") == "3");
  CHECK(number("quantity", "0.5万台") == "5000");
}

TEST_CASE("cell: grades by word") {
  CHECK(number("grade", "IE3") == "3");
  CHECK(number("grade", "ie 3") == "3");
  CHECK(number("grade", "二级") == "2");
  CHECK(number("grade", "2级") == "2");
  CHECK(number("grade", "3级") == "3");
  CHECK(number("grade", "Ⅱ级") == "2");
  CHECK(number("grade", "2") == "2");
  CHECK(number("grade", "IE9") == "unreadable");
  CHECK(number("grade", "6") == "unreadable");
}

TEST_CASE("cell: wrong kinds of cell") {
  CHECK(number("power_kw", "2003-05-10", CellType::date) == "unreadable");
  CHECK(number("power_kw", "true", CellType::boolean) == "unreadable");
  CHECK(number("power_kw", "#N/A", CellType::error) == "unreadable");
  CHECK(read("name", "#DIV/0!", CellType::error).result == CellResult::unreadable);
  CHECK(says(read("name", "#DIV/0!", CellType::error).reason, "#DIV/0!"));
  CHECK(read("in_service_date", "true", CellType::boolean).result == CellResult::unreadable);
}

TEST_CASE("cell: text keeps a view") {
  const std::string text = "  某某公司 ";
  Value value;
  std::string reason;
  REQUIRE(read_cell(words(), words().field("company"), no_id, {text, CellType::text}, value, reason) ==
          CellResult::value);
  CHECK(value.text == "某某公司");
  CHECK(value.text.data() == text.data() + 2);
  CHECK(value.kind == ValueKind::text);
  CHECK(read("power_kw", "7.5kW").value.text == "7.5kW");
}

TEST_CASE("cell: yes and no") {
  for (const char* yes : {"是", "有", "Yes", "Y", "TRUE", "1", "√", "✓", "变频调速"}) {
    const Read r = read("variable_speed", yes);
    CHECK_MESSAGE(r.result == CellResult::value, yes);
    CHECK_MESSAGE(r.value.number == 1, yes);
  }
  for (const char* no : {"否", "无", "No", "n", "false", "0", "×", "没有"}) {
    const Read r = read("variable_speed", no);
    CHECK_MESSAGE(r.result == CellResult::value, no);
    CHECK_MESSAGE(r.value.number == 0, no);
  }
  CHECK(read("variable_speed", "true", CellType::boolean).value.number == 1);
  CHECK(read("variable_speed", "/").result == CellResult::missing);
  CHECK(read("variable_speed", "部分").result == CellResult::unreadable);
}

TEST_CASE("cell: choices") {
  CHECK(read("fuel", "烟煤").value.number == 0);
  CHECK(read("fuel", "Natural Gas").value.number == 1);
  CHECK(read("fuel", "gas").value.kind == ValueKind::choice);
  const Read r = read("fuel", "柴油");
  CHECK(r.result == CellResult::unreadable);
  CHECK(says(r.reason, "燃煤、天然气"));
}

TEST_CASE("date: days") {
  for (const char* text : {"2003-05-01", "2003-5-1", "2003/5/1", "2003/05/01", "2003.5.1", "2003.05.01", "2003年5月1日",
                           "2003 年 5 月 1 日", "2003年05月01号", "20030501", "37742", "２００３－０５－０１",
                           "２００３年５月１日", "2003-05-01 00:00:00", "2003-05-01T00:00:00Z",
                           "2003-05-01T08:30:00+08:00", "2003/5/1 8:30", "2003年5月1日 12:00", "2003—05—01"})
    CHECK_MESSAGE(date(text) == "2003-05-01", text);
  CHECK(date("2003-05-01", CellType::date) == "2003-05-01");
  CHECK(date("2003-05", CellType::date) == "2003-05");
  CHECK(date("37742", CellType::number) == "2003-05-01");
  CHECK(date("37742.5", CellType::number) == "2003-05-01");
  CHECK(date("20030501", CellType::number) == "2003-05-01");
  CHECK(date("2004-02-29") == "2004-02-29");
}

TEST_CASE("date: months and years are spans") {
  for (const char* text : {"2003-05", "2003.5", "2003.05", "2003/5", "2003年5月", "2003年05月份", "200305"})
    CHECK_MESSAGE(date(text) == "2003-05", text);
  CHECK(date("2003.10") == "2003-10");
  CHECK(date("2003.1") == "2003-01");
  CHECK(date("2003.12") == "2003-12");
  CHECK(date("2003.1", CellType::number) == "2003-01-01/2003-10-31");
  CHECK(date("2003.2", CellType::number) == "2003-02");
  CHECK(date("2003.11", CellType::number) == "2003-11");
  CHECK(date("200305", CellType::number) == "2003-05");
  for (const char* text : {"2003", "2003年", "２００３年"}) CHECK_MESSAGE(date(text) == "2003", text);
  CHECK(date("2003", CellType::number) == "2003");
}

TEST_CASE("date: what is none") {
  for (const char* text : {"2003-02-30",  "2003-02-29", "2003-13-01", "2003-00-01", "2003-1-0",  "20030230",
                           "200313",      "2003.13",    "2003-13",    "03/05/2003", "5-1-2003",  "03-05-01",
                           "98年5月",     "2003-5-1-1", "2003-5/1",   "2003至2005", "2003-2005", "约2003年",
                           "2003年以前",  "五月",       "abc",        "12",         "29220",     "73051",
                           "999999999",   "1899-12-31", "2101-01-01", "1899",       "2101",      "2003-05-01 25:00",
                           "2003-05-01x", "5月2003年",  "2003年5日",  "1/2",        "2003-",     "-2003",
                           "2003..5",     "1900-01-00"})
    CHECK_MESSAGE(date(text) == "none", text);
  DateSpan span;
  std::string reason;
  CHECK_FALSE(read_date("03/05/2003", CellType::text, span, &reason));
  CHECK(says(reason, "分不清"));
  CHECK_FALSE(read_date("2003-02-30", CellType::text, span, &reason));
  CHECK(says(reason, "没有这一天"));
  CHECK(date("29221") == "1980-01-01");
  CHECK(date("73050") == "2099-12-31");
  CHECK(date("1900") == "1900");
  CHECK(date("2100-12-31") == "2100-12-31");
}

TEST_CASE("date: day and month told apart") {
  CHECK(date("31/12/2003") == "2003-12-31");
  CHECK(date("12/31/2003") == "2003-12-31");
  CHECK(date("05/05/2003") == "2003-05-05");
  CHECK(date("13/13/2003") == "none");
}

TEST_CASE("cell: dates keep to the field's range") {
  CHECK(read("in_service_date", "2003-05-01").value.date.exact());
  CHECK(read("in_service_date", "2003").value.kind == ValueKind::date);
  CHECK(read("in_service_date", "昨天").result == CellResult::unreadable);
}

TEST_CASE("convert: exact through decimals") {
  const auto& v = words();
  Value out;
  for (int k = 0; k <= 1200; ++k) {
    REQUIRE(convert(v, Decimal{k, -3}, v.unit("ratio"), v.unit("%"), out));
    REQUIRE(out.exact);
    const std::string literal = std::to_string(k / 10) + "." + std::to_string(k % 10);
    REQUIRE_MESSAGE(out.number == std::strtod(literal.c_str(), nullptr), literal);
    REQUIRE(out.decimal == Decimal{k, -1});
    const Read r = read("temperature", literal);
    REQUIRE(r.value.number == out.number);
  }
  REQUIRE(convert(v, Decimal{914, -3}, v.unit("ratio"), v.unit("%"), out));
  CHECK(out.number == 91.4);
  REQUIRE(convert(v, Decimal{10, 0}, v.unit("hp"), v.unit("kW"), out));
  CHECK(out.number == 7.355);
  REQUIRE(convert(v, Decimal{7355, -3}, v.unit("kW"), v.unit("hp"), out));
  CHECK(out.exact);
  CHECK(out.number == 10);
  REQUIRE(convert(v, Decimal{1, 0}, v.unit("kW"), v.unit("hp"), out));
  CHECK_FALSE(out.exact);
  CHECK(out.number == 1 / 0.7355);
  REQUIRE(convert(v, Decimal{1, 0}, v.unit("m3/h"), v.unit("m3/min"), out));
  CHECK_FALSE(out.exact);
  CHECK(out.number == 1.0 / 60);
  REQUIRE(convert(v, Decimal{-7, 0}, v.unit("m3/h"), v.unit("m3/min"), out));
  CHECK(out.number == -7.0 / 60);
  REQUIRE(convert(v, Decimal{90, 0}, v.unit("m3/h"), v.unit("m3/min"), out));
  CHECK(out.exact);
  CHECK(out.number == 1.5);
  REQUIRE(convert(v, Decimal{999999999999999999, 0}, v.unit("m3/min"), v.unit("m3/h"), out));
  CHECK_FALSE(out.exact);
  CHECK(out.number == 999999999999999999.0 * 60);
  CHECK_FALSE(convert(v, Decimal{1, 0}, v.unit("kW"), v.unit("V"), out));
  CHECK_FALSE(convert(v, Decimal{1, 0}, no_id, v.unit("V"), out));
}

TEST_CASE("cell: no bytes crash it") {
  for (const char* junk : {"\xFF\xFE", "\xE5\x8A", "%", "万", "kW", "e5", "1e",  "1e+", ",",  "((", "()",
                           "(kW)",     "约",       "~", "≥",  "¥",  "-",  "--5", "+-5", "5(", "5()"})
    for (const Field& field : words().fields) {
      (void)read(field.id, junk);
      (void)read(field.id, junk, CellType::number);
    }
}
