#include "report/summary_json.h"

#include <doctest/doctest.h>

#include <sstream>

#include "engine/test_item.h"

namespace gengxin {
namespace {

constexpr const char* rules = R"(
  - id: doc/motor
    clause: 一
    title: 电动机
    category: motor
    levels:
      standard: GB 1
      effective: 2021-06-01
      kind: grades
      keys: [{field: poles, match: exact}]
      columns: [g1, g2, g3]
      measures: [{field: efficiency_pct, direction: at-least, thresholds: [g1, g2, g3]}]
      rows: [[4, 95, 93, 91]]
  - id: doc/boiler
    clause: 二
    title: 锅炉
    category: boiler
    verdict: overage
    when: in_service_date < date('2016-01-01')
  - id: doc/credit
    clause: 三
    title: 抵免
    category: motor
    verdict: eligible
    use: [in-use, planned, purchased]
    incentive: {kind: tax-credit, base: price, rate: 0.1, basis: 十分之一}
)";
constexpr const char* indicators = R"(
indicators:
  - {id: saving, label: {zh: 节能, en: saving}, document: doc, clause: 一, target: 基本达到, counts: grade, weights: [power_kw]}
  - {id: gas, label: {zh: 燃气, en: gas}, document: doc, clause: 一, target: 超过50%, above: 50, note: {zh: 参考, en: hint}, counts: choice, category: boiler, field: fuel, choice: gas}
  - {id: old, label: {zh: 超期, en: old}, document: doc, clause: 一, target: 更新, counts: verdict, verdict: overage, category: boiler, field: in_service_date}
)";

RuleBase base_with(const std::string& more) {
  RuleCompiler compiler;
  compiler.add("vocabulary.yaml", test_vocabulary_yaml);
  compiler.add("indicators.yaml", more);
  compiler.add("rules.yaml", test_document(rules, "until: 2027-12-31"));
  return compiler.finish();
}

struct Works {
  RuleBase base = base_with(indicators);
  Engine engine{base, TestEngine::dated({})};
  Counting counting{engine};
  Session session{engine};
  RunInfo run;
  std::vector<TestItem> items;

  Works() {
    run.rules = &base;
    run.as_of = engine.as_of();
    run.region = base.vocabulary.region("luoyang");
    run.summary_only = true;
    run.inputs.resize(1);
    run.inputs[0].file = "a.csv";
    motor("甲厂", "94", "7.5").number("price", "10000.05");
    motor("甲厂", "92", "11");
    motor("乙厂", "95", "0.7555").number("price", "20.25");
    motor("乙厂", "", "3");
    motor("", "80", "1");
    boiler("甲厂", "coal", "2010-01-01");
    boiler("乙厂", "gas", "2020-01-01");
    boiler("乙厂", "gas", "");
    boiler("", "", "2015-05-05");
    // What is not in use is no part of the share.
    boiler("甲厂", "gas", "2020-01-01").choice("use", "planned");
    // Elsewhere another plan holds; here, all of China is meant by the document.
    motor("甲厂", "95", "5").item.region = base.vocabulary.region("nanyang");
  }
  TestItem& add(std::string_view category, std::string_view company) {
    items.emplace_back(base.vocabulary, category);
    if (!company.empty()) items.back().text("company", std::string(company));
    return items.back();
  }
  TestItem& motor(std::string_view company, const std::string& efficiency, const std::string& power) {
    TestItem& t = add("motor", company).number("poles", "4").number("power_kw", power);
    return efficiency.empty() ? t : t.number("efficiency_pct", efficiency);
  }
  TestItem& boiler(std::string_view company, std::string_view fuel, std::string_view date) {
    TestItem& t = add("boiler", company);
    if (!fuel.empty()) t.choice("fuel", fuel);
    if (!date.empty()) t.date("in_service_date", date);
    return t;
  }
  /// The totals of items `from` up to `to`.
  Summary totals(size_t from, size_t to) {
    Summary s(&counting);
    Outcome outcome;
    for (size_t i = from; i < to; ++i) {
      session.evaluate(items[i].item, outcome);
      s.add(items[i].item, outcome);
    }
    return s;
  }
  std::string written(const Summary& s, const std::string& format = "ndjson") {
    std::string out;
    const auto report = make_report(format);
    report->begin(run, out);
    report->end(run, s, out);
    return out;
  }
  std::vector<RunTotals> read(const std::string& text) {
    std::istringstream in(text);
    return read_totals(in, base);
  }
  std::string refused(const std::string& text) {
    try {
      read(text);
      return "";
    } catch (const UnreadableTotals& e) {
      return e.what();
    }
  }
};

bool has(const std::string& text, std::string_view part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("indicators count what is in use and known") {
  Works w;
  const Summary s = w.totals(0, w.items.size());
  const IndicatorSum saving = s.all().indicator(0), gas = s.all().indicator(1), old = s.all().indicator(2);
  CHECK(saving.met == 3);  // 94, 95 and the one in Nanyang; 92 and 80 are not
  CHECK(saving.of == 5);
  CHECK(saving.unknown == 1);
  CHECK(saving.weights[0].met == 13256);  // thousandths, each item rounded: 7.5 + 0.756 + 5
  CHECK(saving.weights[0].of == 25256);
  CHECK(saving.weights[0].items == 5);
  CHECK(gas.met == 2);
  CHECK(gas.of == 3);
  CHECK(gas.unknown == 1);
  CHECK(indicator_reached(w.base.indicators[1], gas) == true);
  CHECK(indicator_reached(w.base.indicators[0], saving) == std::nullopt);
  CHECK(old.met == 2);
  CHECK(old.of == 3);
  CHECK(old.unknown == 1);
}

TEST_CASE("exactly the number is not above it") {
  const Works w;
  IndicatorSum half;
  half.met = 1, half.of = 2;
  CHECK(indicator_reached(w.base.indicators[1], half) == false);
}

TEST_CASE("indicators hold while their document does") {
  const Works w;
  CHECK(indicators_in_force(w.base, *parse_iso_date("2027-12-31")).size() == 3);
  CHECK(indicators_in_force(w.base, *parse_iso_date("2028-01-01")).empty());
  CHECK(indicators_in_force(w.base, *parse_iso_date("2016-03-13")).empty());
}

TEST_CASE("companies add up to the whole") {
  Works w;
  const Summary s = w.totals(0, w.items.size());
  const auto all = s.companies();
  REQUIRE(all.size() == 3);
  CHECK(all[0].first.name == "乙厂");  // in the order of bytes
  CHECK(all[1].first.name == "甲厂");
  CHECK(all[2].first == CompanyId{});
  CHECK(all[2].second->items == 2);
  Totals sum;
  for (const auto& [id, totals] : all) sum.merge(*totals);
  CHECK(sum == s.all());
  // 1000.005 is 1000.01 for the item, and so in the total.
  CHECK(all[1].second->amounts.begin()->second.second == *Decimal::parse("1000.01"));
}

TEST_CASE("no company is told apart where none is named") {
  Works w;
  CHECK(w.totals(4, 5).companies().empty());
}

TEST_CASE("parts read back and added up are the totals of one run") {
  Works w;
  const size_t n = w.items.size();
  const std::string whole = w.written(w.totals(0, n));
  for (const std::string format : {"ndjson", "json"}) {
    Summary merged;
    for (size_t i = 0; i < n; i += 2)
      for (RunTotals& part : w.read(w.written(w.totals(i, std::min(n, i + 2)), format))) {
        CHECK(part.digest == w.base.digest);
        CHECK(part.as_of == "2026-11-23");
        CHECK(part.region == "luoyang");
        REQUIRE(part.inputs.size() == 1);
        CHECK(part.inputs[0].file == "a.csv");
        merged.merge(part.summary);
      }
    CHECK(w.written(merged) == whole);
  }
}

TEST_CASE("several objects in one file, findings among them passed over") {
  Works w;
  const std::string one = w.written(w.totals(0, 3));
  CHECK(w.read(one + "\n" + one).size() == 2);
  std::string full = w.written(w.totals(0, 3), "json");
  full.insert(full.find("\"input\""), "\"findings\": [{\"a\":[{\"b\":1}]},2,\"x\",[[]]],\n");
  CHECK(w.read(full).at(0).summary.all().items == 3);
}

TEST_CASE("what is no totals is refused with its place") {
  set_lang(Lang::en);
  Works w;
  const std::string good = w.written(w.totals(0, w.items.size()));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    REQUIRE(text.find(from) != std::string::npos);
    return w.refused(text.replace(text.find(from), from.size(), to));
  };
  CHECK(has(w.refused(""), "no totals"));
  CHECK(has(w.refused("{}"), "check -f ndjson --summary"));
  CHECK(has(w.refused("[1]"), "object"));
  CHECK(has(w.refused("{\"file\":\"a\",\"verdict\":\"retire\"}"), "a finding"));
  CHECK(has(w.refused(good.substr(0, good.size() / 2)), "not whole JSON"));
  CHECK(has(w.refused(good + "{"), "object 2"));
  CHECK(has(with("\"items\":11", "\"items\":-1"), "items must be a count"));
  CHECK(has(with("\"items\":11", "\"items\":1.5"), "items must be a count"));
  CHECK(has(with("\"checked\"", "\"chequed\""), "checked is missing"));
  CHECK(has(with("\"violations\"", "\"colour\":1,\"violations\""), "colour is not known"));
  CHECK(has(with("\"violations\"", "\"items\":1,\"violations\""), "'items' stands twice"));
  CHECK(has(with("doc/credit", "doc/debit"), "there is no rule 'doc/debit'"));
  CHECK(has(with("\"1002.04\"", "\"1002,04\""), "amounts[0].value must be a decimal"));
  CHECK(has(with("\"saving\"", "\"spending\""), "there is no indicator 'spending'"));
  CHECK(has(with("\"items\":11", "\"items\":12"), "do not add up"));
  CHECK(has(with("25.256", "25.2561"), "three decimals"));
  CHECK(has(w.refused(std::string(100, '[')), "nested too deeply"));
  set_lang(Lang::zh);
}

TEST_CASE("totals of other rules are left unread") {
  Works w;
  const RuleBase other = base_with("indicators: []");
  std::istringstream in(w.written(w.totals(0, 3)));
  const auto parts = read_totals(in, other);
  REQUIRE(parts.size() == 1);
  CHECK(parts[0].digest != other.digest);
  CHECK(parts[0].summary.all().items == 0);
}

TEST_CASE("mistakes in indicators are said") {
  const auto wrong = [](const std::string& entry) {
    try {
      base_with("indicators:\n  - " + entry);
      return std::string();
    } catch (const std::exception& e) {
      return std::string(e.what());
    }
  };
  const std::string head = "{id: x, label: {zh: 甲, en: a}, document: doc, clause: 一, target: 乙, ";
  CHECK(wrong(head + "counts: grade}") == "");
  CHECK(has(wrong(head + "counts: some}"), "counts"));
  CHECK(has(wrong(head + "counts: choice, field: fuel, choice: wood}"), "no choice 'wood'"));
  CHECK(has(wrong(head + "counts: choice}"), "field"));
  CHECK(has(wrong(head + "counts: verdict, field: name, verdict: bad}"), "verdict"));
  CHECK(has(wrong(head + "counts: grade, weights: [name]}"), "no field of numbers"));
  CHECK(has(wrong(head + "counts: grade, category: boat}"), "no category"));
  CHECK(has(wrong(head + "counts: grade, above: half}"), "above"));
  CHECK(has(wrong("{id: x, label: {zh: 甲, en: a}, document: nix, clause: 一, target: 乙, counts: grade}"),
            "no document 'nix'"));
}

TEST_CASE("people read companies only where there are several") {
  set_lang(Lang::zh);
  Works w;
  CHECK(has(w.written(w.totals(0, w.items.size()), "text"), "各企业"));
  CHECK(!has(w.written(w.totals(0, 2), "text"), "各企业"));
  CHECK(has(w.written(w.totals(0, w.items.size()), "csv"), "items,5,,甲厂"));
}

}  // namespace gengxin
