// The writer against its contract: valid JSON, the documented keys in the documented order, and nothing that the
// schema does not know.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "report/test_fixture.h"
#include "report/test_schema.h"

using namespace gengxin;
using test::Fixture;
using test::violates;
using json = nlohmann::ordered_json;

namespace {

Fixture full() {
  Fixture f;
  f.run.all = true;
  f.run.inputs[0].sheet = "表1";
  f.run.diagnostics = {{Severity::cell_warning, "设备台账.csv", 5, 8, "效率", "约\"91\"", "不是数字"},
                       {Severity::file_error, "\xff.csv", 0, 0, "", "", "不存在"}};
  f.run.diagnostics[0].sheet = "表1";
  return f;
}

std::vector<json> lines(const std::string& text) {
  std::vector<json> all;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) all.push_back(json::parse(line));
  return all;
}

}  // namespace

TEST_CASE("json keeps to its schema") {
  Fixture f = full();
  const json schema = json::parse(report_schema());
  for (const bool summary_only : {false, true}) {
    f.run.summary_only = summary_only;
    const json report = json::parse(f.report("json", f.everything()));
    CHECK(violates(schema, schema, report, "") == "");
    CHECK(report.contains("findings") == !summary_only);
  }
}

TEST_CASE("the schema knows no key that is never written") {
  const Fixture f = full();
  auto items = f.everything();
  const Waiver waiver{.rule = "x/1", .reason = "二季度更新", .who = "设备科", .until = 20543};
  for (auto& [item, outcome] : items) {
    item.sheet = "表1";
    for (Finding& finding : outcome.findings) {
      finding.known = true;
      finding.waiver = &waiver;
    }
  }
  const json report = json::parse(f.report("json", items));
  CHECK(report["findings"][0]["sheet"] == "表1");
  CHECK(report["diagnostics"][0]["sheet"] == "表1");
  CHECK(!json::parse(f.report("json", f.everything()))["findings"][0].contains("sheet"));
  const json schema = json::parse(report_schema());
  std::set<std::string> written;
  for (const json& finding : report["findings"]) {
    for (const auto& [key, value] : finding.items()) written.insert(key);
  }
  for (const auto& [key, value] : schema["$defs"]["finding"]["properties"].items())
    CHECK_MESSAGE(written.count(key) == 1, key);
}

TEST_CASE("the output does not depend on how the rows were divided") {
  const Fixture f = full();
  const auto items = f.everything();
  for (const std::string& format : report_formats()) {
    const std::string one = f.report(format, items, 1);
    CHECK(f.report(format, items, 3) == one);
    CHECK(f.report(format, items, 100) == one);
  }
}

TEST_CASE("no findings is an empty list") {
  const Fixture f;
  CHECK(json::parse(f.report("json", {}))["findings"].empty());
  CHECK(f.report("ndjson", {}).empty());
}

TEST_CASE("keys come in the documented order") {
  const Fixture f;
  const std::vector<json> all = lines(f.report("ndjson", f.everything()));
  const std::vector<std::string> order = {"file",     "row",      "item",       "company", "name",     "model",
                                          "category", "verdict",  "certainty",  "rule",    "document", "clause",
                                          "title",    "deadline", "values",     "level",   "target",   "best_target",
                                          "saving",   "amount",   "hold_until", "repay",   "check",    "together",
                                          "missing",  "also",     "baseline",   "waived",  "message",  "unmapped"};
  for (const json& finding : all) {
    size_t at = 0;
    for (const auto& [key, value] : finding.items()) {
      const auto found = static_cast<size_t>(std::find(order.begin(), order.end(), key) - order.begin());
      REQUIRE_MESSAGE(found < order.size(), key);
      CHECK_MESSAGE((found >= at), key);
      at = found;
    }
  }
}

TEST_CASE("a finding says what it rests on") {
  const Fixture f;
  const std::vector<json> all = lines(f.report("ndjson", f.everything()));
  REQUIRE(all.size() == 11);
  const json& retire = all[0];
  CHECK(retire["item"] == "T-01");
  CHECK(retire["row"] == 4);
  CHECK(retire["deadline"] == "2017-12-31");
  CHECK(retire["values"][0] == json::parse(R"({"field":"in_service_date","value":"1996","row":4,"column":6})"));
  CHECK(retire["values"][1]["value"] == "coal");
  CHECK(retire["values"][2]["value"] == true);
  CHECK(retire["also"] == json::parse(R"(["gb18613-2020/table-1","cit-34/energy-saving-motor"])"));
  CHECK(retire["unmapped"] == json::parse(R"({"车间":"动力"})"));
  const json& about_document = all[1];
  CHECK(about_document["rule"] == "gb18613-2020");
  CHECK(about_document["document"] == "GB 18613-2020");
  CHECK(about_document["missing"] == json::parse(R"(["efficiency_pct","in_service_date"])"));
  const json& below = all[2];
  CHECK(below["verdict"] == "below-access");
  CHECK(below["level"] ==
        json::parse(R"({"standard":"GB 18613-2020","grade":4,"measured":91,"thresholds":[95,93.3,91.4]})"));
  CHECK(below["target"] == json::parse(R"({"level":"energy-saving","value":93.3,"unit":"%"})"));
  CHECK(below["values"][0] == json::parse(R"({"field":"power_kw","value":11,"unit":"kW","derived_from":"model"})"));
  CHECK(below["unmapped"]["备注"] == "二车间, \"东\"");
  CHECK(all[3]["certainty"] == "suspected");
  CHECK(all[3]["amount"]["value"] == "12345.68");
  const json& declared = all[7];
  CHECK_FALSE(declared["level"].contains("measured"));
  const json& two = all[8];
  CHECK(two["item"] == "row 9");
  CHECK(two["level"]["measured"] == json::parse(R"({"efficiency_pct":91,"power_kw":11})"));
  CHECK(two["level"]["thresholds"]["efficiency_pct"][1].is_null());
  const json& open = all[9];
  CHECK_FALSE(open.contains("rule"));
  CHECK_FALSE(open.contains("document"));
  CHECK_FALSE(open.contains("category"));
}

TEST_CASE("--all adds one line for each item with nothing found") {
  Fixture f;
  f.run.all = true;
  const std::vector<json> all = lines(f.report("ndjson", f.everything()));
  REQUIRE(all.size() == 12);
  CHECK(all[11]["verdict"] == "compliant");
  CHECK(all[11]["row"] == 12);
}

TEST_CASE("two columns of the same header keep both texts") {
  const Fixture f;
  Item item = f.motor(5);
  item.unmapped = {{"备注", "a"}, {"备注", ""}, {"备注", "c"}};
  const std::vector<json> all = lines(f.report("ndjson", {{item, Fixture::outcome({f.retire_finding()})}}));
  CHECK(all.at(0)["unmapped"] == json::parse(R"_({"备注":"a","备注 (3)":"c"})_"));
}

TEST_CASE("the summary of ndjson is one line") {
  Fixture f;
  f.run.summary_only = true;
  const std::vector<json> all = lines(f.report("ndjson", f.everything()));
  REQUIRE(all.size() == 1);
  CHECK(all[0]["verdicts"]["retire"]["certain"] == 1);
  CHECK(all[0]["amounts"][0]["value"] == "12345.68");
  CHECK(all[0]["missing"][0]["field"] == "efficiency_pct");
  CHECK(all[0]["rule_base"]["digest"] == f.base.digest);  // what gengxin merge adds up only with its like
  CHECK(all[0]["input"][0]["file"] == "设备台账.csv");
}

TEST_CASE("a file name that is not UTF-8 does not break the JSON") {
  const Fixture f;
  Item item = f.motor(5);
  item.file = "\xc9\xe8.csv";
  CHECK_NOTHROW(lines(f.report("ndjson", {{item, Fixture::outcome({f.retire_finding()})}})));
}
