// A small vocabulary for tests of rules and engine, so that they do not move with the real one.
#pragma once

#include "rules/compiler.h"

namespace gengxin {

inline constexpr const char* test_vocabulary_yaml = R"(
units:
  - {id: kW, dimension: power, factor: 1}
  - {id: kVA, dimension: apparent power, factor: 1}
  - {id: "%", dimension: ratio, factor: 1}
  - {id: t/h, dimension: mass flow, factor: 1}
  - {id: yuan, dimension: money, factor: 1, aliases: [元]}
fields:
  - {id: item_id, label: {zh: 编号, en: id}, type: text}
  - {id: name, label: {zh: 名称, en: name}, type: text}
  - {id: model, label: {zh: 型号, en: model}, type: text}
  - {id: category, label: {zh: 类别, en: category}, type: text}
  - {id: company, label: {zh: 单位名称, en: company}, type: text}
  - {id: region, label: {zh: 所在地, en: place}, type: text}
  - id: use
    label: {zh: 使用状态, en: use}
    type: choice
    choices: [{id: in-use, zh: 在用, en: in use}, {id: planned, zh: 拟购置, en: planned}, {id: purchased, zh: 已购置, en: purchased}]
  - {id: made_date, label: {zh: 出厂日期, en: made}, type: date}
  - {id: in_service_date, label: {zh: 投运日期, en: in service}, type: date}
  - {id: power_kw, label: {zh: 功率, en: power}, type: number, unit: kW, range: [0, 100000]}
  - {id: poles, label: {zh: 极数, en: poles}, type: integer, range: [2, 48]}
  - {id: efficiency_pct, label: {zh: 效率, en: efficiency}, type: number, unit: "%", range: [0, 110]}
  - {id: efficiency_grade, label: {zh: 能效等级, en: grade}, type: integer, range: [1, 5], words: {IE3: 3}}
  - {id: capacity_kva, label: {zh: 容量, en: capacity}, type: number, unit: kVA}
  - {id: evaporation_tph, label: {zh: 蒸发量, en: evaporation}, type: number, unit: t/h}
  - {id: no_load_loss_kw, label: {zh: 空载损耗, en: no-load loss}, type: number, unit: kW}
  - {id: load_loss_kw, label: {zh: 负载损耗, en: load loss}, type: number, unit: kW}
  - {id: ultra_low_emission, label: {zh: 超低排放, en: ultra-low emission}, type: boolean}
  - {id: cop, label: {zh: 性能系数, en: COP}, type: number}
  - {id: iplv, label: {zh: 综合部分负荷性能系数, en: IPLV}, type: number}
  - {id: running_hours_h, label: {zh: 年运行小时, en: hours}, type: number}
  - {id: speed_rpm, label: {zh: 转速, en: speed}, type: number, range: [1, 100000]}
  - {id: electricity_price, label: {zh: 电价, en: price of electricity}, type: number}
  - id: plant_status
    label: {zh: 项目性质, en: plant}
    type: choice
    choices: [{id: new, zh: 新建, en: new}, {id: existing, zh: 现有, en: existing}]
  - {id: price, label: {zh: 价格, en: price}, type: money, unit: yuan}
  - {id: tax_payable, label: {zh: 应纳税额, en: tax payable}, type: money, unit: yuan}
  - {id: purchase_date, label: {zh: 购置日期, en: bought}, type: date}
  - {id: stop_date, label: {zh: 停用日期, en: left}, type: date}
  - {id: fiscal_funds, label: {zh: 财政拨款, en: fiscal funds}, type: money, unit: yuan}
  - id: fuel
    label: {zh: 燃料, en: fuel}
    type: choice
    choices: [{id: coal, zh: 燃煤, en: coal}, {id: gas, zh: 燃气, en: gas}]
categories:
  - id: motor
    label: {zh: 电动机, en: motor}
    children:
      - {id: lv-motor, label: {zh: 低压电动机, en: low-voltage motor}}
  - {id: transformer, label: {zh: 变压器, en: transformer}}
  - {id: boiler, label: {zh: 锅炉, en: boiler}}
regions:
  - {id: national, label: {zh: 全国, en: China}}
  - {id: henan, label: {zh: 河南省, en: Henan}, in: national}
  - {id: luoyang, label: {zh: 洛阳市, en: Luoyang}, in: henan, lists: [air-key-region]}
  - {id: nanyang, label: {zh: 南阳市, en: Nanyang}, in: henan}
)";

inline RuleBase test_base(const std::string& rules = {}) {
  RuleCompiler compiler;
  compiler.add("vocabulary.yaml", test_vocabulary_yaml);
  if (!rules.empty()) compiler.add("rules.yaml", rules);
  return compiler.finish();
}

/// A document's head for rules that follow.
inline std::string test_document(const std::string& rules, const std::string& more = {}) {
  return "document: {id: doc, title: 文件, number: 第1号, issuer: 部, region: national, in-force: 2016-03-14, "
         "provenance: official" +
         (more.empty() ? std::string() : ", " + more) + "}\nrules:\n" + rules;
}

}  // namespace gengxin
