#include <doctest/doctest.h>

#include "report/test_fixture.h"

using namespace gengxin;
using test::Fixture;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the Markdown report: a table a verdict") {
  const Fixture f;
  const std::string out = f.report("markdown", f.everything());
  CHECK(out.starts_with("# 设备更新核对\n\n核对日期 2025-07-01 · 地区 洛阳市"));
  CHECK(
      has(out, "| T-01 | 配电变压器 | S9-315/10 | 期限 2017-12-31（已过） | 工业和信息化部公告2016年第13号 一、2 |\n"));
  CHECK(has(out, "| 低于准入水平 | 2 | 1 |\n"));
  CHECK(has(out, "违规；91.0 % \\< 3级 91.4 %；目标 2级 93.3 %"));
  CHECK(has(out, "| 2017-12-31 | 已过 7 年 | 淘汰 1 台 | T-01 |"));
  CHECK(has(out, "需补 效率、投运日期"));
  CHECK(f.report("markdown", f.everything(), 1) == out);
}

TEST_CASE("a cell cannot break its table") {
  const Fixture f;
  Item bad = f.motor(2);
  bad.id = "a|b\nc";
  bad.values[f.name] = Fixture::text("<b>*x*</b>", 1);
  const std::string out = f.report("markdown", {{bad, Fixture::outcome({f.grade_finding(91, 4, false)})}});
  CHECK(has(out, "| a\\|b c | \\<b>\\*x\\*\\</b> | YE3-160M-4 |"));
}

TEST_CASE("fifty lines a verdict, the rest counted") {
  const Fixture f;
  std::vector<std::pair<Item, Outcome>> items;
  for (uint64_t row = 2; row < 62; ++row)
    items.emplace_back(f.motor(row), Fixture::outcome({f.grade_finding(91, 4, false)}));
  const std::string out = f.report("markdown", items);
  CHECK(has(out, "… 另有 10 条"));
  CHECK(f.report("markdown", items, 7) == out);
}
