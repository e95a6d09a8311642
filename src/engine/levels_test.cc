#include <doctest/doctest.h>

#include <cmath>

#include "engine/test_item.h"
#include "report/message.h"

namespace gengxin {
namespace {

constexpr const char* tables = R"(  - id: doc/motor
    clause: 一
    title: 电动机
    category: motor
    levels:
      standard: GB 1
      effective: 2021-06-01
      kind: grades
      declared: efficiency_grade
      keys: [{field: poles, match: exact}]
      columns: [g1, g2, g3]
      measures: [{field: efficiency_pct, direction: at-least, thresholds: [g1, g2, g3]}]
      energy:
        kwh: power_kw * running_hours_h * (100 / efficiency_pct - 100 / target_efficiency_pct)
        source: 定义
      rows:
        - [4, 95, 93, 91]
        - [6, null, null, 90]
        - [8, 95, null, 90]
        - [10, null, null, null]
  - id: doc/five
    clause: 二
    title: 五级
    category: boiler
    when: fuel == 'gas'
    levels:
      standard: GB 2
      effective: 2021-06-01
      kind: grades
      columns: [g1, g2, g3, g4, g5]
      measures: [{field: cop, direction: at-least, thresholds: [g1, g2, g3, g4, g5]}]
      rows: [[5, 4, 3, 2, 1]]
  - id: doc/gate
    clause: 三
    title: 两种指标
    category: boiler
    when: fuel == 'coal'
    levels:
      standard: GB 3
      kind: grades
      combine: one
      columns: [i1, i2, i3, c1, c2, c3]
      measures:
        - {field: iplv, direction: at-least, thresholds: [i1, i2, i3]}
        - {field: cop, direction: at-least, thresholds: [c1, c2, c3]}
      rows: [[7, 6, 5, 6, 5, 4]]
  - id: doc/limit
    clause: 四
    title: 限额
    category: transformer
    levels:
      standard: GB 4
      effective: 2024-01-01
      kind: limits
      define:
        - {name: correction, value: running_hours_h * 1}
      measures: [{field: cop, direction: at-most, thresholds: [10, 20, 30 + correction]}]
      rows: [[]]
  - id: doc/recommended
    clause: 五
    title: 推荐性
    category: pump
    levels:
      standard: GB/T 5
      kind: grades
      recommended: true
      measures: [{field: cop, direction: at-most, thresholds: [1, 2, 3]}]
      rows: [[]]
)";

constexpr const char* more_vocabulary = R"(
categories:
  - {id: pump, label: {zh: 泵, en: pump}}
derivations:
  - field: poles
    category: motor
    when: speed_rpm > 1275 && speed_rpm <= 1500
    value: '4'
    source: 同步转速
  - field: poles
    category: motor
    value: 6000 / speed_rpm
    source: 同步转速
)";

struct Tables {
  Tables() : base(compile()), engine(base, TestEngine::dated({})), session(engine) {}
  static RuleBase compile() {
    RuleCompiler compiler;
    compiler.add("vocabulary.yaml", test_vocabulary_yaml);
    compiler.add("more.yaml", more_vocabulary);
    compiler.add("rules.yaml", test_document(tables));
    return compiler.finish();
  }
  TestItem item(std::string_view category) const { return TestItem(base.vocabulary, category); }
  const Outcome& run(TestItem t) {
    session.derive(t.item);
    session.evaluate(t.item, outcome);
    return outcome;
  }
  // "below-access 4 missing a b"
  std::string said(const TestItem& t) {
    run(t);
    if (outcome.findings.empty()) return std::string(verdict_id(outcome.gravest()));
    const Finding& f = outcome.findings[0];
    std::string out = std::string(verdict_id(f.verdict));
    if (f.level.grade) out += ' ' + std::to_string(f.level.grade);
    if (f.violation) out += " violation";
    for (FieldId m : f.missing) out += ' ' + base.vocabulary.fields[m].id;
    return out;
  }
  RuleBase base;
  Engine engine;
  Session session;
  Outcome outcome;
};

}  // namespace

TEST_CASE("an item at the last level that exists, with none better, has nothing to go to") {
  Tables t;
  CHECK(t.said(t.item("motor").number("poles", "6").number("efficiency_pct", "90")) == "compliant");
  CHECK(t.said(t.item("motor").number("poles", "6").number("efficiency_pct", "89.9")) ==
        "below-access 4 in_service_date");
  CHECK(t.outcome.findings[0].targets[0].level == "access");
  CHECK(t.outcome.findings[0].targets[0].value == 90);
}

TEST_CASE("a missing second grade leaves the first as the target") {
  Tables t;
  CHECK(t.said(t.item("motor").number("poles", "8").number("efficiency_pct", "94.9")) == "upgrade 3");
  CHECK(t.outcome.findings[0].targets[0].field == no_id);
  CHECK(t.outcome.findings[0].targets[1].level == "advanced");
  CHECK(t.said(t.item("motor").number("poles", "8").number("efficiency_pct", "95")) == "compliant");
}

TEST_CASE("nothing but dashes is out of scope") {
  Tables t;
  CHECK_FALSE(t.run(t.item("motor").number("poles", "10").number("efficiency_pct", "50")).checked);
}

TEST_CASE("five grades: the second is the energy-saving level, the last the limit") {
  Tables t;
  const auto boiler = [&](const char* cop) { return t.item("boiler").choice("fuel", "gas").number("cop", cop); };
  CHECK(t.said(boiler("5")) == "compliant");
  CHECK(t.said(boiler("4")) == "compliant");
  CHECK(t.said(boiler("3.99")) == "upgrade 3");
  CHECK(t.said(boiler("1")) == "upgrade 5");
  CHECK(t.outcome.findings[0].targets[0].level == "energy-saving");
  CHECK(t.outcome.findings[0].targets[0].value == 4);
  CHECK(t.said(boiler("0.99").date("in_service_date", "2021-06-01")) == "below-access 6 violation");
  CHECK(t.said(boiler("0.99").date("in_service_date", "2021-05-31")) == "below-access 6");
}

TEST_CASE("combine one: the limit by both, a better grade by one of them") {
  Tables t;
  const auto chiller = [&](const char* iplv, const char* cop) {
    TestItem i = t.item("boiler").choice("fuel", "coal");
    if (iplv) i.number("iplv", iplv);
    if (cop) i.number("cop", cop);
    return i;
  };
  CHECK(t.said(chiller("7", "4")) == "compliant");  // grade 1 by IPLV, and COP keeps its limit
  CHECK(t.said(chiller("5", "6")) == "compliant");  // grade 1 by COP
  CHECK(t.said(chiller("5.9", "4.9")) == "upgrade 3");
  CHECK(t.said(chiller("7", "3.9")) == "below-access 4");
  CHECK(t.said(chiller("4.9", "6")) == "below-access 4");
  CHECK(t.said(chiller("7", nullptr)) == "undetermined cop");
  CHECK(t.said(chiller("4.9", nullptr)) == "below-access 4");  // certain without the other
}

TEST_CASE("limits: grade 3 binds every plant, grade 2 the new ones") {
  Tables t;
  const auto line = [&](const char* value) { return t.item("transformer").number("cop", value); };
  CHECK(t.said(line("20")) == "compliant");  // needs no correction of grade 3
  CHECK(t.said(line("20.1")) == "undetermined running_hours_h");
  const auto corrected = [&](const char* value) { return line(value).number("running_hours_h", "2"); };
  CHECK(t.said(corrected("32").choice("plant_status", "existing")) == "upgrade 3");
  CHECK(t.said(corrected("32").choice("plant_status", "new")) == "below-access 3 violation");
  CHECK(t.outcome.findings[0].level.limit_at == 1);
  CHECK(t.said(corrected("32").date("in_service_date", "2024-01-01")) == "below-access 3 violation");
  CHECK(t.said(corrected("32").date("in_service_date", "2023-12-31")) == "upgrade 3");
  CHECK(t.said(corrected("32")) == "upgrade 3 in_service_date");
  CHECK(t.said(corrected("32.1").date("in_service_date", "2010-01-01")) == "below-access 4 violation");
  CHECK(t.outcome.findings[0].targets[0].level == "limit-access");
}

TEST_CASE("a computed limit that is met exactly is met") {
  CHECK(settled(4.5 * 1.2) == 5.4);
  CHECK(settled(0.1 + 0.2) == 0.3);
  CHECK(settled(5.4) == 5.4);
  CHECK(settled(5.399999999) == 5.399999999);
  CHECK(settled(5.39999999995) != 5.4);
  CHECK(settled(-4.5 * 1.2) == -5.4);
  CHECK(settled(1e300) == 1e300);
}

TEST_CASE("a recommended standard has no access level") {
  Tables t;
  CHECK(t.said(t.item("pump").number("cop", "3.1")) == "upgrade 4");
  CHECK(t.outcome.findings[0].targets[0].value == 2);
  CHECK(t.said(t.item("pump").number("cop", "2")) == "compliant");
}

TEST_CASE("the energy of the gap, and its money") {
  Tables t;
  const TestItem motor = t.item("motor").number("poles", "4").number("efficiency_pct", "92").number("power_kw", "11");
  CHECK(t.said(motor) == "upgrade 3");
  CHECK_FALSE(t.outcome.findings[0].savings[0].known);
  REQUIRE(t.outcome.findings[0].saving_missing.size() == 1);
  CHECK(t.base.vocabulary.fields[t.outcome.findings[0].saving_missing[0]].id == "running_hours_h");
  // 11 kW x 6000 h x (100/92 - 100/93) = 771.39 kWh; to 95 %: 2265.45 kWh
  TestItem running = motor;
  running.number("running_hours_h", "6000");
  t.run(running);
  CHECK(t.outcome.findings[0].savings[0].kwh == 771);
  CHECK(t.outcome.findings[0].savings[1].kwh == 2265);
  CHECK_FALSE(t.outcome.findings[0].savings[0].priced);
  running.number("electricity_price", "0.68");
  t.run(running);
  CHECK(t.outcome.findings[0].savings[0].yuan.to_fixed(2) == "524.28");
  CHECK(t.outcome.findings[0].saving_missing.empty());
}

TEST_CASE("a declared grade without a measured value gives a verdict but no saving") {
  Tables t;
  TestItem motor = t.item("motor").number("poles", "4").number("efficiency_grade", "3").number("power_kw", "11");
  CHECK(t.said(motor.number("running_hours_h", "6000")) == "upgrade 3");
  CHECK(t.outcome.findings[0].targets[0].value == 93);
  CHECK_FALSE(t.outcome.findings[0].savings[0].known);
  CHECK(t.base.vocabulary.fields[t.outcome.findings[0].saving_missing.at(0)].id == "efficiency_pct");
}

TEST_CASE("contradicting values are reported") {
  Tables t;
  const auto motor = [&](const char* declared, const char* measured) {
    return t.item("motor").number("poles", "4").number("efficiency_grade", declared).number("efficiency_pct", measured);
  };
  CHECK(t.said(motor("1", "92")) == "upgrade 3");
  CHECK(t.outcome.findings[0].level.conflict);
  CHECK(t.said(motor("3", "94")) == "undetermined 2");  // measured good, declared not: neither is trusted
  CHECK(t.outcome.findings[0].level.conflict);
  CHECK(t.said(motor("1", "94")) == "compliant");  // good either way
  CHECK(t.said(motor("2", "94")) == "compliant");
}

TEST_CASE("derived values: only where certain, never over a cell") {
  Tables t;
  const auto poles = [&](TestItem i) {
    t.session.derive(i.item);
    const Value& v = i.item[t.base.vocabulary.field("poles")];
    return v.known() ? v.number : 0;
  };
  CHECK(poles(t.item("motor").number("speed_rpm", "1480")) == 4);
  CHECK(poles(t.item("motor").number("speed_rpm", "1500")) == 4);
  CHECK(poles(t.item("motor").number("speed_rpm", "1000")) == 6);
  CHECK(poles(t.item("motor").number("speed_rpm", "6000")) == 0);  // 1 is below the field's range
  CHECK(poles(t.item("motor").number("speed_rpm", "970")) == 0);   // not whole
  CHECK(poles(t.item("motor").number("speed_rpm", "1480").number("poles", "6")) == 6);
  CHECK(poles(t.item("boiler").number("speed_rpm", "1480")) == 0);
  CHECK(poles(t.item("motor")) == 0);
}

TEST_CASE("a rule whose condition is open has no row of the look-up before it") {
  Tables t;
  Outcome outcome;
  t.session.consider(t.item("motor").number("poles", "4").number("efficiency_pct", "94").item, 0, outcome);
  CHECK(t.session.last_levels().row == 0);
  t.session.consider(t.item("boiler").number("cop", "5").item, 1, outcome);  // the fuel is not known
  CHECK(t.session.last_levels().row == no_row);
}

TEST_CASE("outside the grid the nearest rows are shown") {
  Tables t;
  const uint16_t rule = 0;
  TestItem motor = t.item("motor").number("poles", "7");
  CHECK(t.engine.levels(rule)->nearest(motor.item) == std::vector<uint32_t>{0, 1, 2});
  motor.number("poles", "20");
  CHECK(t.engine.levels(rule)->nearest(motor.item) == std::vector<uint32_t>{1, 2, 3});
}

}  // namespace gengxin
