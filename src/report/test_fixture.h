// A small rule base and a few findings made by hand, for the tests of the formats.
#pragma once

#include <cmath>
#include <string>

#include "report/report.h"

namespace gengxin::test {

struct Fixture {
  RuleBase base;
  RunInfo run;
  FieldId id, name, company, model, power, poles, efficiency, in_service, grade, fuel, price, explosion_proof;

  Fixture() {
    Vocabulary& v = base.vocabulary;
    for (const char* unit : {"kW", "%", "yuan"}) v.units.emplace_back().id = unit;
    const auto field = [&v](const char* field_id, const char* zh, const char* en, FieldType type, UnitId unit = no_id) {
      Field& f = v.fields.emplace_back();
      f.id = field_id;
      f.label = {zh, en};
      f.type = type;
      f.unit = unit;
      return static_cast<FieldId>(v.fields.size() - 1);
    };
    id = field("item_id", "设备编号", "item", FieldType::text);
    name = field("name", "设备名称", "name", FieldType::text);
    company = field("company", "企业", "company", FieldType::text);
    model = field("model", "型号", "model", FieldType::text);
    power = field("power_kw", "额定功率", "rated power", FieldType::number, 0);
    poles = field("poles", "极数", "poles", FieldType::integer);
    efficiency = field("efficiency_pct", "效率", "efficiency", FieldType::number, 1);
    in_service = field("in_service_date", "投运日期", "in-service date", FieldType::date);
    grade = field("efficiency_grade", "能效等级", "efficiency grade", FieldType::integer);
    fuel = field("fuel", "燃料", "fuel", FieldType::choice);
    v.fields[fuel].choices = {{"coal", {"燃煤", "coal"}, {}}, {"gas", {"燃气", "gas"}, {}}};
    price = field("purchase_price_ex_vat", "不含税购置价", "price without VAT", FieldType::money, 2);
    explosion_proof = field("explosion_proof", "防爆", "explosion-proof", FieldType::boolean);
    v.categories.resize(2);
    v.categories[0].id = "lv-motor";
    v.categories[0].label = {"低压电动机", "low-voltage motor"};
    v.categories[1].id = "transformer";
    v.categories[1].label = {"变压器", "transformer"};
    v.regions.resize(1);
    v.regions[0].id = "luoyang";
    v.regions[0].label = {"洛阳市", "Luoyang"};
    v.index();

    base.digest = "0123456789abcdef";
    const auto document = [this](const char* document_id, const char* title, const char* number_text) {
      Document& d = base.documents.emplace_back();
      d.id = document_id;
      d.title = title;
      d.number = number_text;
    };
    document("miit-obsolete-4", "高耗能落后机电设备（产品）淘汰目录（第四批）", "工业和信息化部公告2016年第13号");
    document("gb18613-2020", "电动机能效限定值及能效等级", "GB 18613-2020");
    document("cit-34", "企业所得税法", "主席令第63号");
    document("pumps", "泵的两项指标", "");
    Rule retire;
    retire.id = "miit-obsolete-4/1-2";
    retire.clause = "一、2";
    retire.title = "S9 系列配电变压器（1997 年 12 月 31 日以前投运）";
    retire.title_en = "S9 distribution transformers in service before 1998";
    retire.verdict = Verdict::retire;
    retire.provenance = Provenance::transcribed;
    retire.deadline = *parse_iso_date("2017-12-31");
    Rule levels;
    levels.id = "gb18613-2020/table-1";
    levels.clause = "4.2 表1";
    levels.title = "三相异步电动机各能效等级";
    levels.title_en = "Efficiency grades of three-phase induction motors";
    levels.document = 1;
    levels.has_levels = true;
    levels.provenance = Provenance::transcribed;
    levels.levels.standard = "GB 18613-2020";
    levels.levels.measures.push_back({efficiency, false, std::vector<Expression>(3)});
    Rule credit;
    credit.id = "cit-34/energy-saving-motor";
    credit.clause = "第三十四条";
    credit.title = "节能节水专用设备投资额抵免";
    credit.document = 2;
    credit.verdict = Verdict::eligible;
    credit.has_incentive = true;
    credit.provenance = Provenance::recalled;
    credit.incentive.basis = "专用设备投资额的10%抵免应纳税额";
    Rule pump;
    pump.id = "pumps/1";
    pump.clause = "1";
    pump.title = "泵";
    pump.document = 3;
    pump.has_levels = true;
    pump.levels.measures = {{efficiency, false, std::vector<Expression>(3)}, {power, true, std::vector<Expression>(3)}};
    Rule grant = credit;  // with all that an incentive may say
    grant.id = "cit-34/grant";
    grant.incentive.check = {"附件1"};
    grant.incentive.combine = {{"cit-34", Combination::Relation::excludes, "不得重复享受"}};
    base.rules = {retire, levels, credit, pump, grant};

    run.rules = &base;
    run.as_of = *parse_iso_date("2025-07-01");
    run.region = 0;
    InputInfo& input = run.inputs.emplace_back();
    input.file = "设备台账.csv";
    input.items = 5;
    input.unmapped = {"备注", "车间"};
  }

  static Value text(std::string_view t, uint16_t column) {
    Value v;
    v.kind = ValueKind::text;
    v.column = column;
    v.text = t;
    return v;
  }
  static Value number(const char* decimal, uint16_t column = no_id, Origin origin = Origin::cell) {
    Value v;
    v.kind = ValueKind::number;
    v.origin = origin;
    v.column = column;
    v.exact = true;
    v.decimal = *Decimal::parse(decimal);
    v.number = v.decimal.to_double();
    return v;
  }
  static Value date(DateSpan span, uint16_t column) {
    Value v;
    v.kind = ValueKind::date;
    v.column = column;
    v.date = span;
    return v;
  }
  static Value of_kind(ValueKind kind, double n, uint16_t column) {
    Value v;
    v.kind = kind;
    v.number = n;
    v.column = column;
    return v;
  }

  Item item(uint64_t row) const {
    Item i;
    i.row = row;
    i.file = "设备台账.csv";
    i.values.resize(base.vocabulary.fields.size());
    return i;
  }
  Item motor(uint64_t row) const {
    Item i = item(row);
    i.id = "M-07";
    i.model = "YE3-160M-4";
    i.category = 0;
    i.values[name] = text("循环水泵电机", 1);
    i.values[company] = text("洛阳某厂", 0);
    i.values[power] = number("11", no_id, Origin::model);
    i.values[poles] = number("4", 4);
    i.values[efficiency] = number("91.0", 7);
    i.unmapped = {{"备注", "二车间, \"东\""}, {"车间", "2"}};
    return i;
  }

  Finding grade_finding(double measured, int g, bool violation) const {
    Finding f;
    f.rule = &base.rules[1];
    f.document = &base.documents[1];
    f.verdict = g == 4 ? Verdict::below_access : Verdict::upgrade;
    f.violation = violation;
    f.level.rule = f.rule;
    f.level.grade = g;
    f.level.measures = 1;
    f.level.measured[0] = {efficiency, false, false, measured, {95, 93.3, 91.4}};
    f.targets[0] = {"energy-saving", efficiency, 1, 93.3};
    f.targets[1] = {"advanced", efficiency, 0, 95};
    f.values = {power, poles, efficiency};
    return f;
  }
  Finding retire_finding() const {
    Finding f;
    f.verdict = Verdict::retire;
    f.rule = &base.rules[0];
    f.document = &base.documents[0];
    f.deadline = f.rule->deadline;
    f.values = {in_service};
    return f;
  }
  Finding credit_finding(const char* amount) const {
    Finding f;
    f.verdict = Verdict::eligible;
    f.suspected = true;
    f.rule = &base.rules[2];
    f.document = &base.documents[2];
    if (amount != nullptr) {
      f.amount = {true, *Decimal::parse(amount), false, {}, {}};
    } else {
      f.missing = {price};
    }
    f.values = {power};
    return f;
  }
  Finding undetermined(const Rule* rule, const Document* document, std::vector<FieldId> missing) const {
    Finding f;
    f.verdict = Verdict::undetermined;
    f.rule = rule;
    f.document = document;
    f.missing = std::move(missing);
    return f;
  }
  static Outcome outcome(std::vector<Finding> findings) {
    Outcome o;
    o.checked = true;
    for (Finding& f : findings) o.findings.push_back(std::move(f));
    return o;
  }

  /// Items that show every kind of finding.
  std::vector<std::pair<Item, Outcome>> everything() const {
    std::vector<std::pair<Item, Outcome>> all;
    Item transformer = item(4);
    transformer.id = "T-01";
    transformer.model = "S9-315/10";
    transformer.category = 1;
    transformer.category_origin = Origin::model;
    transformer.values[name] = text("配电变压器", 1);
    transformer.values[in_service] = date(year_span(1996), 5);
    transformer.values[fuel] = of_kind(ValueKind::choice, 0, 8);
    transformer.values[explosion_proof] = of_kind(ValueKind::boolean, 1, 9);
    transformer.unmapped = {{"车间", "动力"}};
    Finding retire = retire_finding();
    retire.values = {model, in_service, fuel, explosion_proof};
    retire.also = {&base.rules[1], &base.rules[2]};
    all.emplace_back(transformer,
                     outcome({retire, undetermined(nullptr, &base.documents[1], {efficiency, in_service})}));

    all.emplace_back(motor(5), outcome({grade_finding(91.0, 4, true), credit_finding("12345.678")}));
    Finding renew = grade_finding(91.0, 4, false);
    renew.suspected = true;
    renew.level.conflict = true;
    renew.level.declared_grade = 2;
    renew.savings[0] = {true, 1234, true, *Decimal::parse("863.8")};
    renew.savings[1] = {true, 2000, false, {}};
    renew.saving_missing = {power};
    Finding grant = credit_finding("10");
    grant.rule = &base.rules[4];
    grant.amount = {true, {10, 0}, true, {6, 0}, {4, 0}};
    grant.hold_until = *parse_iso_date("2029-12-31");
    grant.repay = true;
    grant.together = {{&base.rules[2], grant.rule->incentive.combine.data()}};
    all.emplace_back(motor(6), outcome({renew, grant}));
    Item better = motor(7);
    better.values[efficiency] = number("92.1", 7);
    all.emplace_back(better, outcome({grade_finding(92.1, 3, false)}));
    Finding declared = grade_finding(NAN, 3, false);
    declared.level.measured[0].declared = true;
    Item plate = motor(8);
    plate.values[efficiency] = {};
    all.emplace_back(plate, outcome({declared}));

    Item pump = motor(9);
    pump.id = {};
    Finding two;
    two.verdict = Verdict::below_access;
    two.rule = &base.rules[3];
    two.document = &base.documents[3];
    two.level.rule = two.rule;
    two.level.grade = 4;
    two.level.measures = 2;
    two.level.measured[0] = {efficiency, false, false, 91, {95, NAN, 91.35294117647059}};
    two.level.measured[1] = {power, true, false, 11, {9, 10, 10.5}};
    two.targets[0] = {"energy-saving", power, 1, 10};
    two.values = {efficiency, power};
    all.emplace_back(pump, outcome({two}));

    Item unknown = item(10);
    unknown.values[name] = text("某设备\x1b[31m", 1);
    Outcome open = outcome({undetermined(nullptr, nullptr, {model})});
    open.checked = false;
    all.emplace_back(unknown, open);
    all.emplace_back(motor(11), outcome({undetermined(&base.rules[1], &base.documents[1], {efficiency})}));
    all.emplace_back(motor(12), outcome({}));
    Outcome unchecked;
    all.emplace_back(item(13), unchecked);
    return all;
  }

  /// The whole output for these items, `block` of them a part.
  std::string report(const std::string& format, const std::vector<std::pair<Item, Outcome>>& items,
                     size_t block = 3) const {
    const auto r = make_report(format);
    std::string out;
    Summary summary;
    r->begin(run, out);
    for (size_t i = 0; i < items.size(); i += block) {
      Part part;
      Summary some;
      for (size_t j = i; j < std::min(items.size(), i + block); ++j) {
        r->item(run, items[j].first, items[j].second, part);
        some.add(items[j].first, items[j].second);
      }
      summary.merge(some);
      r->merge(part, out);
    }
    r->end(run, summary, out);
    return out;
  }
};

}  // namespace gengxin::test
