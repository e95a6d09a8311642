#include "rules/compiler.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/error.h"
#include "rules/archive.h"
#include "rules/lint.h"
#include "rules/test_vocabulary.h"

using namespace gengxin;

namespace {

std::string error_of(const std::string& rules) {
  try {
    test_base(rules);
    return "";
  } catch (const UsageError& e) {
    return e.what();
  }
}

bool says(const std::string& text, std::string_view part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

const std::string good = test_document(R"(
  - id: doc/1
    clause: 一、1
    title: 老电机
    verdict: retire
    category: motor
    series: [JO2]
    when: in_service_date < date('1998-01-01')
    deadline: 2017-12-31
    examples:
      - {item: {model: JO2-42-4, in_service_date: 1996}, expect: retire}
      - {item: {model: JO2-42-4, in_service_date: 2001}, expect: none}
      - {item: {model: JO2-42-4}, expect: undetermined, missing: [in_service_date]}
)");

}  // namespace

TEST_CASE("a document compiles to what it says") {
  RuleBase base = test_base(good);
  REQUIRE(base.rules.size() == 1);
  const Rule& r = base.rules[0];
  CHECK(r.id == "doc/1");
  CHECK(r.verdict == Verdict::retire);
  CHECK(r.provenance == Provenance::official);
  CHECK(r.uses == uint8_t(Use::in_use));
  CHECK(format_date(r.deadline) == "2017-12-31");
  CHECK(r.series == std::vector<std::string>{"JO2"});
  CHECK(base.rule_details[0].examples.size() == 3);
  CHECK(base.rule_details[0].line == 4);
  CHECK(base.rule_details[0].examples[2].missing == std::vector<std::string>{"in_service_date"});
}

TEST_CASE("the archive gives back the same base") {
  RuleBase base = test_base(good);
  RuleBase again = read_rules(write_rules(base));
  read_details(write_details(base), again);
  CHECK(again.digest == base.digest);
  REQUIRE(again.rules.size() == 1);
  CHECK(again.rules[0].when.nodes.size() == base.rules[0].when.nodes.size());
  CHECK(again.rules[0].when.source == base.rules[0].when.source);
  CHECK(again.vocabulary.field("power_kw") == base.vocabulary.field("power_kw"));
  CHECK(again.rule_details[0].examples[0].expect == "retire");
}

TEST_CASE("mistakes are told with file, line and column, all at once") {
  std::string e = error_of(test_document(R"(
  - id: doc/1
    clause: 一
    title: x
    verdict: destroy
    category: bicycle
    when: power_kw <= capacity_kva
    colour: red
)"));
  CHECK(says(e, "rules.yaml:7:14: 'verdict' must be one of: retire"));
  CHECK(says(e, "there is no category 'bicycle'"));
  CHECK(says(e, "rules.yaml:9:11:"));
  CHECK(says(e, "puts kW beside kVA"));
  CHECK(says(e, "rules.yaml:10:5: rule has no key 'colour'"));
}

TEST_CASE("what a rule must not be") {
  CHECK(says(error_of(test_document("  - {id: other/1, clause: 一, title: x, verdict: retire, category: motor}")),
             "must be 'doc/'"));
  CHECK(says(error_of(test_document("  - {id: doc/1, clause: 一, title: x, verdict: eligible, category: motor}")),
             "eligible needs it"));
  CHECK(
      says(error_of(test_document("  - {id: doc/1, clause: 一, title: x, category: motor}")), "rule lacks 'verdict'"));
  CHECK(
      says(error_of(test_document("  - {id: doc/1, clause: 一, title: x, verdict: retire}")), "rule lacks 'category'"));
  CHECK(says(error_of(test_document("  - {id: doc/1, clause: 一, title: x, verdict: retire, category: motor}\n"
                                    "  - {id: doc/1, clause: 二, title: x, verdict: retire, category: motor}")),
             "'doc/1' stands twice"));
  CHECK(says(error_of(test_document(
                 "  - {id: doc/1, clause: 一, title: x, verdict: retire, category: motor, deadline: 2017-13-01}")),
             "'deadline' must be a day"));
  CHECK(says(
      error_of(test_document(
          "  - {id: doc/1, clause: 一, title: x, verdict: retire, category: motor, when: \"grade('doc/9') < 3\"}")),
      "there is no such rule"));
  CHECK(says(error_of("document: {id: doc}\nrules: []"), "document lacks 'title'"));
  CHECK(says(error_of("document: [1, 2"), "this is not YAML"));
  CHECK(says(error_of("- 1"), "a rule file is a mapping"));
  CHECK(says(error_of("units:\n  - {id: x, dimension: y, factor: -1}"), "must be a positive decimal"));
}

TEST_CASE("a later document takes the place of one with its id") {
  RuleBase base = test_base(good);
  RuleCompiler compiler(std::move(base));
  compiler.add("mine.yaml", test_document("  - {id: doc/2, clause: 二, title: x, verdict: retire, category: boiler}"));
  RuleBase merged = compiler.finish();
  REQUIRE(merged.documents.size() == 1);
  REQUIRE(merged.rules.size() == 1);
  CHECK(merged.rules[0].id == "doc/2");
  CHECK(merged.rules[0].document == 0);
}

TEST_CASE("added vocabulary keeps what rules rest on") {
  RuleCompiler compiler(test_base(good));
  compiler.add(
      "mine.yaml",
      "fields:\n  - {id: power_kw, aliases: [马力数]}\n  - {id: fuel, choices: [{id: straw, zh: 秸秆, en: straw}]}\n");
  RuleBase merged = compiler.finish();
  CHECK(merged.vocabulary.fields_by_header("马力数").size() == 1);
  const Field& fuel = merged.vocabulary.fields[merged.vocabulary.field("fuel")];
  CHECK(fuel.choices.size() == 3);
  CHECK(fuel.choices[2].id == "straw");
}

TEST_CASE("lint sees overlaps, gaps, disorder, unreachable clauses and missing examples") {
  std::string rules = test_document(R"(
  - id: doc/1
    clause: 一
    title: x
    category: boiler
    levels:
      standard: GB 1
      kind: grades
      keys: [{field: evaporation_tph, match: range}]
      columns: [g1, g2, g3]
      measures: [{field: efficiency_pct, direction: at-least, thresholds: [g1, g2, g3]}]
      rows:
        - ['(0, 10]', 90, 80, 70]
        - ['[10, 20]', 91, 95, 70]
        - ['(30, )', 92, 82, 72]
  - id: doc/2
    clause: 二
    title: x
    verdict: retire
    category: boiler
    when: evaporation_tph < 5 && evaporation_tph > 10
)");
  std::vector<LintProblem> problems = lint_rules(test_base(rules), *parse_iso_date("2026-11-23"));
  std::string all;
  for (const LintProblem& p : problems) all += p.rule + ": " + p.message + "\n";
  CHECK(says(all, "doc/1: rows [(0, 10]] and [[10, 20]] overlap"));
  CHECK(says(all, "doc/1: row [[10, 20]]: a worse level is stricter"));
  CHECK(says(all, "doc/1: key 'evaporation_tph' has a gap between 20 and 30"));
  CHECK(says(all, "doc/2: no item can meet the condition"));
  CHECK(says(all, "doc/1: no example hits"));
  CHECK(says(all, "doc/2: no example stays undetermined"));
}

TEST_CASE("lint has nothing to say of a good document, and sees one past its dates") {
  CHECK(lint_rules(test_base(good), *parse_iso_date("2026-11-23")).empty());
  std::string old = good;
  old.replace(old.find("provenance: official"), 20, "provenance: official, until: 2020-12-31");
  auto problems = lint_rules(test_base(old), *parse_iso_date("2026-11-23"));
  REQUIRE(problems.size() == 1);
  CHECK(says(problems[0].message, "no longer in force since 2020-12-31"));
  CHECK_FALSE(problems[0].error);
}

TEST_CASE("levels are checked as they load") {
  auto levels = [](const std::string& rest) {
    return error_of(
        test_document("  - id: doc/1\n    clause: 一\n    title: x\n    category: boiler\n    levels:\n"
                      "      standard: GB 1\n      kind: grades\n" +
                      rest));
  };
  CHECK(says(
      levels("      measures: [{field: efficiency_pct, direction: at-least, thresholds: [1, 2]}]\n      rows: [[]]\n"),
      "thresholds must be 2 for a benchmark, 3 for limits, 3 or 5 for grades"));
  CHECK(says(
      levels(
          "      keys: [{field: fuel, match: range}]\n      columns: [a, b, c]\n      measures: []\n      rows: []\n"),
      "only numbers match by range"));
  CHECK(says(levels("      keys: [{field: fuel, match: exact}]\n      columns: [a]\n      measures: []\n      rows: "
                    "[[wood, 1]]\n"),
             "must be one of: coal, gas"));
  CHECK(says(levels("      keys: [{field: evaporation_tph, match: range}]\n      columns: [a]\n      measures: []\n    "
                    "  rows: [['(5, 1]', 1]]\n"),
             "must be a range"));
  CHECK(says(levels("      keys: [{field: evaporation_tph, match: range}]\n      columns: [a]\n      measures: []\n    "
                    "  rows: [['(5, 10]', x]]\n"),
             "must be a number, or null"));
  CHECK(says(levels("      keys: [{field: evaporation_tph, match: range}]\n      columns: [a]\n      measures: []\n    "
                    "  rows: [['(5, 10]']]\n"),
             "a row must hold 2 values"));
}

TEST_CASE("a document may name those whose place it takes, which must have ended") {
  const auto base_with = [](const std::string& until) {
    RuleCompiler compiler;
    compiler.add("vocabulary.yaml", test_vocabulary_yaml);
    compiler.add("old.yaml", test_document("  - {id: doc/1, clause: 一, title: 读, documentation: true}\n", until));
    std::string text =
        test_document("  - {id: new/1, clause: 一, title: 读, documentation: true}\n", "replaces: [第1号, 第0号]");
    text.replace(text.find("id: doc"), 7, "id: new");
    text.replace(text.find("第1号"), std::string("第1号").size(), "第2号");
    text.replace(text.find("2016-03-14"), 10, "2020-01-01");
    compiler.add("new.yaml", text);
    return compiler.finish();
  };
  const auto complains = [](const RuleBase& base) {
    const std::vector<LintProblem> problems = lint_rules(base, *parse_iso_date("2019-01-01"));
    return std::any_of(problems.begin(), problems.end(),
                       [](const LintProblem& p) { return says(p.message, "replaces doc"); });
  };
  const RuleBase base = base_with("until: 2019-12-31");
  CHECK(base.document_details[1].replaces == std::vector<std::string>{"第1号", "第0号"});
  CHECK_FALSE(complains(base));
  CHECK(complains(base_with("until: 2020-01-01")));
  CHECK(complains(base_with("")));
  CHECK(says(
      error_of(test_document("  - {id: doc/1, clause: 一, title: 读, documentation: true}\n", "replaces: [第1号]")),
      "cannot take its own place"));
}
