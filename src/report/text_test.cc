#include <doctest/doctest.h>

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

}  // namespace

TEST_CASE("the text report has everything a finding rests on") {
  const Fixture f;
  const std::string out = f.report("text", f.everything());
  CHECK(has(out, "核对日期 2025-07-01 · 地区 洛阳市"));
  CHECK(has(out, "■ 淘汰  1 条"));
  CHECK(has(out, "工业和信息化部公告2016年第13号 一、2  S9 系列配电变压器"));
  CHECK(has(out, "期限 2017-12-31（已过）"));
  CHECK(has(out, "投运日期 1996 (F4)"));
  CHECK(has(out, "■ 低于准入水平  2 条，另有疑似 1 条，其中违规 1 条"));
  CHECK(has(out, "91.0 % < 3级 91.4 % → 2级 93.3 %"));
  CHECK(has(out, "额定功率 11 kW (据型号)"));
  CHECK(has(out, "可能符合，请对照目录核实"));
  CHECK(has(out, "缺 效率、投运日期"));
  CHECK(has(out, "合计 12,345.68 元"));
  CHECK(has(out, "不构成法律意见。\n"));
  CHECK_FALSE(has(out, "\x1b"));  // neither colour nor the inventory's own control characters
  CHECK(out.find("■ 淘汰") < out.find("■ 低于准入水平"));
  CHECK(out.find("■ 可享受") < out.find("■ 资料不足"));
}

TEST_CASE("rows are named by their sheet where a file has several, and what was passed over is said") {
  Fixture f;
  f.run.inputs.resize(2);
  f.run.inputs[0].file = f.run.inputs[1].file = "台账.xlsx";
  f.run.inputs[0].sheet = "电机";
  f.run.inputs[1].sheet = "变压器";
  std::vector<std::pair<Item, Outcome>> items;
  for (const char* sheet : {"电机", "变压器"}) {
    items.emplace_back(f.motor(12), Fixture::outcome({f.grade_finding(91, 4, false)}));
    items.back().first.file = "台账.xlsx";
    items.back().first.sheet = sheet;
  }
  CHECK(has(f.report("text", items), "\n    行12  M-07"));
  for (InputInfo& input : f.run.inputs) input.one_of_sheets = true;
  f.run.diagnostics.resize(3);
  for (Diagnostic& d : f.run.diagnostics) d.file = "台账.xlsx";
  f.run.diagnostics[0].message = "工作表“说明”没有读取";
  f.run.diagnostics[1].message = "第 7 行被隐藏";
  f.run.diagnostics[1].sheet = "电机";
  f.run.diagnostics[2].message = "某列";
  f.run.diagnostics[2].row = 3;
  const std::string out = f.report("text", items);
  CHECK(has(out, "\n    电机 行12    M-07"));
  CHECK(has(out, "\n    变压器 行12  M-07"));
  CHECK(out.find("台账.xlsx（电机）") < out.find("第 7 行被隐藏"));
  CHECK(out.find("第 7 行被隐藏") < out.find("台账.xlsx（变压器）"));
  CHECK(out.find("台账.xlsx（变压器）") < out.find("\n  工作表“说明”没有读取"));
  CHECK_FALSE(has(out, "某列"));
}

TEST_CASE("colour only where it is asked for") {
  Fixture f;
  f.run.colour = true;
  const std::string out = f.report("text", f.everything());
  CHECK(has(out, "\x1b[1;31m■ 淘汰\x1b[0m"));
  CHECK(count(out, "\x1b[0m") * 2 == count(out, "\x1b["));
}

TEST_CASE("a big input is cut in the listing, not in the counts") {
  Fixture f;
  std::vector<std::pair<Item, Outcome>> items;
  for (uint64_t row = 2; row < 1302; ++row)
    items.emplace_back(f.motor(row), Fixture::outcome({f.grade_finding(91, 4, false)}));
  const std::string out = f.report("text", items, 700);
  CHECK(count(out, "→ 2级 93.3 %") == 500);
  CHECK(has(out, "… 另有 800 条，用 -f ndjson 查看全部"));
  CHECK(has(out, "■ 低于准入水平  1,300 条"));
  CHECK(f.report("text", items, 100) == out);
}

TEST_CASE("nothing found is said") {
  const Fixture f;
  CHECK(has(f.report("text", {}), "没有读到设备"));
  CHECK(has(f.report("text", {{f.motor(2), Fixture::outcome({})}}), "未发现问题"));
  CHECK(has(f.report("text", {{f.motor(2), Outcome{}}}), "没有任何设备适用"));
}

TEST_CASE("--summary prints totals only") {
  Fixture f;
  f.run.summary_only = true;
  const std::string out = f.report("text", f.everything());
  CHECK_FALSE(has(out, "■"));
  CHECK(has(out, "设备 10 项，已核对 8 项"));
}
