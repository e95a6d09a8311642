#include "mapping/header.h"

#include <doctest/doctest.h>

#include "mapping/test_vocabulary.h"

using namespace gengxin;

namespace {

const Vocabulary& words() {
  static const Vocabulary v = test::small_vocabulary();
  return v;
}

/// "field unit", "field", "-" or "!" with a problem.
std::string read(std::string_view text) {
  const Header h = read_header(words(), text);
  if (h.field == no_id) return h.problem.empty() ? "-" : "!";
  return words().fields[h.field].id + (h.unit == no_id ? "" : " " + words().units[h.unit].id);
}

}  // namespace

TEST_CASE("header: the unit is split off however it is written") {
  for (const char* text : {"额定功率(kW)",
                           "额定功率（kW）",
                           "额定功率（ｋＷ）",
                           "额定功率[kW]",
                           "额定功率【kW】",
                           "额定功率/kW",
                           "额定功率_kW",
                           "额定功率：kW",
                           "额定功率 kW",
                           "额定功率kW",
                           "额定功率\n(kW)",
                           "额定 功率\r\n（KW）",
                           "*额定功率(kW)",
                           "额定功率(kW)*",
                           "额定功率(kW)（必填）",
                           "额定功率（单位：kW）",
                           "额定功率(千瓦)",
                           "Power [kW]",
                           "power: kW",
                           "Rated Power (kW)",
                           "功率/(kW)",
                           "额定功率P(kW)",
                           "额定功率Pn（kW）"})
    CHECK_MESSAGE(read(text) == "power_kw kW", text);
  CHECK(read("power_kw") == "power_kw");
  CHECK(read("POWER_KW") == "power_kw");
  CHECK(read("input_power_W") == "input_power_kw W");
  CHECK(read("额定功率") == "power_kw");
  CHECK(read("功率（MW）") == "power_kw MW");
  CHECK(read("电压 kV") == "voltage_v kV");
  CHECK(read("效率％") == "efficiency_pct %");
  CHECK(read("效率(小数)") == "efficiency_pct ratio");
  CHECK(read("流量(m³/h)") == "flow_m3h m3/h");
  CHECK(read("流量/m3/min") == "flow_m3h m3/min");
  CHECK(read("流量 m3/min") == "flow_m3h m3/min");
  CHECK(read("流量Q(㎥/h)") == "flow_m3h m3/h");
  CHECK(read("比功率(kW/(m³/min))") == "specific_power kW/(m3/min)");
  CHECK(read("比功率 kW/(m³/min)") == "specific_power kW/(m3/min)");
  CHECK(read("原值（万元）") == "price 10000yuan");
  CHECK(read("购置金额(万)") == "price 10000yuan");
  CHECK(read("购置金额（不含税，万元）") == "price 10000yuan");
  CHECK(read("购置金额(万元、不含税)") == "price 10000yuan");
  CHECK(read("购置金额(万元,随便)") == "!");
}

TEST_CASE("header: the unit chooses among the fields of an alias") {
  CHECK(read("容量/kVA") == "capacity_kva kVA");
  CHECK(read("容量(m³)") == "volume_m3 m3");
  CHECK(read("容量") == "capacity_kva");
  CHECK(read("功率(kW)") == "power_kw kW");
}

TEST_CASE("header: a unit that fits no field of the alias is a problem, not a guess") {
  CHECK(read("容量(V)") == "!");
  CHECK(read("功率（kVA）") == "!");
  const Header h = read_header(words(), "功率（kVA）");
  CHECK(h.problem.find("kVA") != std::string::npos);
  CHECK(h.problem.find("kW") != std::string::npos);
  CHECK(h.written == words().unit("kVA"));
  CHECK(read("额定功率(铭牌值)") == "!");  // not a unit: is it the rated power?
  CHECK(read("型号(kW)") == "!");
}

TEST_CASE("header: names and remarks") {
  CHECK(read("设备名称") == "name");
  CHECK(read("名 称") == "name");
  CHECK(read("规格型号") == "model");
  CHECK(read("规格/型号") == "model");
  CHECK(read("型号规格") == "model");
  CHECK(read("数量(台)") == "quantity");
  CHECK(read("数量（台/套）") == "quantity");
  CHECK(read("投运时间(年月)") == "in_service_date");
  CHECK(read("投运日期（YYYY-MM-DD）") == "in_service_date");
  CHECK(read("备注") == "remarks");
  CHECK(read("功率因数cosφ") == "power_factor");
  CHECK(read("效率η") == "efficiency_pct");
  CHECK(read("型号n") == "-");
  CHECK(read("极数p") == "-");
  CHECK(read("某某") == "-");
  CHECK(read("") == "-");
  CHECK(read("(kW)") == "-");
  CHECK(read("kW") == "-");
  CHECK(read("(") == "-");
  CHECK(read(")") == "-");
  CHECK(read("()") == "-");
  CHECK(read("功率)") == "-");
  CHECK(read("\xFF") == "-");
  const Header strange = read_header(words(), "出力（kW）");
  CHECK(strange.name == "出力");
  CHECK(strange.written == words().unit("kW"));
}

TEST_CASE("header: units alone") {
  CHECK(read_unit(words(), "(kW)") == words().unit("kW"));
  CHECK(read_unit(words(), "［ｋＶ］") == words().unit("kV"));
  CHECK(read_unit(words(), "单位：万元") == words().unit("10000yuan"));
  CHECK(read_unit(words(), "设备") == no_id);
  CHECK(read_unit(words(), "") == no_id);
  CHECK(read_unit(words(), "()") == no_id);
}

TEST_CASE("header: similar fields") {
  CHECK(similar_fields(words(), "power_kv").find("power_kw") != std::string::npos);
  CHECK(similar_fields(words(), "额定功律").find("power_kw") != std::string::npos);
  CHECK(similar_fields(words(), "zzzzzzzz").empty());
}
