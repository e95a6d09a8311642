#include "engine/field_use.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "engine/test_item.h"

using namespace gengxin;

namespace {

const std::string rules = test_document(R"(
  - id: doc/list
    clause: 一
    title: list
    verdict: retire
    category: motor
    series: [Y]
    when: in_service_date < date('1998-01-01') && (!has(poles) || poles > 2)
  - id: doc/grades
    clause: 表1
    title: grades
    category: lv-motor
    levels:
      standard: GB 18613-2020
      effective: 2021-06-01
      kind: grades
      declared: efficiency_grade
      keys: [{field: power_kw, match: exact}]
      columns: [g1, g2, g3]
      measures: [{field: efficiency_pct, direction: at-least, thresholds: [g1, g2, g3]}]
      energy: {kwh: power_kw * running_hours_h, source: x}
      rows: [[11, 94.6, 93.3, 91.4]]
  - id: doc/credit
    clause: 第三十四条
    title: credit
    verdict: eligible
    category: motor
    when: grade('doc/grades') <= 2 && in_region('luoyang') && (is_a('lv-motor') || capacity_kva > 1)
    incentive: {kind: tax-credit, base: price - fiscal_funds, rate: 10%, basis: x, within: tax_payable,
                hold: {from: purchase_date, years: 5, left: stop_date}}
  - id: doc/other
    clause: 二
    title: other
    verdict: restrict
    category: transformer
    when: load_loss_kw > 1
)");

// "power_kw: doc/grades verdict open, doc/credit verdict open"
std::string text(const TestEngine& t, const char* category, const char* field) {
  const Vocabulary& v = t.base.vocabulary;
  for (const FieldUse& use : field_uses(t.engine, v.category(category), v.region("luoyang"))) {
    if (v.fields[use.field].id != field) continue;
    std::string out;
    for (const FieldUse::By& by : use.by)
      out += fmt::format("{}{} {}{}", out.empty() ? "" : ", ", t.base.rules[by.rule].id,
                         by.need == Need::verdict  ? "verdict"
                         : by.need == Need::amount ? "amount"
                                                   : "saving",
                         by.open ? " open" : "");
    return out;
  }
  return "none";
}

}  // namespace

TEST_CASE("what the rules of a kind of equipment read") {
  const TestEngine t(rules);
  // A list's designation; its condition where the designation is on it; what is asked for only if it is there.
  CHECK(text(t, "lv-motor", "model") == "doc/list verdict");
  CHECK(text(t, "lv-motor", "in_service_date") == "doc/list verdict open, doc/grades verdict");
  CHECK(text(t, "lv-motor", "poles") == "doc/list verdict");
  // A table, and a grade that a condition asks for.
  CHECK(text(t, "lv-motor", "power_kw") == "doc/grades verdict open, doc/credit verdict open");
  CHECK(text(t, "lv-motor", "efficiency_grade") == "doc/grades verdict, doc/credit verdict");
  CHECK(text(t, "lv-motor", "running_hours_h") == "doc/grades saving");
  CHECK(text(t, "lv-motor", "electricity_price") == "doc/grades saving");
  // Money.
  CHECK(text(t, "lv-motor", "price") == "doc/credit amount");
  CHECK(text(t, "lv-motor", "tax_payable") == "doc/credit amount");
  CHECK(text(t, "lv-motor", "stop_date") == "doc/credit amount");
  CHECK(text(t, "lv-motor", "region") == "doc/credit verdict");
  // The category decides a part of the condition.
  CHECK(text(t, "lv-motor", "capacity_kva") == "none");
  CHECK(text(t, "motor", "capacity_kva") == "doc/credit verdict open");  // for a motor of which no more is known
  CHECK(text(t, "motor", "power_kw") == "doc/grades verdict open, doc/credit verdict open");
  // Other equipment's.
  CHECK(text(t, "lv-motor", "load_loss_kw") == "none");
  CHECK(text(t, "transformer", "load_loss_kw") == "doc/other verdict open");
  CHECK(text(t, "transformer", "power_kw") == "none");
}

TEST_CASE("rules that are switched off ask for nothing") {
  EngineOptions options;
  options.skip = {"doc/list"};
  const TestEngine t(rules, options);
  CHECK(text(t, "motor", "model") == "none");
}
