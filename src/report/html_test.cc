#include <doctest/doctest.h>

#include "report/html_assets.h"
#include "report/test_fixture.h"

using namespace gengxin;
using test::Fixture;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

size_t count(const std::string& text, std::string_view part) {
  size_t n = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

/// The page without what is the same in all.
std::string page(const Fixture& f, const std::vector<std::pair<Item, Outcome>>& items, size_t block = 3) {
  std::string out = f.report("html", items, block);
  for (const std::string_view asset : {report_css(), report_js()}) {
    const size_t at = out.find(asset);
    if (at != std::string::npos) out.erase(at, asset.size());
  }
  return out;
}

}  // namespace

TEST_CASE("the HTML report has everything a finding rests on") {
  const Fixture f;
  const std::string out = page(f, f.everything());
  CHECK(has(out, "<html lang=\"zh-CN\">"));
  CHECK(has(out, "<title>洛阳某厂设备更新核对报告</title>") == false);  // three items name no company
  CHECK(has(out, "<dt>期限</dt><dd>2017-12-31（已过 7 年）</dd>"));
  CHECK(has(out, "<dt>现状</dt><dd>91.0 % &lt; 3级 91.4 %</dd>"));
  CHECK(has(out, "<dt>目标</dt><dd>节能水平（2级） 93.3 %</dd>"));
  CHECK(has(out, "<dt>每年省</dt><dd>1234 kWh（863.80 元）</dd>"));
  CHECK(has(out, "<dt>金额</dt><dd>12,345.68 元</dd>"));
  CHECK(has(out, "当年可用 6.00 元，结转 4.00 元"));
  CHECK(has(out, "之前转让或出租：停止抵免"));
  CHECK(has(out, "不得与此同享"));
  CHECK(has(out, "<dt>需补</dt><dd>效率、投运日期</dd>"));
  CHECK(has(out, "额定功率 <b>11 kW</b> <i>据型号</i>"));
  CHECK(has(out, "效率 <b>91 %</b> <i>H5</i>"));
  CHECK(has(out, "限值（不低于）: 1级 95，2级 93.3，3级 91.4 %"));
  CHECK(has(out, "适用哪些条款尚不能确定"));
  CHECK(has(out, "href=\"#rule-miit-obsolete-4/1-2\""));
  CHECK(has(out, "id=\"rule-miit-obsolete-4/1-2\""));
  CHECK(has(out, "须核对：附件1"));
  CHECK(count(out, "<article ") == 8);
  CHECK_FALSE(has(out, "\x1b"));
}

TEST_CASE("every link of the page has its target") {
  const Fixture f;
  const std::string out = page(f, f.everything());
  for (size_t at = out.find("href=\""); at != std::string::npos; at = out.find("href=\"", at + 1)) {
    const std::string target = out.substr(at + 6, out.find('"', at + 6) - at - 6);
    CAPTURE(target);
    REQUIRE(target.starts_with("#"));
    CHECK(count(out, " id=\"" + target.substr(1) + "\"") == 1);
  }
}

TEST_CASE("the page is the same whatever the blocks") {
  const Fixture f;
  CHECK(page(f, f.everything(), 1) == page(f, f.everything(), 100));
}

TEST_CASE("of very many items the gravest are listed, and the page says so") {
  const Fixture f;
  std::vector<std::pair<Item, Outcome>> items;
  for (uint64_t row = 2; row < 5002; ++row)
    items.emplace_back(f.motor(row), Fixture::outcome({f.grade_finding(92.1, 3, false)}));
  for (uint64_t row = 5002; row < 5012; ++row)
    items.emplace_back(f.motor(row), Fixture::outcome({f.grade_finding(91, 4, false)}));
  const std::string out = page(f, items, 700);
  CHECK(count(out, "<article ") == 5000);
  CHECK(count(out, "class=\"item v-below-access\"") == 10);
  CHECK(has(out, "有结论的设备共 5,010 台，本页只列判定最重的 5,000 台"));
  CHECK(has(out, "<td>5,010</td>"));
  CHECK(out.find("id=\"item-1\" class=\"item v-below-access\"") != std::string::npos);
  CHECK(page(f, items, 100) == out);
}

TEST_CASE("totals alone: neither items nor script") {
  Fixture f;
  f.run.summary_only = true;
  const std::string out = f.report("html", f.everything());
  CHECK(has(out, "chart-verdicts"));
  CHECK_FALSE(has(out, "<article"));
  CHECK_FALSE(has(out, "<script"));
  CHECK_FALSE(has(out, "href=\"#rule-"));
  CHECK(has(f.report("html", {}), "没有读到设备"));
}

TEST_CASE("what falls due: up to the horizon, what has passed first") {
  Fixture f;
  Finding later = f.retire_finding();
  later.deadline = *parse_iso_date("2027-12-31");
  std::vector<std::pair<Item, Outcome>> items = {{f.motor(2), Fixture::outcome({later})},
                                                 {f.motor(3), Fixture::outcome({f.retire_finding()})}};
  const std::string all = page(f, items);
  CHECK(has(all, "datetime=\"2027-12-31\""));
  CHECK(all.find("datetime=\"2017-12-31\"") < all.find("datetime=\"2027-12-31\""));
  CHECK(has(all, "下一个期限"));
  f.run.horizon = *parse_iso_date("2027-12-30");
  const std::string near = page(f, items);
  CHECK(has(near, "到 2027-12-30 为止"));
  CHECK_FALSE(has(near, "datetime=\"2027-12-31\""));
  CHECK(has(near, "datetime=\"2017-12-31\""));
  f.run.horizon = *parse_iso_date("2027-12-31");
  CHECK(has(page(f, items), "datetime=\"2027-12-31\""));
}
