#include "engine/engine.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/error.h"
#include "engine/test_item.h"

using namespace gengxin;

namespace {

const std::string s9 = test_document(R"(
  - id: doc/s9
    clause: 一、2
    title: S9
    verdict: retire
    category: transformer
    series: [S9]
    when: in_service_date < date('1998-01-01')
    deadline: 2017-12-31
  - id: doc/s8
    clause: 一、1
    title: S8
    verdict: retire
    category: transformer
    series: [S8]
    deadline: 2016-12-31
)");

const std::string motors = test_document(R"(
  - id: doc/grades
    clause: 表1
    title: 电动机
    category: motor
    levels:
      standard: GB 18613-2020
      effective: 2021-06-01
      kind: grades
      declared: efficiency_grade
      declared-when: made_date >= date('2021-06-01')
      keys:
        - {field: power_kw, match: linear-recalled}
        - {field: poles, match: exact}
      columns: [g1, g2, g3]
      measures: [{field: efficiency_pct, direction: at-least, thresholds: [g1, g2, g3]}]
      rows:
        - [7.5, 4, 94, 92.6, 90.4]
        - [11, 4, 94.6, 93.3, 91.4]
        - [11, 2, 94, 92.6, null]
  - id: doc/credit
    clause: 第三十四条
    title: 抵免
    verdict: eligible
    provenance: recalled
    category: motor
    when: grade('doc/grades') <= 2
    incentive: {kind: tax-credit, base: price - fiscal_funds, rate: 10%, cap: 5000, basis: 抵免}
)");

}  // namespace

TEST_CASE("a dated list clause decides only what the date decides") {
  TestEngine t(s9);
  auto with = [&](const char* model) { return t.item("transformer").text("model", model); };
  const Outcome& hit = t.run(with("S9-315/10").date("in_service_date", "1997-12-31"));
  REQUIRE(hit.findings.size() == 1);
  CHECK(hit.gravest() == Verdict::retire);
  CHECK(hit.findings[0].rule->id == "doc/s9");
  CHECK(format_date(hit.findings[0].deadline) == "2017-12-31");
  CHECK(t.run(with("S9-315/10").date("in_service_date", "1998-01-01")).gravest() == Verdict::compliant);

  const Outcome& open = t.run(with("S9-315/10"));
  REQUIRE(open.findings.size() == 1);
  CHECK(open.gravest() == Verdict::undetermined);
  CHECK(t.missing(open.findings[0]) == "in_service_date");

  CHECK(t.run(with("S9-315/10").date("in_service_date", year_span(1997))).gravest() == Verdict::retire);
  CHECK(t.run(with("S9-315/10").date("in_service_date", year_span(1998))).gravest() == Verdict::compliant);
  DateSpan across{*parse_iso_date("1997-06-01"), *parse_iso_date("1998-06-01")};
  const Outcome& imprecise = t.run(with("S9-315/10").date("in_service_date", across));
  CHECK(imprecise.gravest() == Verdict::undetermined);
  CHECK(t.missing(imprecise.findings[0]) == "in_service_date");

  CHECK(t.run(with("S11-315/10")).gravest() == Verdict::compliant);
  CHECK(t.run(t.item("boiler").text("model", "S9-315/10")).gravest() == Verdict::unchecked);
}

TEST_CASE("a missing model leaves a document open, once, unless no clause can apply") {
  TestEngine t(s9);
  const Outcome& open = t.run(t.item("transformer"));
  REQUIRE(open.findings.size() == 1);
  CHECK(open.findings[0].rule == nullptr);
  CHECK(open.findings[0].document->id == "doc");
  CHECK(t.missing(open.findings[0]) == "model");

  TestEngine dated(
      test_document("  - {id: doc/1, clause: 一, title: x, verdict: retire, category: transformer, series: [S9], when: "
                    "\"in_service_date < date('1998-01-01')\"}"));
  CHECK(dated.run(dated.item("transformer").date("in_service_date", "2010-01-01")).gravest() == Verdict::compliant);
}

TEST_CASE("an item of unknown category asks for it") {
  TestEngine t(s9);
  TestItem item = t.item("transformer");
  item.item.category = no_id;
  const Outcome& o = t.run(item);
  REQUIRE(o.findings.size() == 1);
  CHECK(t.missing(o.findings[0]) == "category");
}

TEST_CASE("law has dates, regions and uses") {
  EngineOptions before;
  before.as_of = *parse_iso_date("2016-03-13");
  TestEngine early(s9, before);
  CHECK(early.run(early.item("transformer").text("model", "S8-30")).gravest() == Verdict::unchecked);
  before.as_of = *parse_iso_date("2016-03-14");
  TestEngine first_day(s9, before);
  CHECK(first_day.run(first_day.item("transformer").text("model", "S8-30")).gravest() == Verdict::retire);

  TestEngine t(s9);
  CHECK(t.run(t.item("transformer").text("model", "S8-30").choice("use", "planned")).gravest() == Verdict::unchecked);
  TestEngine local(
      test_document("  - {id: doc/1, clause: 一, title: x, verdict: retire, category: boiler, when: "
                    "\"in_region('air-key-region')\"}"));
  CHECK(local.run(local.item("boiler")).gravest() == Verdict::retire);
  TestItem away = local.item("boiler");
  away.item.region = local.base.vocabulary.region("nanyang");
  CHECK(local.run(away).gravest() == Verdict::compliant);
}

TEST_CASE("Kleene: false decides through a missing operand") {
  TestEngine t(
      test_document("  - {id: doc/1, clause: 一, title: x, verdict: retire, category: boiler, when: \"fuel == 'coal' "
                    "&& evaporation_tph <= 10\"}"));
  CHECK(t.run(t.item("boiler").choice("fuel", "gas")).gravest() == Verdict::compliant);
  CHECK(t.run(t.item("boiler").number("evaporation_tph", "10.5")).gravest() == Verdict::compliant);
  CHECK(t.run(t.item("boiler").number("evaporation_tph", "10").choice("fuel", "coal")).gravest() == Verdict::retire);
  const Outcome& one = t.run(t.item("boiler").choice("fuel", "coal"));
  CHECK(t.missing(one.findings[0]) == "evaporation_tph");
  const Outcome& both = t.run(t.item("boiler"));
  CHECK(t.missing(both.findings[0]) == "fuel evaporation_tph");

  TestEngine either(
      test_document("  - {id: doc/1, clause: 一, title: x, verdict: retire, category: boiler, when: \"fuel == 'coal' "
                    "|| evaporation_tph <= 10\"}"));
  CHECK(either.run(either.item("boiler").choice("fuel", "coal")).gravest() == Verdict::retire);
  CHECK(either.missing(either.run(either.item("boiler").choice("fuel", "gas")).findings[0]) == "evaporation_tph");
}

TEST_CASE("years_since and add_years decide on the day") {
  TestEngine t(
      test_document("  - {id: doc/1, clause: 一, title: x, verdict: overage, category: boiler, when: \"as_of() > "
                    "add_years(in_service_date, 10)\"}"));
  CHECK(t.run(t.item("boiler").date("in_service_date", "2016-11-22")).gravest() == Verdict::overage);
  CHECK(t.run(t.item("boiler").date("in_service_date", "2016-11-23")).gravest() == Verdict::compliant);
  CHECK(t.run(t.item("boiler").date("in_service_date", year_span(2015))).gravest() == Verdict::overage);
  CHECK(t.run(t.item("boiler").date("in_service_date", year_span(2016))).gravest() == Verdict::undetermined);
  CHECK(t.run(t.item("boiler").date("in_service_date", year_span(2017))).gravest() == Verdict::compliant);

  TestEngine y(
      test_document("  - {id: doc/1, clause: 一, title: x, verdict: overage, category: boiler, when: "
                    "years_since(in_service_date) >= 10}"));
  CHECK(y.run(y.item("boiler").date("in_service_date", "2016-11-23")).gravest() == Verdict::overage);
  CHECK(y.run(y.item("boiler").date("in_service_date", "2016-11-24")).gravest() == Verdict::compliant);
}

TEST_CASE("grades: equality meets, a hair below does not") {
  TestEngine t(motors);
  auto motor = [&](const char* eff) {
    return t.item("motor").number("power_kw", "11").number("poles", "4").number("efficiency_pct", eff);
  };
  auto grade = [&](const TestItem& i) {
    const Outcome& o = t.run(i);
    return o.findings.empty() ? 0 : o.findings[0].level.grade;
  };
  CHECK(t.run(motor("93.3")).gravest() == Verdict::compliant);
  CHECK(grade(motor("93.29")) == 3);
  CHECK(grade(motor("91.4")) == 3);
  CHECK(grade(motor("91.39")) == 4);
  const Outcome& up = t.run(motor("91.4"));
  CHECK(up.gravest() == Verdict::upgrade);
  CHECK(up.findings[0].targets[0].level == "energy-saving");
  CHECK(up.findings[0].targets[0].value == 93.3);
  CHECK(up.findings[0].targets[1].level == "advanced");
  CHECK(up.findings[0].targets[1].value == 94.6);

  const Outcome& below = t.run(motor("91").date("in_service_date", "2021-06-01"));
  CHECK(below.gravest() == Verdict::below_access);
  CHECK(below.findings[0].violation);
  CHECK_FALSE(t.run(motor("91").date("in_service_date", "2021-05-31")).findings[0].violation);
  const Outcome& when = t.run(motor("91").date("in_service_date", year_span(2021)));
  CHECK_FALSE(when.findings[0].violation);
  CHECK(t.missing(when.findings[0]) == "in_service_date");
}

TEST_CASE("grades: outside the grid is out of scope, between its points only where the table says so") {
  TestEngine t(motors);
  auto motor = [&](const char* power, const char* poles) {
    return t.item("motor").number("power_kw", power).number("poles", poles).number("efficiency_pct", "50");
  };
  CHECK(t.run(motor("200", "4")).gravest() == Verdict::unchecked);
  CHECK(t.run(motor("11", "8")).gravest() == Verdict::unchecked);
  const Outcome& between = t.run(motor("9.25", "4"));
  REQUIRE(between.findings.size() == 1);
  CHECK(between.findings[0].suspected);
  CHECK(between.findings[0].level.measured[0].thresholds[2] == doctest::Approx(90.9));
  const Outcome& dash = t.run(motor("11", "2"));  // grade 3 is a dash: 50 % meets no level
  CHECK(dash.findings[0].level.grade == 4);
  CHECK(std::isnan(dash.findings[0].level.measured[0].thresholds[2]));
}

TEST_CASE("grades: what is missing is named, a power outside the grid needs nothing") {
  TestEngine t(motors);
  CHECK(t.missing(t.run(t.item("motor").number("power_kw", "11")).findings[0]) == "poles efficiency_pct");
  CHECK(t.missing(t.run(t.item("motor").number("power_kw", "11").number("poles", "4")).findings[0]) ==
        "efficiency_pct");
  CHECK(t.run(t.item("motor").number("power_kw", "5000")).gravest() == Verdict::unchecked);
}

TEST_CASE("a declared grade counts only where it is this edition's") {
  TestEngine t(motors);
  auto motor = [&] {
    return t.item("motor").number("power_kw", "11").number("poles", "4").number("efficiency_grade", "3");
  };
  CHECK(t.run(motor().date("made_date", "2022-01-01")).gravest() == Verdict::upgrade);
  CHECK(t.run(motor().date("made_date", "2022-01-01")).findings[0].level.measured[0].declared);
  CHECK(t.run(motor().date("made_date", "2015-01-01")).gravest() == Verdict::undetermined);
  CHECK(t.run(motor()).gravest() == Verdict::undetermined);
  const Outcome& conflict = t.run(motor().date("made_date", "2022-01-01").number("efficiency_pct", "90"));
  CHECK(conflict.findings[0].level.grade == 4);
  CHECK(conflict.findings[0].level.conflict);
}

TEST_CASE("two measures: certain as soon as one decides") {
  TestEngine t(test_document(R"(
  - id: doc/1
    clause: 表1
    title: 变压器
    category: transformer
    levels:
      standard: GB 20052-2024
      kind: grades
      keys: [{field: capacity_kva, match: exact}]
      columns: [p1, p2, p3, k1, k2, k3]
      measures:
        - {field: no_load_loss_kw, direction: at-most, thresholds: [p1, p2, p3]}
        - {field: load_loss_kw, direction: at-most, thresholds: [k1, k2, k3]}
      rows: [[315, 0.2, 0.3, 0.4, 2, 3, 4]]
)"));
  auto with = [&] { return t.item("transformer").number("capacity_kva", "315"); };
  CHECK(t.run(with().number("no_load_loss_kw", "0.5")).gravest() == Verdict::below_access);
  CHECK(t.missing(t.run(with().number("no_load_loss_kw", "0.2")).findings[0]) == "load_loss_kw");
  CHECK(t.missing(t.run(with()).findings[0]) == "no_load_loss_kw load_loss_kw");
  const Outcome& three = t.run(with().number("no_load_loss_kw", "0.2").number("load_loss_kw", "3.5"));
  CHECK(three.gravest() == Verdict::upgrade);
  CHECK(three.findings[0].targets[0].value == 3);
  CHECK(t.run(with().number("no_load_loss_kw", "0.3").number("load_loss_kw", "2")).gravest() == Verdict::compliant);
}

TEST_CASE("an incentive is exact money, capped, and open where its base is") {
  TestEngine t(motors);
  auto bought = [&](const char* eff) {
    return t.item("motor")
        .choice("use", "purchased")
        .number("power_kw", "11")
        .number("poles", "4")
        .number("efficiency_pct", eff);
  };
  const Outcome& o = t.run(bought("93.3").number("price", "12345.67").number("fiscal_funds", "0.07"));
  REQUIRE(o.findings.size() == 1);
  CHECK(o.gravest() == Verdict::eligible);
  CHECK(o.findings[0].suspected);
  CHECK(o.findings[0].amount.value.to_fixed(2) == "1234.56");
  CHECK(
      t.run(bought("93.3").number("price", "60000").number("fiscal_funds", "0")).findings[0].amount.value.to_fixed(2) ==
      "5000.00");
  CHECK(t.run(bought("93.3").number("price", "10").number("fiscal_funds", "20")).findings[0].amount.value.to_fixed(2) ==
        "0.00");
  const Outcome& open = t.run(bought("93.3").number("price", "100"));
  CHECK_FALSE(open.findings[0].amount.known);
  CHECK(t.missing(open.findings[0]) == "fiscal_funds");
  CHECK(t.run(bought("93.2")).gravest() == Verdict::unchecked);  // no credit is no certificate
  CHECK(t.missing(t.run(t.item("motor").choice("use", "planned").number("power_kw", "11")).findings[0]) ==
        "poles efficiency_pct");
}

TEST_CASE("several lists retire a machine once, certain first, then the earliest deadline") {
  TestEngine t(test_document(R"(
  - {id: doc/1, clause: 一, title: a, verdict: retire, category: motor, series: [JO2], provenance: recalled, deadline: 2010-01-01}
  - {id: doc/2, clause: 二, title: b, verdict: retire, category: motor, series: [JO2], deadline: 2015-12-31}
  - {id: doc/3, clause: 三, title: c, verdict: retire, category: motor, models: [JO2-42-4], deadline: 2012-12-31}
)"));
  const Outcome& o = t.run(t.item("motor").text("model", "JO2-42-4"));
  REQUIRE(o.findings.size() == 1);
  CHECK(o.findings[0].rule->id == "doc/3");
  REQUIRE(o.findings[0].also.size() == 2);
  CHECK(o.findings[0].also[0]->id == "doc/2");
  CHECK(o.findings[0].also[1]->id == "doc/1");
}

TEST_CASE("only, skip and provenance") {
  auto gravest = [&](std::vector<std::string> only, std::vector<std::string> skip,
                     Provenance p = Provenance::recalled) {
    EngineOptions options;
    options.only = std::move(only);
    options.skip = std::move(skip);
    options.min_provenance = p;
    TestEngine t(s9, options);
    return t.run(t.item("transformer").text("model", "S8-30")).gravest();
  };
  CHECK(gravest({"doc"}, {}) == Verdict::retire);
  CHECK(gravest({"doc/s8"}, {}) == Verdict::retire);
  CHECK(gravest({"doc/s9"}, {}) == Verdict::compliant);
  CHECK(gravest({}, {"doc/s8"}) == Verdict::compliant);
  CHECK(gravest({}, {"doc/*"}) == Verdict::unchecked);
  CHECK(gravest({"upgrade"}, {}) == Verdict::compliant);
  CHECK(gravest({}, {"retire"}) == Verdict::compliant);
  CHECK(gravest({}, {}, Provenance::official) == Verdict::retire);
  CHECK_THROWS_AS(gravest({"nothing"}, {}), UsageError);
}

TEST_CASE("lists that wait for the same field ask for it once, and name each other") {
  const auto list = [](const std::string& id, const std::string& provenance) {
    return "document: {id: " + id + ", title: 目录, number: " + id +
           "号, issuer: 部, region: national, in-force: 2016-03-14, provenance: " + provenance +
           "}\nrules:\n  - {id: " + id + "/1, clause: 一, title: x, verdict: retire, category: motor, series: [JO2]}\n";
  };
  RuleCompiler compiler;
  compiler.add("vocabulary.yaml", test_vocabulary_yaml);
  compiler.add("a.yaml", list("a", "official"));
  compiler.add("b.yaml", list("b", "transcribed"));
  compiler.add("c.yaml", list("c", "recalled"));
  const RuleBase base = compiler.finish();
  const Engine engine(base, TestEngine::dated({}));
  Session session(engine);
  Outcome outcome;
  session.evaluate(TestItem(base.vocabulary, "motor").item, outcome);
  REQUIRE(outcome.findings.size() == 2);  // a suspected one stays apart
  CHECK(outcome.findings[0].document->id == "a");
  REQUIRE(outcome.findings[0].also_documents.size() == 1);
  CHECK(outcome.findings[0].also_documents[0]->id == "b");
  CHECK(outcome.findings[1].suspected);
  CHECK(outcome.findings[1].also_documents.empty());
}
