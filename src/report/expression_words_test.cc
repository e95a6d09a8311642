#include "report/expression_words.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "base/diagnostic.h"
#include "base/text.h"
#include "report/message.h"
#include "rules/embed/embedded.h"
#include "rules/test_vocabulary.h"

using namespace gengxin;

namespace {

struct Language {
  explicit Language(Lang l) : before(lang()) { set_lang(l); }
  ~Language() { set_lang(before); }
  Language(const Language&) = delete;
  Language& operator=(const Language&) = delete;
  Lang before;
};

const RuleBase& small() {
  static const RuleBase base = test_base(test_document(R"(
  - id: doc/table
    clause: 表1
    title: 等级
    category: motor
    levels:
      standard: GB 1-2020
      effective: 2021-06-01
      kind: grades
      keys: [{field: poles, match: exact}]
      columns: [g1, g2, g3]
      measures: [{field: efficiency_pct, direction: at-least, thresholds: [g1, g2, g3]}]
      rows: [[4, 3, 2, 1]]
    examples: [{item: {poles: 4, efficiency_pct: 3}, expect: none}]
  - id: doc/process
    clause: 表2
    title: 水平
    category: boiler
    levels:
      standard: 水平2023
      kind: benchmark
      keys: [{field: poles, match: exact}]
      columns: [a, b]
      measures: [{field: efficiency_pct, direction: at-least, thresholds: [a, b]}]
      rows: [[4, 3, 2]]
    examples: [{item: {poles: 4, efficiency_pct: 3}, expect: none}]
)"));
  return base;
}

std::string words(Lang l, const std::string& source, Type type = Type::none) {
  Language language(l);
  return ExpressionWords(parse_expression(source, {small().vocabulary}, type), small()).line();
}
std::string zh(const std::string& source) { return words(Lang::zh, source); }
std::string en(const std::string& source) { return words(Lang::en, source); }

}  // namespace

TEST_CASE("comparisons in words") {
  CHECK(zh("in_service_date < date('1998-01-01')") == "投运日期早于 1998-01-01");
  CHECK(en("in_service_date < date('1998-01-01')") == "in service before 1998-01-01");
  CHECK(zh("in_service_date <= date('1998-01-01')") == "投运日期不晚于 1998-01-01");
  CHECK(en("in_service_date <= date('1998-01-01')") == "in service on or before 1998-01-01");
  CHECK(zh("in_service_date > date('1998-01-01')") == "投运日期晚于 1998-01-01");
  CHECK(en("in_service_date > date('1998-01-01')") == "in service after 1998-01-01");
  CHECK(zh("in_service_date >= date('1998-01-01')") == "投运日期不早于 1998-01-01");
  CHECK(en("in_service_date >= date('1998-01-01')") == "in service on or after 1998-01-01");
  CHECK(zh("power_kw < 11") == "功率小于 11 kW");
  CHECK(en("power_kw < 11") == "power below 11 kW");
  CHECK(zh("power_kw <= 11") == "功率不大于 11 kW");
  CHECK(en("power_kw <= 11") == "power at most 11 kW");
  CHECK(zh("power_kw > 0.12") == "功率大于 0.12 kW");
  CHECK(en("power_kw > 0.12") == "power above 0.12 kW");
  CHECK(zh("power_kw >= -1e-3") == "功率不小于 -0.001 kW");
  CHECK(en("power_kw >= 11") == "power at least 11 kW");
  CHECK(zh("poles == 4") == "极数为 4");
  CHECK(en("poles == 4") == "poles is 4");
  CHECK(zh("poles != 4") == "极数不为 4");
  CHECK(en("poles != 4") == "poles is not 4");
  CHECK(zh("11 < power_kw") == "11 kW 小于 功率");
  CHECK(zh("price <= 2500000") == "价格不大于 2,500,000 元");
  CHECK(en("price <= 2500000.5") == "price at most CNY 2,500,000.50");
  CHECK(zh("fuel == 'coal'") == "燃料为燃煤");
  CHECK(en("fuel != 'coal'") == "fuel is not coal");
  CHECK(zh("name == '锅炉'") == "名称为“锅炉”");
  CHECK(zh("made_date < in_service_date") == "出厂日期早于 投运日期");
}

TEST_CASE("lists, flags, presence and texts in words") {
  CHECK(zh("poles in [2, 4, 6]") == "极数为 2、4 或 6");
  CHECK(en("poles in [2, 4, 6]") == "poles is 2, 4 or 6");
  CHECK(zh("power_kw in [2, 4]") == "功率为 2 或 4 kW");
  CHECK(zh("fuel in ['coal', 'gas']") == "燃料为燃煤或燃气");
  CHECK(en("!(fuel in ['coal', 'gas'])") == "fuel is none of coal or gas");
  CHECK(zh("!(fuel in ['coal'])") == "燃料不为燃煤");
  CHECK(zh("ultra_low_emission") == "超低排放为“是”");
  CHECK(en("!ultra_low_emission") == "ultra-low emission is 'no'");
  CHECK(en("ultra_low_emission == false") == "ultra-low emission is 'no'");
  CHECK(zh("ultra_low_emission != false") == "超低排放为“是”");
  CHECK(zh("has(power_kw)") == "功率已注明");
  CHECK(en("!has(power_kw)") == "power is not stated");
  CHECK(zh("contains(name, '锅')") == "名称含“锅”");
  CHECK(en("!contains(name, 'x')") == "name does not contain 'x'");
  CHECK(zh("starts_with(model, 'S')") == "型号以“S”开头");
  CHECK(en("starts_with(model, 'S')") == "model begins with 'S'");
  CHECK(en("!starts_with(model, 'S')") == "model does not begin with 'S'");
  CHECK(zh("matches(model, '^S[0-9]')") == "型号符合正则表达式“^S[0-9]”");
  CHECK(en("!matches(model, '^S')") == "model does not match the pattern '^S'");
  CHECK(zh("is_a('lv-motor')") == "类别属于低压电动机");
  CHECK(en("!is_a('lv-motor')") == "category is not low-voltage motor");
  CHECK(zh("in_region('henan')") == "位于河南省");
  CHECK(en("!in_region('air-key-region')") == "not in a region of the list 'air-key-region' (Luoyang)");
  CHECK(zh("true") == "恒成立");
  CHECK(en("false") == "never");
}

TEST_CASE("grades in words") {
  CHECK(zh("grade('doc/table') <= 2") == "按 GB 1-2020 表1 为2级或更好");
  CHECK(en("grade('doc/table') <= 2") == "by GB 1-2020 表1: grade 2 or better");
  CHECK(en("grade('doc/table') >= 3") == "by GB 1-2020 表1: grade 3 or worse");
  CHECK(en("grade('doc/table') == 4") == "by GB 1-2020 表1: below grade 3");
  CHECK(en("grade('doc/table') != 1") == "by GB 1-2020 表1: not grade 1");
  CHECK(en("grade('doc/table') < 3") == "by GB 1-2020 表1: better than grade 3");
  CHECK(en("grade('doc/table') > 1") == "by GB 1-2020 表1: worse than grade 1");
  CHECK(zh("grade('doc/process') == 3") == "按 水平2023 表2 低于基准水平");
  CHECK(en("grade('doc/process') <= 1") == "by 水平2023 表2: at the benchmark level or better");
  CHECK(en("grade('doc/table') == 2 || grade('doc/process') == 9") ==
        "by GB 1-2020 表1: grade 2 or by 水平2023 表2: grade is 9");
  CHECK(en("grade('doc/table') + 1 > 2") == "the grade by GB 1-2020 表1 + 1 above 2");
}

TEST_CASE("formulas in words keep their order of operations") {
  CHECK(en("power_kw - (poles - 1) * 2 > 0") == "power − (poles − 1) × 2 above 0 kW");
  CHECK(en("power_kw / (2 * 3) > 0") == "power ÷ (2 × 3) above 0");
  CHECK(en("power_kw / 2 * 3 > 0") == "power ÷ 2 × 3 above 0");
  CHECK(en("poles % 4 == 1") == "poles mod 4 is 1");
  CHECK(zh("-power_kw < 3") == "−功率 小于 3 kW");
  CHECK(en("-(power_kw + 1) < 3") == "−(power + 1) below 3 kW");
  CHECK(en("pow(power_kw + 1, 2) > 3") == "(power + 1) ^ 2 above 3");
  CHECK(en("sqrt(power_kw) + ln(poles) > abs(cop)") == "√(power) + ln(poles) above |COP|");
  CHECK(zh("min(power_kw, 3) > 2") == "功率与3中较小者 大于 2 kW");
  CHECK(en("2 * max(poles, 3) > 2") == "2 × (the larger of poles and 3) above 2");
  CHECK(zh("years_since(in_service_date) >= 10") == "自投运日期起的整年数 不小于 10");
  CHECK(en("years_since(in_service_date) >= 10") == "full years since in service at least 10");
  CHECK(zh("as_of() > add_years(in_service_date, 10)") == "核对日 晚于 投运日期之后 10 年");
  CHECK(en("as_of() > add_years(in_service_date, 10)") == "the date of the check after 10 years after in service");
  CHECK(en("year(made_date) < 1990") == "the year of made below 1990");
  CHECK(en("(poles > 2 ? power_kw : 1) + 1 > 2") == "(if poles above 2 then power, otherwise 1) + 1 above 2 kW");
}

TEST_CASE("conditions in words never lose what binds to what") {
  CHECK(zh("fuel == 'coal' && evaporation_tph <= 10") == "燃料为燃煤，且蒸发量不大于 10 t/h");
  CHECK(en("fuel == 'coal' && evaporation_tph <= 10") == "fuel is coal and evaporation at most 10 t/h");
  CHECK(en("poles > 1 || cop > 2 && iplv > 3") == "poles above 1 or (COP above 2 and IPLV above 3)");
  CHECK(en("(poles > 1 || cop > 2) && iplv > 3") == "(poles above 1 or COP above 2) and IPLV above 3");
  CHECK(en("!(poles > 1 && cop > 2)") == "not (poles above 1 and COP above 2)");
  CHECK(en("!(poles > 1) && cop > 2") == "not (poles above 1) and COP above 2");
  CHECK(zh("!(poles > 1)") == "并非（极数大于 1）");
  CHECK(en("poles > 1 ? cop > 2 : iplv > 3") == "if poles above 1 then COP above 2, otherwise IPLV above 3");
  CHECK(zh("poles > 1 ? cop > 2 : iplv > 3") == "若极数大于 1，则性能系数大于 2；否则综合部分负荷性能系数大于 3");
  CHECK(en("(poles > 1 ? cop > 2 : iplv > 3) && fuel == 'gas'") ==
        "(if poles above 1 then COP above 2, otherwise IPLV above 3) and fuel is gas");
  CHECK(en("(poles > 1) == ultra_low_emission") ==
        "(poles above 1) and (ultra-low emission is 'yes') both hold or both do not");
  CHECK(en("(poles > 1) == false") == "not (poles above 1)");
  // the turns of phrase
  CHECK(zh("power_kw >= 0.12 && power_kw <= 1000") == "功率不小于 0.12 kW 且不大于 1000 kW");
  CHECK(en("power_kw < 1 || power_kw > 5") == "power below 1 kW or above 5 kW");
  CHECK(en("(power_kw < 1 || power_kw > 5) && poles == 4") == "(power below 1 kW or above 5 kW) and poles is 4");
  CHECK(en("!has(poles) || poles == 4") == "poles (where stated) is 4");
  CHECK(en("has(poles) && poles == 4 || cop > 1") == "(poles is stated and is 4) or COP above 1");
  CHECK(en("has(poles) || poles == 4") == "poles is stated or poles is 4");
  CHECK(en("!has(poles) && poles == 4") == "poles is not stated and poles is 4");
  CHECK(zh("contains(name, 'a') || contains(name, 'b')") == "名称含“a”或“b”");
  CHECK(en("contains(name, 'a') && contains(name, 'b')") == "name contains 'a' and contains 'b'");
  CHECK(en("!(is_a('motor') || is_a('boiler'))") == "category is none of motor, boiler");
  CHECK(en("!is_a('motor') && !is_a('boiler')") == "category is none of motor, boiler");
  CHECK(en("is_a('motor') || is_a('boiler')") == "category is motor or boiler");
  CHECK(en("grade('doc/table') <= 2 || grade('doc/process') <= 1") !=
        en("grade('doc/table') <= 1 || grade('doc/process') <= 1"));
}

TEST_CASE("a wide condition is a list") {
  Language language(Lang::en);
  const Expression e =
      parse_expression("power_kw > 1 && (poles == 4 || cop > 2) && (has(fuel) ? fuel == 'coal' : poles > 8)",
                       {small().vocabulary}, Type::boolean);
  std::string text;
  for (const auto& line : ExpressionWords(e, small()).lines(20))
    text += std::string(static_cast<size_t>(line.depth) * 2, ' ') + (line.begins ? "- " : "  ") + line.text + "\n";
  CHECK(text ==
        "- power above 1 kW\n- any of:\n  - poles is 4\n  - COP above 2\n- if fuel is stated\n  then fuel is coal\n"
        "  otherwise poles above 8\n");
  const auto parts = ExpressionWords(e, small()).parts();
  REQUIRE(parts.size() == 3);
  CHECK(parts[1].text == "poles is 4 or COP above 2");
}

TEST_CASE("what is settled is left out") {
  Language language(Lang::en);
  const Expression e = parse_expression("power_kw > 1 && (poles == 4 || cop > 2)", {small().vocabulary}, Type::boolean);
  std::vector<char> settled(e.nodes.size());
  for (size_t i = 0; i < e.nodes.size(); ++i)
    if (e.nodes[i].op == Op::eq || (e.nodes[i].op == Op::gt && e.nodes[e.nodes[i].args[1]].number == 1)) settled[i] = 1;
  CHECK(ExpressionWords(e, small(), {}, settled).line() == "COP above 2");
  const Expression c =
      parse_expression("has(cop) ? cop > 2 : poles > 1 && iplv > 3", {small().vocabulary}, Type::boolean);
  settled.assign(c.nodes.size(), 0);
  for (uint16_t arg : {c.root().args[0], c.root().args[1]}) settled[arg] = 1;
  CHECK(ExpressionWords(c, small(), {}, settled).parts().size() == 2);
  CHECK(ExpressionWords(c, small(), {}, settled).line() == "poles above 1 and IPLV above 3");
}

namespace {

// The tree of an expression as a text: two that mean the same have one, whatever brackets and blanks they are written
// with. a && (b && c) is a list of three, and flag == false is !flag.
std::string meaning(const Expression& e, uint16_t i) {
  const Node& n = e.nodes[i];
  if ((n.op == Op::eq || n.op == Op::ne) && e.nodes[n.args[1]].op == Op::boolean) {
    const std::string flag = meaning(e, n.args[0]);
    return (e.nodes[n.args[1]].number != 0) == (n.op == Op::eq) ? flag
                                                                : std::to_string(int(Op::not_)) + "(" + flag + ",)";
  }
  std::string out = std::to_string(int(n.op)) + "(";
  if (n.op == Op::and_ || n.op == Op::or_) {
    const auto add = [&](const auto& self, uint16_t from) -> void {
      for (uint16_t arg : e.nodes[from].args) {
        if (e.nodes[arg].op == n.op)
          self(self, arg);
        else
          out += meaning(e, arg) + ",";
      }
    };
    add(add, i);
    return out + ")";
  }
  for (uint16_t arg : n.args) out += meaning(e, arg) + ",";
  if (n.args.size() == 0) out += std::to_string(n.index) + " " + std::to_string(n.number) + " " + std::to_string(n.day);
  if (n.more != no_id) {
    out += " " + e.more[n.more].text;
    for (uint16_t item : e.more[n.more].items) out += meaning(e, item) + ",";
  }
  return out + ")";
}

}  // namespace

// Over the whole rule base: nothing that a rule says may be missing from its words, and no two different conditions may
// read the same.
TEST_CASE("every expression of the rule base is said in full") {
  const RuleBase base = embedded_rules();
  const Vocabulary& v = base.vocabulary;
  for (const Lang l : {Lang::zh, Lang::en}) {
    Language language(l);
    std::map<std::string, std::string> said;  // words -> meaning
    size_t conditions = 0;
    const auto check = [&](const Expression& e, const FormulaNames& names, bool alone) {
      if (e.empty()) return;
      const ExpressionWords expression(e, base, names);
      const std::string line = expression.line();
      std::string list;
      for (const auto& one : expression.lines(60)) list += one.text + "\n";
      const auto holds = [&](const std::string& what) {
        CHECK_MESSAGE(line.find(what) != std::string::npos, what, " is not in: ", line, " for: ", e.source);
        CHECK_MESSAGE(list.find(what) != std::string::npos, what, " is not in: ", list, " for: ", e.source);
      };
      CHECK_FALSE(line.empty());
      for (const Node& n : e.nodes) {
        if (n.op == Op::field) holds(label_of(v.fields[n.index]));
        if (n.op == Op::text) holds(e.text(n));
        if (n.op == Op::date) holds(format_date(n.day));
        if (n.op == Op::choice)
          holds(l == Lang::zh ? v.fields[n.index].choices[size_t(n.number)].label.zh
                              : v.fields[n.index].choices[size_t(n.number)].label.en);
        if (n.op == Op::is_a) holds(l == Lang::zh ? v.categories[n.index].label.zh : v.categories[n.index].label.en);
        if (n.op == Op::grade) holds(base.rule(e.text(n))->clause);
        if (n.op == Op::column) holds(names.columns[n.index]);
        if (n.op == Op::local) holds(names.locals[n.index]);
      }
      // Numbers, but those that a grade is compared with and those of money, which have their own form.
      for (const Node& n : e.nodes) {
        const bool comparison = n.op >= Op::lt && n.op <= Op::ne;
        for (uint16_t arg : n.args) {
          const Node& number = e.nodes[arg];
          const bool own_form =
              comparison && (e.nodes[n.args[0]].op == Op::grade || e.nodes[n.args[0]].type == Type::money);
          if (number.op == Op::number && !own_form) holds(e.more[number.more].decimal.to_string());
        }
      }
      if (!alone) return;
      ++conditions;
      CHECK(line != say("恒成立", "always"));
      const std::string source = meaning(e, static_cast<uint16_t>(e.nodes.size() - 1));
      const auto [known, fresh] = said.emplace(line, source);
      CHECK_MESSAGE((fresh || known->second == source), line, "\n", source, "\n", known->second);
    };
    for (const Rule& r : base.rules) {
      check(r.when, {}, true);
      check(r.incentive.base, {}, false);
      check(r.incentive.within, {}, false);
      if (!r.has_levels) continue;
      const FormulaNames names = formula_names(r.levels, v);
      check(r.levels.declared_when, {}, false);
      check(r.levels.energy, names, false);
      for (const auto& define : r.levels.define) check(define.second, names, false);
      for (const LevelMeasure& m : r.levels.measures)
        for (const Expression& threshold : m.thresholds) check(threshold, names, false);
    }
    CHECK(conditions > 800);
  }
}
