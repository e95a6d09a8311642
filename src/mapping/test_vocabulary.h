// A vocabulary small enough to know by heart, and rows made of strings, for the tests of this folder.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "mapping/layout.h"

namespace gengxin::test {

inline Vocabulary small_vocabulary() {
  Vocabulary v;
  const auto unit = [&](std::string id, std::string dimension, int64_t numerator, int8_t exponent,
                        std::vector<std::string> aliases = {}, int64_t denominator = 1) {
    v.units.push_back({std::move(id), std::move(dimension), numerator, denominator, exponent, std::move(aliases)});
  };
  unit("kW", "power", 1, 0, {"千瓦"});
  unit("W", "power", 1, -3, {"瓦"});
  unit("MW", "power", 1, 3, {"兆瓦"});
  unit("hp", "power", 7355, -4, {"马力"});
  unit("kVA", "apparent-power", 1, 0, {"千伏安"});
  unit("V", "voltage", 1, 0, {"伏"});
  unit("kV", "voltage", 1, 3, {"千伏"});
  unit("%", "percent", 1, 0, {"百分比"});
  unit("ratio", "percent", 1, 2, {"小数"});
  unit("m3/h", "flow", 1, 0, {"立方米/小时"});
  unit("m3/min", "flow", 60, 0, {"立方米/分"});
  unit("m3/d", "flow", 1, 0, {}, 24);
  unit("m3", "volume", 1, 0, {"立方米"});
  unit("kW/(m3/min)", "specific-power", 1, 0);
  unit("yuan", "money", 1, 0, {"元", "¥", "人民币"});
  unit("10000yuan", "money", 1, 4, {"万元", "万"});
  unit("pieces", "count", 1, 0, {"台", "套", "台套"});
  unit("year", "age", 1, 0, {"年"});

  const auto field = [&](std::string id, std::string zh, std::string en, FieldType type, std::string_view unit_id = {},
                         std::vector<std::string> aliases = {}, double min = -1e300, double max = 1e300) -> Field& {
    Field f;
    f.id = std::move(id);
    f.label = {std::move(zh), std::move(en)};
    f.type = type;
    for (size_t u = 0; u < v.units.size(); ++u)
      if (v.units[u].id == unit_id) f.unit = static_cast<UnitId>(u);
    f.aliases = std::move(aliases);
    f.min = min;
    f.max = max;
    v.fields.push_back(std::move(f));
    return v.fields.back();
  };
  field("item_id", "设备编号", "item id", FieldType::text, {}, {"编号", "id"});
  field("line_no", "序号", "line number", FieldType::text, {}, {"no."});
  field("name", "设备名称", "name", FieldType::text, {}, {"名称", "设备"});
  field("model", "型号", "model", FieldType::text, {}, {"规格型号", "型号规格", "规格/型号", "规格"});
  field("category", "设备类别", "category", FieldType::text, {}, {"类别"});
  field("company", "企业名称", "company", FieldType::text, {}, {"单位名称", "填报单位"});
  field("region", "所在地", "place", FieldType::text, {}, {"地址"});
  field("use", "使用状态", "use", FieldType::choice, {}, {"状态"}).choices = {
      {"in-use", {"在用", "in use"}, {"使用中", "正常"}},
      {"planned", {"拟购置", "planned"}, {"拟购"}},
      {"purchased", {"已购置", "purchased"}, {}}};
  field("power_kw", "额定功率", "rated power", FieldType::number, "kW", {"功率", "电机功率", "power"}, 0.01, 500000);
  field("input_power_kw", "输入功率", "input power", FieldType::number, "kW", {"功率"}, 0, 500000);
  field("capacity_kva", "额定容量", "rated capacity", FieldType::number, "kVA", {"容量"}, 0.01, 2000000);
  field("volume_m3", "容积", "volume", FieldType::number, "m3", {"容量"}, 0, 1e7);
  field("voltage_v", "额定电压", "rated voltage", FieldType::number, "V", {"电压"}, 1, 1200000);
  field("poles", "极数", "poles", FieldType::integer, {}, {"电机极数"}, 2, 200);
  v.fields.back().words = {{"2P", 2}, {"4P", 4}};
  field("efficiency_pct", "效率", "efficiency", FieldType::number, "%", {"电机效率"}, 5, 115);
  field("flow_m3h", "流量", "flow", FieldType::number, "m3/h", {}, 0, 1e8);
  field("specific_power", "比功率", "specific power", FieldType::number, "kW/(m3/min)", {}, 0.1, 100);
  field("grade", "能效等级", "grade", FieldType::integer, {}, {}, 1, 5).words = {{"IE5", 1},  {"IE4", 2}, {"IE3", 3},
                                                                                 {"二级", 2}, {"2级", 2}, {"Ⅱ级", 2}};
  field("in_service_date", "投运日期", "in service", FieldType::date, {}, {"投产日期", "投运时间"}, -25567, 47846);
  field("fuel", "燃料", "fuel", FieldType::choice).choices = {{"coal", {"燃煤", "coal"}, {"烟煤"}},
                                                              {"gas", {"天然气", "natural gas"}, {}}};
  field("variable_speed", "是否变频", "variable speed", FieldType::boolean, {}, {"变频"}).words = {{"变频调速", 1}};
  field("price", "购置金额", "price", FieldType::money, "yuan", {"原值", "价格", "购置金额(不含税)"}, 0, 1e12)
      .additive = true;
  field("quantity", "数量", "quantity", FieldType::integer, {}, {"台数"}, 0, 1e6).additive = true;
  field("power_factor", "功率因数", "power factor", FieldType::number, {}, {}, 0, 1);
  field("temperature", "温度", "temperature", FieldType::number);
  field("remarks", "备注", "remarks", FieldType::text);

  const auto category = [&](std::string id, std::string zh, CategoryId parent, std::vector<std::string> aliases,
                            std::vector<std::string> keywords) {
    v.categories.push_back({id, {std::move(zh), id}, parent, std::move(aliases), std::move(keywords), {}});
    return static_cast<CategoryId>(v.categories.size() - 1);
  };
  const auto motor = category("motor", "电动机", no_id, {"电机"}, {"电机", "电动机"});
  const auto lv = category("lv-motor", "低压电动机", motor, {}, {"低压电机"});
  category("pump", "泵", no_id, {"水泵"}, {"水泵", "离心泵"});
  const auto transformer = category("transformer", "变压器", no_id, {}, {"变压器"});
  const auto compressor = category("compressor", "空气压缩机", no_id, {"空压机"}, {"空压机"});

  v.designations = {{"y-motor", lv, true, R"(^YE?\d?-?\d{2,3}[SML]\d?-(?P<poles>\d+)$)", {}, {}},
                    {"s-transformer",
                     transformer,
                     true,
                     R"(^S\d+-(?:M-)?(?P<capacity_kva>\d+)/(?P<voltage_v>\d+(?:\.\d+)?)$)",
                     {{"voltage_v", 1000}},
                     {}},
                    {"sj-transformer", transformer, true, R"(^SJ-(?P<capacity_kva>\d+)$)", {}, {}},
                    {"sj-compressor",
                     compressor,
                     true,
                     R"(^SJ-(?P<power_kw>\d+)$)",
                     {},
                     {{"fuel", "coal"}, {"nonsense", "x"}, {"fuel", "nonsense"}}}};
  v.regions = {{"national", {"全国", "national"}, no_id, {}, {}},
               {"henan", {"河南省", "Henan"}, 0, {"河南"}, {}},
               {"luoyang", {"洛阳市", "Luoyang"}, 1, {"洛阳"}, {}}};
  v.index();
  return v;
}

inline void add_row(Rows& rows, const std::vector<Cell>& cells) {
  const auto begin = static_cast<uint32_t>(rows.cells.size());
  for (Cell cell : cells) {
    rows.strings.emplace_back(cell.text);
    cell.text = rows.strings.back();
    rows.cells.push_back(cell);
  }
  const uint64_t number = rows.rows.empty() ? 1 : rows.rows.back().number + 1;
  rows.rows.push_back({number, begin, static_cast<uint32_t>(rows.cells.size())});
}

/// A row of text cells; empty strings are empty cells.
inline void add_row(Rows& rows, std::initializer_list<std::string_view> texts) {
  std::vector<Cell> cells;
  for (const auto text : texts) cells.push_back({text, text.empty() ? CellType::empty : CellType::text});
  add_row(rows, cells);
}

inline Rows make_rows(std::initializer_list<std::initializer_list<std::string_view>> all) {
  Rows rows;
  for (const auto& row : all) add_row(rows, row);
  return rows;
}

}  // namespace gengxin::test
