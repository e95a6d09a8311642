#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "report/test_fixture.h"

using namespace gengxin;
using nlohmann::json;
using test::Fixture;

namespace {

json run_of(const std::string& text) {
  const json log = json::parse(text);
  CHECK(log.at("version") == "2.1.0");
  REQUIRE(log.at("runs").size() == 1);
  return log["runs"][0];
}

}  // namespace

TEST_CASE("a SARIF result says what, where and how urgent") {
  const Fixture f;
  const std::string text = f.report("sarif", f.everything());
  const json run = run_of(text);
  const json first = run["results"][0];
  CHECK(first["ruleId"] == "miit-obsolete-4/1-2");
  CHECK(first["level"] == "error");
  CHECK_FALSE(first.contains("kind"));
  CHECK(first["message"]["text"] ==
        "S9-315/10 列入淘汰：S9 系列配电变压器（1997 年 12 月 31 日以前投运）（工业和信息化部公告2016年第13号 "
        "一、2），期限 2017-12-31（已过）");
  CHECK(first["locations"].dump() ==
        R"([{"logicalLocations":[{"kind":"item","name":"T-01"},{"kind":"cell","name":"F4"}],"physicalLocation":)"
        R"({"artifactLocation":{"index":0,"uri":"%E8%AE%BE%E5%A4%87%E5%8F%B0%E8%B4%A6.csv","uriBaseId":"%SRCROOT%"},)"
        R"("region":{"startColumn":6,"startLine":4}}}])");
  CHECK(first["suppressions"] == json::array());
  CHECK_FALSE(first.contains("baselineState"));
  CHECK(first["properties"].dump() ==
        R"({"certainty":"certain","deadline":"2017-12-31","item":"T-01","model":"S9-315/10","name":"配电变压器",)"
        R"("verdict":"retire"})");
  CHECK(f.report("sarif", f.everything(), 1) == text);
  CHECK(f.report("sarif", f.everything(), 100) == text);
}

TEST_CASE("what SARIF's kinds and levels are taken to mean") {
  Fixture f;
  f.run.all = true;
  const json run = run_of(f.report("sarif", f.everything()));
  std::map<std::string, std::set<std::string>> seen;  // verdict -> kind/level
  for (const json& result : run["results"])
    seen[result["properties"]["verdict"]].insert(result.value("kind", "fail") + "/" +
                                                 result["level"].get<std::string>());
  CHECK(seen["retire"] == std::set<std::string>{"fail/error"});
  CHECK(seen["below-access"] == std::set<std::string>{"fail/error", "fail/warning"});
  CHECK(seen["upgrade"] == std::set<std::string>{"fail/note"});
  CHECK(seen["eligible"] == std::set<std::string>{"informational/none"});
  CHECK(seen["undetermined"] == std::set<std::string>{"open/none"});
  CHECK(seen["compliant"] == std::set<std::string>{"pass/none"});

  SUBCASE("suspected is at most a warning") {
    Finding suspected = f.retire_finding();
    suspected.suspected = true;
    const json one = run_of(f.report("sarif", {{f.motor(2), Fixture::outcome({suspected})}}));
    CHECK(one["results"][0]["level"] == "warning");
    CHECK(one["results"][0]["properties"]["certainty"] == "suspected");
  }
}

TEST_CASE("SARIF rules: those cited, each result with its own") {
  Fixture f;
  f.base.rule_details.resize(f.base.rules.size());
  f.base.rule_details[0].note = "目录列 17 个型号；*见附件*。";
  f.base.documents[0].issuer = "工业和信息化部";
  f.base.documents[0].in_force = *parse_iso_date("2016-03-14");
  const json run = run_of(f.report("sarif", f.everything(), 2));
  const json& rules = run["tool"]["driver"]["rules"];
  std::set<std::string> ids, cited;
  for (const json& rule : rules) ids.insert(rule["id"]);
  for (const json& result : run["results"]) {
    cited.insert(result["ruleId"]);
    CHECK(rules[result["ruleIndex"].get<size_t>()]["id"] == result["ruleId"]);
  }
  CHECK(ids == cited);
  CHECK(ids.size() == rules.size());
  CHECK(ids.contains("gb18613-2020"));   // a finding about a whole document
  CHECK(ids.contains("applicability"));  // and one about an item of which it is open what applies
  CHECK(rules[0]["name"] == "工业和信息化部公告2016年第13号 一、2");
  CHECK(rules[0]["defaultConfiguration"]["level"] == "error");
  CHECK(rules[0]["help"]["text"] ==
        "文件：高耗能落后机电设备（产品）淘汰目录（第四批） 工业和信息化部公告2016年第13号\n发布机关：工业和信息化部\n"
        "条款：一、2\n判定：淘汰：列入淘汰目录，须停止使用\n施行：2016-03-14\n期限：2017-12-31\n"
        "依据：依据官方文本的转录\n说明：目录列 17 个型号；*见附件*。");
  CHECK(rules[0]["help"]["markdown"].get<std::string>().ends_with("\n- **说明**：目录列 17 个型号；\\*见附件\\*。"));
  CHECK(rules[0]["properties"].dump() ==
        R"({"clause":"一、2","deadline":"2017-12-31","document":"工业和信息化部公告2016年第13号",)"
        R"("in-force":"2016-03-14","tags":["retire","transcribed"]})");
}

TEST_CASE("fingerprints of SARIF are distinct, and the same in another order of rows") {
  const Fixture f;
  const auto fingerprints = [&](const std::vector<std::pair<Item, Outcome>>& items) {
    std::multiset<std::string> all;
    const json run = run_of(f.report("sarif", items));
    for (const json& result : run["results"])
      all.insert(result["partialFingerprints"]["gengxin/v1"].get<std::string>());
    return all;
  };
  std::vector<std::pair<Item, Outcome>> items = f.everything();
  const auto before = fingerprints(items);
  CHECK(std::set<std::string>(before.begin(), before.end()).size() == before.size());
  // Two motors of one id below access: the second is numbered.
  CHECK(std::count_if(before.begin(), before.end(), [](const auto& print) { return print.ends_with(":2"); }) > 0);
  std::reverse(items.begin(), items.end());
  CHECK(fingerprints(items) == before);
}

TEST_CASE("waivers are suppressions, known findings unchanged") {
  Fixture f;
  f.run.baseline.emplace();
  Waiver waiver;
  waiver.reason = "2027年\"一季度\"更新";
  waiver.who = "设备科";
  waiver.until = *parse_iso_date("2027-03-31");
  Finding waived = f.retire_finding(), known = f.grade_finding(91, 4, true);
  waived.waiver = &waiver;
  known.known = true;
  const json results = run_of(f.report("sarif", {{f.motor(2), Fixture::outcome({waived, known})}}))["results"];
  CHECK(results[0]["suppressions"].dump() ==
        R"([{"justification":"2027年\"一季度\"更新（设备科，至 2027-03-31）","kind":"external","status":"accepted"}])");
  CHECK(results[0]["baselineState"] == "new");
  CHECK(results[1]["suppressions"] == json::array());
  CHECK(results[1]["baselineState"] == "unchanged");
}

TEST_CASE("what could not be read is a notification, and the run was no success") {
  Fixture f;
  f.run.inputs[0].sha256 = "abc";
  CHECK(run_of(f.report("sarif", {}))["invocations"][0]["executionSuccessful"] == true);
  f.run.diagnostics = {
      {Severity::row_error, "设备台账.csv", 7, 0, "", "", "引号没有结束"},
      {Severity::cell_warning, "设备台账.csv", 8, 3, "功率", "abc", "不是数字"},
      {Severity::note, "设备台账.csv", 0, 0, "", "", "有列未用"},
  };
  f.run.inputs[0].unreadable_rows = 3;  // two of which have no message kept
  f.run.inputs[0].unreadable_cells = 1;
  const auto report = make_report("sarif");
  std::string text;
  Summary summary;
  summary.unreadable_rows = 3;
  report->begin(f.run, text);
  report->end(f.run, summary, text);
  const json run = run_of(text);
  const json& invocation = run["invocations"][0];
  CHECK(invocation["executionSuccessful"] == false);
  const json& said = invocation["toolExecutionNotifications"];
  REQUIRE(said.size() == 4);
  CHECK(said[0]["descriptor"].dump() == R"({"id":"unreadable-row","index":1})");
  CHECK(said[0]["level"] == "error");
  CHECK(said[0]["locations"][0]["physicalLocation"]["region"].dump() == R"({"startLine":7})");
  CHECK(said[1]["message"]["text"] == "列“功率”，内容“abc”：不是数字");
  CHECK(said[1]["locations"][0]["physicalLocation"]["region"].dump() == R"({"startColumn":3,"startLine":8})");
  CHECK(said[2]["level"] == "note");
  CHECK(said[3]["message"]["text"] == "另有 2 行读不出，未逐一列出");
  CHECK(run["results"] == json::array());
  CHECK(run["artifacts"][0]["hashes"]["sha-256"] == "abc");
  CHECK(run["properties"]["gengxin"]["format"] == "sarif");
}

TEST_CASE("totals only: no results are listed") {
  Fixture f;
  f.run.summary_only = true;
  const json run = run_of(f.report("sarif", f.everything()));
  CHECK_FALSE(run.contains("results"));
  CHECK(run["properties"]["summary"]["items"] == 10);
}

TEST_CASE("no cell and no file name spoils SARIF") {
  const Fixture f;
  const std::string name = "a\x01\"\n]]>%{0}", model = "[press](http://example.org)\\", file = "./x y/\xff#?:%.csv";
  Item item = f.motor(2);
  item.file = file;
  item.id = name;
  item.model = model;
  const std::string sheet = "表!\"\t";
  item.sheet = sheet;
  const json result = run_of(f.report("sarif", {{item, Fixture::outcome({f.retire_finding()})}}))["results"][0];
  CHECK(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "x%20y/%FF%23%3F%3A%25.csv");
  CHECK(result["locations"][0]["logicalLocations"][0]["name"] == name);
  CHECK(result["message"]["text"].get<std::string>().starts_with("\\[press\\](http://example.org)\\\\ 列入淘汰"));
  Item absolute = f.motor(2);
  absolute.file = "/data/a.csv";
  const json location = run_of(f.report("sarif", {{absolute, Fixture::outcome({f.retire_finding()})}}))["artifacts"][0];
  CHECK(location["location"].dump() == R"({"uri":"file:///data/a.csv"})");
}
