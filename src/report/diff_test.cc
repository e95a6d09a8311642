// Two days of one small rule base: which findings answer to each other, and what both formats make of the rest.
#include "report/diff.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "engine/test_item.h"
#include "report/test_schema.h"

using namespace gengxin;
using test::violates;
using json = nlohmann::ordered_json;

namespace {

constexpr const char* old_edition = R"(
document: {id: old, title: 旧标准, number: GB 1-2012, issuer: 部, region: national, in-force: 2013-01-01,
           until: 2024-12-31, provenance: official}
rules:
  - {id: old/1, clause: 表1, title: 电动机, category: motor, levels: {standard: GB 1-2012, kind: grades, keys: [{field: poles, match: exact}],
     columns: [a, b, c], measures: [{field: efficiency_pct, direction: at-least, thresholds: [a, b, c]}], rows: [[4, 95, 90, 80]]}}
)";
constexpr const char* new_edition = R"(
document: {id: new, title: 新标准, number: GB 1-2024, issuer: 部, region: national, in-force: 2025-01-01,
           replaces: [GB 1-2012], provenance: official}
rules:
  - {id: new/1, clause: 表1, title: 电动机, category: motor, levels: {standard: GB 1-2024, kind: grades, keys: [{field: poles, match: exact}],
     columns: [a, b, c], measures: [{field: efficiency_pct, direction: at-least, thresholds: [a, b, c]}], rows: [[4, 96, 93, 91]]}}
)";
constexpr const char* lists = R"(
document: {id: list, title: 淘汰目录, number: 第1号, issuer: 部, region: national, in-force: 2016-03-14, provenance: official}
rules:
  - {id: list/1, clause: 一、1, title: 老电机, title-en: old motors, verdict: retire, category: motor, series: [JO2], deadline: 2025-06-30}
  - {id: list/2, clause: 一、2, title: 十年以上的锅炉, title-en: boilers over ten years, verdict: overage, category: boiler,
     when: 'as_of() > add_years(in_service_date, 10)'}
)";
constexpr const char* second_list = R"(
document: {id: second, title: 第二批, number: 第2号, issuer: 部, region: national, in-force: 2025-01-01, provenance: recalled}
rules:
  - {id: second/1, clause: 二、1, title: 老电机, verdict: retire, category: motor, series: [JO2], deadline: 2025-06-30}
)";

// The rule base, both engines and what the report wrote.
struct Days {
  RuleBase base;
  Engine before, after;
  Diff diff;
  RunInfo run;

  Days(const char* from, const char* to, bool inventory = true)
      : base(rules()), before(base, on(from)), after(base, on(to)), diff{before, after, {}, {}, inventory} {
    const auto wanted = [](uint16_t) { return true; };
    diff.rules = rule_changes(base, before.as_of(), after.as_of(), wanted);
    diff.documents = by_document(base, diff.rules, wanted);
    run.rules = &base;
    run.as_of = before.as_of();
    run.region = base.vocabulary.region("luoyang");
    run.inputs.emplace_back().file = "台账.csv";
  }
  static RuleBase rules() {
    RuleCompiler compiler;
    compiler.add("vocabulary.yaml", test_vocabulary_yaml);
    int n = 0;
    for (const char* document : {old_edition, new_edition, lists, second_list})
      compiler.add(std::to_string(++n) + ".yaml", document);
    return compiler.finish();
  }
  static EngineOptions on(const char* day) {
    EngineOptions options;
    options.as_of = *parse_iso_date(day);
    return options;
  }
  TestItem item(std::string_view category) const {
    TestItem item(base.vocabulary, category);
    item.item.file = "台账.csv";
    return item;
  }
  std::string write(const char* format, const std::vector<TestItem>& items, bool all = false) {
    const std::unique_ptr<DiffReport> report = make_diff_report(format, diff, all);
    std::string out;
    report->begin(run, out);
    Summary summary;
    Session session(before);
    for (const TestItem& one : items) {
      Part part;
      Outcome outcome;
      session.evaluate(one.item, outcome);
      summary.add(one.item, outcome);
      report->item(run, one.item, outcome, part);
      report->merge(part, out);
    }
    report->end(run, summary, out);
    any = report->any();
    return out;
  }
  bool any = false;
};

struct InEnglish {
  InEnglish() { set_lang(Lang::en); }
  ~InEnglish() { set_lang(Lang::zh); }
};

std::string part_from(const std::string& text, const std::string& heading) {
  const size_t at = text.find("\n" + heading + "\n");
  REQUIRE(at != std::string::npos);
  return text.substr(at + 1);
}

}  // namespace

TEST_CASE("findings of the same clause answer to each other, then those that share one") {
  Days days("2024-06-01", "2025-06-01");
  Session before(days.before), after(days.after);
  const TestItem motor =
      days.item("motor").text("model", "JO2-42-4").number("poles", "4").number("efficiency_pct", "90");
  Outcome a, b;
  before.evaluate(motor.item, a);
  after.evaluate(motor.item, b);
  REQUIRE(a.findings.size() == 1);  // grade 2 of the old edition
  REQUIRE(b.findings.size() == 2);
  const std::vector<FindingChange> pairs = pair_findings(a.findings, b.findings);
  REQUIRE(pairs.size() == 2);
  CHECK_FALSE(pairs[0].before);
  CHECK(pairs[0].after->rule->id == "new/1");
  CHECK(pairs[1].before->rule->id == "list/1");
  CHECK(pairs[1].after->rule->id == "list/1");
  CHECK(pairs[1].after->also.size() == 1);

  // Whichever of the clauses leads the finding.
  FindingList first, second;
  Finding& led = first.add();
  led.verdict = Verdict::retire;
  led.rule = days.base.rule("list/1");
  led.document = days.base.document("list");
  Finding& other = second.add();
  other.verdict = Verdict::retire;
  other.rule = days.base.rule("second/1");
  other.document = days.base.document("second");
  CHECK(pair_findings(first, second).size() == 2);
  other.also.push_back(led.rule);
  CHECK(pair_findings(first, second).size() == 1);
  other.verdict = Verdict::overage;
  CHECK(pair_findings(first, second).size() == 2);
}

TEST_CASE("text: an edition, a deadline, an age") {
  Days days("2024-06-01", "2025-07-01");
  const TestItem fine = days.item("motor").text("model", "YE5-1").number("poles", "4").number("efficiency_pct", "99");
  const TestItem motor = days.item("motor").text("model", "YE3-1").number("poles", "4").number("efficiency_pct", "91");
  const TestItem old = days.item("motor").text("model", "JO2-42-4").number("poles", "4").number("efficiency_pct", "99");
  const TestItem boiler = days.item("boiler").text("item_id", "B1").date("in_service_date", "2015-06-15");
  InEnglish english;
  const std::string text = days.write("text", {fine, motor, old, boiler});
  CHECK(part_from(text, "Clauses") ==
        "Clauses\n"
        "  2025-01-01  changes  GB 1-2012 → GB 1-2024  新标准  1 → 1 clause\n"
        "  2025-01-01  begins   第2号  第二批  1 clause\n"
        "  2025-06-30  due      第1号 一、1  retire  old motors\n"
        "  2025-06-30  due      第2号 二、1  retire  老电机 (suspected)\n"
        "  begin: 2 clauses (2 documents), end: 1 clause (1 document), due: 2 clauses (2 documents)\n"
        "\n"
        "Items\n"
        "台账.csv:2  YE3-1  compliant → upgrade\n"
        "  + upgrade  GB 1-2024 表1  efficiency 91 %, grade 3 (GB 1-2024); energy-saving level (grade 2): 93 %; "
        "advanced level (grade 1, suspected): 96 %  ← the clause begins on 2025-01-01\n"
        "台账.csv:2  JO2-42-4  retire\n"
        "  ~ retire  第1号 一、1  old motors  deadline 2025-06-30 (passed)\n"
        "      + also by 第2号 二、1\n"
        "台账.csv:2  compliant → overage\n"
        "  + beyond its service life: boilers over ten years (第1号 一、2)\n"
        "\n"
        "Totals\n"
        "  4 items, changed 3 items, unchanged 1 item\n"
        "  compliant → upgrade  1 item\n"
        "  compliant → overage  1 item\n"
        "  gravest verdict stays, other findings change  1 item\n"
        "\n"
        "By clause (+ appears, - disappears, ~ changes)\n"
        "  +1                   GB 1-2024 表1  电动机\n"
        "                ~1     第1号 一、1  old motors\n"
        "  +1                   第1号 一、2  boilers over ten years\n");
  CHECK(days.any);
}

TEST_CASE("text: every clause of a document, in Chinese") {
  Days days("2024-06-01", "2025-01-01", false);
  const std::string text = days.write("text", {}, true);
  CHECK(part_from(text, "条款的变化") ==
        "条款的变化\n"
        "  2025-01-01  变化  GB 1-2012 → GB 1-2024  新标准  1 → 1 条\n"
        "    - GB 1-2012 表1  能效等级  电动机\n"
        "    + 表1  能效等级  电动机\n"
        "  2025-01-01  施行  第2号  第二批  1 条\n"
        "    + 二、1  淘汰  老电机（疑似）\n"
        "  施行 2 条（2 个文件），失效 1 条（1 个文件）\n");
  CHECK(days.any);
}

TEST_CASE("nothing changes") {
  Days days("2025-08-01", "2025-08-02");
  const TestItem old = days.item("motor").text("model", "JO2-42-4").number("poles", "4").number("efficiency_pct", "99");
  const std::string text = days.write("text", {old});
  CHECK(part_from(text, "条款的变化") ==
        "条款的变化\n  两日之间没有条款变化。\n\n设备的变化\n没有设备的结论变化。\n\n合计\n  1 项，变化 0 项，不变 1 "
        "项\n");
  CHECK_FALSE(days.any);
  const json written = json::parse(days.write("json", {old}));
  CHECK(written["items"].empty());
  CHECK(written["summary"]["items"] == json::parse(R"({"all":1,"changed":0,"unchanged":1})"));
}

TEST_CASE("json keeps to the schema of differences") {
  const json schema = json::parse(diff_schema());
  Days days("2024-06-01", "2025-07-01");
  const TestItem motor = days.item("motor").text("model", "YE3-1").number("poles", "4").number("efficiency_pct", "91");
  const TestItem old = days.item("motor").text("model", "JO2-42-4").number("poles", "4").number("efficiency_pct", "70");
  const TestItem open = days.item("motor").text("model", "Y3-1").number("poles", "6").number("efficiency_pct", "70");
  const json written = json::parse(days.write("json", {motor, old, open}));
  CHECK(violates(schema, schema, written, "") == "");
  REQUIRE(written["items"].size() == 2);
  CHECK(written["items"][0]["from"] == "compliant");
  CHECK(written["items"][0]["to"] == "upgrade");
  CHECK(written["items"][0]["appear"][0]["rule"] == "new/1");
  CHECK(written["items"][1]["disappear"][0]["rule"] == "old/1");
  CHECK(written["items"][1]["change"][0]["from"]["verdict"] == "retire");
  CHECK(written["items"][1]["change"][0]["to"]["also"] == json::parse(R"(["second/1"])"));
  CHECK(written["rules"].size() == 5);
  CHECK(
      written["rules"][0].dump() ==
      R"({"change":"ends","date":"2024-12-31","rule":"old/1","document":"GB 1-2012","clause":"表1","title":"电动机","levels":"grades","certainty":"certain","replaced_by":["GB 1-2024"]})");
  CHECK(written["rules"][1]["replaces"] == json::parse(R"(["GB 1-2012"])"));
  CHECK(
      written["summary"].dump() ==
      R"({"rules":{"begins":2,"ends":1,"due":2},"items":{"all":3,"changed":2,"unchanged":1},)"
      R"("verdicts":[{"from":"retire","to":"retire","items":1},{"from":"compliant","to":"upgrade","items":1}],)"
      R"("clauses":[{"rule":"old/1","appear":0,"disappear":1,"change":0},{"rule":"new/1","appear":2,"disappear":0,"change":0},)"
      R"({"rule":"list/1","appear":0,"disappear":0,"change":1}]})");

  Days rules_only("2024-06-01", "2025-07-01", false);
  const json rules = json::parse(rules_only.write("json", {}));
  CHECK(violates(schema, schema, rules, "") == "");
  CHECK_FALSE(rules.contains("items"));
  CHECK_FALSE(rules["summary"].contains("items"));
}
