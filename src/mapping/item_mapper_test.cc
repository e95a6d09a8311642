#include <doctest/doctest.h>

#include "base/error.h"
#include "mapping/layout.h"
#include "mapping/test_vocabulary.h"

using namespace gengxin;
using test::add_row;
using test::make_rows;

namespace {

const Vocabulary& words() {
  static const Vocabulary v = test::small_vocabulary();
  return v;
}

/// A table with its header, and what the mapper makes of its rows.
struct Table {
  explicit Table(Rows r, MappingOptions o = {}) : rows(std::move(r)), options(std::move(o)), mapper(words(), options) {
    Diagnostics said;
    auto found = find_layout(words(), options, "a.csv", rows, said);
    REQUIRE(found.has_value());
    layout = std::move(*found);
  }
  RowKind map(size_t row) { return mapper.map(layout, rows, rows.rows[row - 1], item, diagnostics); }
  const Value& value(std::string_view field) const { return item[words().field(field)]; }
  std::string category() const { return item.category == no_id ? "none" : words().categories[item.category].id; }
  std::string said() const {
    std::string all;
    for (const auto& d : diagnostics) all += format_diagnostic(d) + "\n";
    return all;
  }
  bool says(std::string_view part) const { return said().find(part) != std::string::npos; }

  Rows rows;
  MappingOptions options;
  ItemMapper mapper;
  Layout layout;
  Item item;
  Diagnostics diagnostics;
};

}  // namespace

TEST_CASE("mapper: a row becomes an item") {
  Table t(make_rows(
      {{"序号", "设备编号", "设备名称", "型号", "额定功率(W)", "极数", "投产日期", "使用状态", "所在地", "厂家",
        "变频"},
       {"1", " E-1 ", "三相电机", "Y160M-4", "11000", "4", "2003.5", "在用", "河南省洛阳市涧西区", "某厂", "否"}}));
  REQUIRE(t.map(2) == RowKind::item);
  CHECK(t.item.row == 2);
  CHECK(t.item.file == "a.csv");
  CHECK(t.item.id == "E-1");
  CHECK(t.item.model == "Y160M-4");
  CHECK(t.mapper.model(t.item).form == "Y160M-4");
  CHECK(t.value("name").text == "三相电机");
  CHECK(t.value("power_kw").number == 11);
  CHECK(t.value("power_kw").exact);
  CHECK(t.value("power_kw").decimal == Decimal{11, 0});
  CHECK(t.value("power_kw").column == 4);
  CHECK(t.value("power_kw").text == "11000");
  CHECK(t.value("power_kw").origin == Origin::cell);
  CHECK(format_span(t.value("in_service_date").date) == "2003-05");
  CHECK(t.value("use").number == 0);
  CHECK(t.value("use").origin == Origin::cell);
  CHECK(t.value("variable_speed").kind == ValueKind::boolean);
  CHECK(t.item.region == words().region("luoyang"));
  CHECK(t.category() == "lv-motor");
  CHECK(t.item.category_origin == Origin::model);
  REQUIRE(t.item.unmapped.size() == 1);
  CHECK(t.item.unmapped[0].first == "厂家");
  CHECK(t.item.unmapped[0].second == "某厂");
  CHECK(t.diagnostics.empty());
}

TEST_CASE("mapper: rows that are no items are told apart, and no item is lost") {
  Table t(make_rows({{"某某公司设备台账"},                                      // 1
                     {"序号", "设备名称", "型号", "功率(kW)", "数量", "备注"},  // 2
                     {"1", "电机", "Y160M-4", "11", "1", ""},                   // 3
                     {"", "", "", "", "", ""},                                  // 4
                     {"", "小 计：", "", "11", "1", ""},                        // 5
                     {"某某公司设备台账", "", "", "", "", ""},                  // 6
                     {"序号", "设备名称", "型号", "功率(kW)", "数量", "备注"},  // 7
                     {"2", "合计量热泵", "", "5", "1", ""},                     // 8
                     {"合计", "", "", "16", "2", ""},                           // 9
                     {"制表人：张三", "", "", "审核：李四", "", ""},            // 10
                     {"备注：以上设备均在用。", "", "", "", "", ""},            // 11
                     {"", "一、电机类", "", "", "", ""},                        // 12
                     {"", "空压机", "", "", "", ""},                            // 13
                     {"", "", "IS80", "", "", ""},                              // 14
                     {"15", "", "", "", "", ""},                                // 15
                     {"", "", "", "7.5", "", ""},                               // 16
                     {"合计", "", "Y160M-4", "", "", ""},                       // 17
                     {"", "", "", "", "", "见附表"},                            // 18
                     {"-", "/", "—", "", "", ""},                               // 19
                     {"备注", "1. 功率为铭牌值", "", "", "", ""},               // 20
                     {"注塑机", "A型", "", "", "", ""},                         // 21
                     {"3", "合计", "", "5", "", ""}}));                         // 22
  CHECK(t.map(1) == RowKind::header);
  CHECK(t.map(2) == RowKind::header);
  CHECK(t.map(3) == RowKind::item);
  CHECK(t.map(4) == RowKind::empty);
  CHECK(t.map(5) == RowKind::total);
  CHECK(t.map(6) == RowKind::header);
  CHECK(t.map(7) == RowKind::header);
  CHECK(t.map(8) == RowKind::item);
  CHECK(t.map(9) == RowKind::total);
  CHECK(t.map(10) == RowKind::note);
  CHECK(t.map(11) == RowKind::note);
  CHECK(t.map(12) == RowKind::note);
  CHECK(t.map(13) == RowKind::item);
  CHECK(t.map(14) == RowKind::item);
  CHECK(t.map(15) == RowKind::empty);
  CHECK(t.map(16) == RowKind::item);
  CHECK(t.map(17) == RowKind::item);
  CHECK(t.map(18) == RowKind::note);
  CHECK(t.map(19) == RowKind::item);
  CHECK(t.map(20) == RowKind::note);
  CHECK(t.map(21) == RowKind::item);
  CHECK(t.map(22) == RowKind::total);
  CHECK(t.diagnostics.empty());
}

TEST_CASE("mapper: both rows of a repeated two-row header") {
  Table t(make_rows({{"设备名称", "型号", "额定参数", ""},
                     {"", "", "功率(kW)", "电压(V)"},
                     {"电机", "Y160M-4", "11", "380"},
                     {"设备名称", "型号", "额定参数", ""},
                     {"", "", "功率(kW)", "电压(V)"},
                     {"电机", "Y160M-4", "11", "380"}}));
  CHECK(t.layout.header_row == 2);
  CHECK(t.map(3) == RowKind::item);
  CHECK(t.map(4) == RowKind::header);
  CHECK(t.map(5) == RowKind::header);
  CHECK(t.map(6) == RowKind::item);
}

TEST_CASE("mapper: unreadable cells are reported with their place, and the row goes on") {
  Table t(make_rows({{"设备名称", "型号", "功率(kW)", "效率(%)", "投产日期", "燃料", "使用状态"},
                     {"电机", "Y160M-4", "5-10", "0.914", "2003-02-30", "柴油", "神游"}}));
  REQUIRE(t.map(2) == RowKind::item);
  REQUIRE(t.diagnostics.size() == 5);
  const Diagnostic& d = t.diagnostics[0];
  CHECK(d.severity == Severity::cell_warning);
  CHECK(d.file == "a.csv");
  CHECK(d.row == 2);
  CHECK(d.column == 3);
  CHECK(d.header == "功率(kW)");
  CHECK(d.text == "5-10");
  CHECK(!d.message.empty());
  CHECK_FALSE(t.value("power_kw").known());
  CHECK(t.value("power_kw").origin == Origin::unreadable);
  CHECK(t.value("power_kw").column == 2);
  CHECK(t.value("power_kw").text == "5-10");
  CHECK_FALSE(t.value("use").known());
  CHECK(t.says("小数"));
  CHECK(t.says("燃煤、天然气"));
  CHECK(t.says("按“在用”处理"));
  CHECK(t.category() == "lv-motor");
  // The second row of the same text is reported again: it is another cell.
  t.diagnostics.clear();
  REQUIRE(t.map(2) == RowKind::item);
  CHECK(t.diagnostics.size() == 5);
}

TEST_CASE("mapper: cells with errors, dates and numbers from a workbook") {
  Rows rows;
  add_row(rows, {"设备名称", "型号", "功率(kW)", "投产日期", "厂家"});
  add_row(rows, std::vector<Cell>{{"电机", CellType::text},
                                  {"#N/A", CellType::error},
                                  {"11", CellType::number},
                                  {"2003.1", CellType::number},
                                  {"#REF!", CellType::error}});
  add_row(rows, std::vector<Cell>{{"电机", CellType::text},
                                  {"4", CellType::number},
                                  {"2003-05-01", CellType::date},
                                  {"2003.1", CellType::text},
                                  {"", CellType::empty}});
  Table t(std::move(rows));
  REQUIRE(t.map(2) == RowKind::item);
  REQUIRE(t.diagnostics.size() == 1);
  CHECK(t.diagnostics[0].column == 2);
  CHECK(t.value("model").origin == Origin::unreadable);
  CHECK(t.mapper.model(t.item).text.empty());
  CHECK(t.value("power_kw").number == 11);
  CHECK(format_span(t.value("in_service_date").date) == "2003-01-01/2003-10-31");
  CHECK(t.item.unmapped.size() == 1);
  t.diagnostics.clear();
  REQUIRE(t.map(3) == RowKind::item);
  CHECK(t.value("model").text == "4");
  CHECK(t.diagnostics.size() == 1);
  CHECK_FALSE(t.value("power_kw").known());
  CHECK(format_span(t.value("in_service_date").date) == "2003-01");
}

TEST_CASE("mapper: categories") {
  Table t(make_rows({{"设备类别", "设备名称", "型号", "功率"},
                     {"电动机", "某设备", "", "1"},      // 2 by its cell
                     {"泵", "水泵电机", "", "1"},        // 3 the cell goes before the name
                     {"电动机", "低压电机", "", "1"},    // 4 narrowed by the name
                     {"电动机", "", "Y160M-4", "1"},     // 5 narrowed by the model
                     {"", "循环水泵", "", "1"},          // 6 by the name
                     {"", "某设备", "S9-315/10", "1"},   // 7 by the model
                     {"", "某设备", "SJ-560", "1"},      // 8 in doubt
                     {"甲类", "水泵", "", "1"},          // 9 a strange category, the name helps
                     {"甲类", "", "S9-315/10", "1"},     // 10 a strange category, the model helps
                     {"甲类", "某设备", "", "1"},        // 11 a strange category, nothing helps
                     {"车间电机组", "某设备", "", "1"},  // 12 by a keyword in its cell
                     {"—", "水泵", "", "1"},             // 13 no category
                     {"低压电动机", "电机", "", "1"},    // 14 the cell is narrower
                     {"", "水泵", "Y160M-4", "1"}}));    // 15 the name goes before the model
  const auto category = [&](size_t row) {
    REQUIRE(t.map(row) == RowKind::item);
    const char* origin = t.item.category_origin == Origin::cell   ? " cell"
                         : t.item.category_origin == Origin::name ? " name"
                                                                  : " model";
    return t.category() + (t.item.category == no_id ? "" : origin);
  };
  CHECK(category(2) == "motor cell");
  CHECK(category(3) == "pump cell");
  CHECK(category(4) == "lv-motor name");
  CHECK(category(5) == "lv-motor model");
  CHECK(category(6) == "pump name");
  CHECK(category(7) == "transformer model");
  CHECK(category(8) == "none");
  CHECK(t.diagnostics.empty());
  CHECK(category(9) == "pump name");
  REQUIRE(t.diagnostics.size() == 1);
  CHECK(t.diagnostics[0].severity == Severity::cell_warning);
  CHECK(t.diagnostics[0].text == "甲类");
  CHECK(t.says("按名称"));
  CHECK(t.value("category").origin == Origin::unreadable);
  CHECK(category(10) == "transformer model");
  CHECK(t.says("按型号"));
  CHECK(category(11) == "none");
  CHECK(t.diagnostics.size() == 3);
  CHECK(category(12) == "motor cell");
  CHECK(category(13) == "pump name");
  CHECK(category(14) == "lv-motor cell");
  CHECK(category(15) == "pump name");
  CHECK(t.diagnostics.size() == 3);
}

TEST_CASE("mapper: values read off the model") {
  Table t(make_rows({{"设备名称", "型号", "极数", "容量/kVA", "电压(kV)", "功率"},
                     {"电机", "Y160M-4", "", "", "", "11"},         // 2
                     {"电机", "Y160M-4", "2", "", "", "11"},        // 3 contradiction
                     {"变压器", "S9-315kVA/10kV", "", "", "", ""},  // 4
                     {"变压器", "S9-315/10", "", "315", "10", ""},  // 5 agreement, in other units
                     {"变压器", "S9-315/10", "", "400", "", ""},    // 6 contradiction
                     {"空压机", "SJ-560", "", "", "", ""},          // 7 SJ is a compressor here
                     {"变压器", "SJ-560", "", "", "", ""},          // 8 and a transformer here
                     {"水泵", "S9-315/10", "", "", "", ""},         // 9 unrelated
                     {"电机", "Y160M-4", "四", "", "", ""},         // 10 unreadable
                     {"电机", "某型号", "", "", "", ""}}));         // 11 nothing left over
  REQUIRE(t.map(2) == RowKind::item);
  CHECK(t.value("poles").number == 4);
  CHECK(t.value("poles").origin == Origin::model);
  CHECK(t.value("poles").exact);
  REQUIRE(t.map(3) == RowKind::item);
  CHECK(t.value("poles").number == 2);
  CHECK(t.value("poles").origin == Origin::cell);
  REQUIRE(t.diagnostics.size() == 1);
  CHECK(t.diagnostics[0].severity == Severity::note);
  CHECK(t.diagnostics[0].column == 3);
  CHECK(t.says("Y160M-4"));
  t.diagnostics.clear();
  REQUIRE(t.map(4) == RowKind::item);
  CHECK_FALSE(t.value("poles").known());
  CHECK(t.value("capacity_kva").number == 315);
  CHECK(t.value("voltage_v").number == 10000);
  REQUIRE(t.map(5) == RowKind::item);
  CHECK(t.value("voltage_v").number == 10000);
  CHECK(t.value("voltage_v").origin == Origin::cell);
  CHECK(t.diagnostics.empty());
  REQUIRE(t.map(6) == RowKind::item);
  CHECK(t.value("capacity_kva").number == 400);
  CHECK(t.value("voltage_v").origin == Origin::model);
  CHECK(t.diagnostics.size() == 1);
  t.diagnostics.clear();
  REQUIRE(t.map(7) == RowKind::item);
  CHECK(t.value("power_kw").number == 560);
  CHECK(t.value("fuel").kind == ValueKind::choice);
  CHECK(t.value("fuel").number == 0);
  CHECK_FALSE(t.value("capacity_kva").known());
  CHECK_FALSE(t.value("voltage_v").known());
  REQUIRE(t.map(8) == RowKind::item);
  CHECK(t.value("capacity_kva").number == 560);
  CHECK_FALSE(t.value("power_kw").known());
  REQUIRE(t.map(9) == RowKind::item);
  CHECK(t.category() == "pump");
  CHECK_FALSE(t.value("capacity_kva").known());
  REQUIRE(t.map(10) == RowKind::item);
  CHECK(t.value("poles").number == 4);
  CHECK(t.value("poles").origin == Origin::model);
  CHECK(t.diagnostics.size() == 1);
  REQUIRE(t.map(11) == RowKind::item);
  CHECK_FALSE(t.value("poles").known());
}

TEST_CASE("mapper: profile, region and use") {
  MappingOptions options;
  options.region = words().region("luoyang");
  options.profile = {{"company", "某某公司"}, {"voltage_v", "0.38kV"}, {"efficiency_pct", "90%"}};
  Table t(make_rows({{"设备名称", "型号", "电压(V)", "使用状态", "所在地", "企业名称"},
                     {"电机", "Y160M-4", "", "", "", ""},
                     {"电机", "Y160M-4", "660", "拟购", "河南", "别的公司"},
                     {"电机", "Y160M-4", "x", "", "火星", "/"}}),
          options);
  REQUIRE(t.map(2) == RowKind::item);
  CHECK(t.value("company").text == "某某公司");
  CHECK(t.value("company").origin == Origin::profile);
  CHECK(t.value("voltage_v").number == 380);
  CHECK(t.value("voltage_v").origin == Origin::profile);
  CHECK(t.value("efficiency_pct").number == 90);
  CHECK(t.value("use").number == 0);
  CHECK(t.value("use").origin == Origin::assumed);
  CHECK(t.item.region == words().region("luoyang"));
  REQUIRE(t.map(3) == RowKind::item);
  CHECK(t.value("company").text == "别的公司");
  CHECK(t.value("voltage_v").number == 660);
  CHECK(t.value("use").number == 1);
  CHECK(t.item.region == words().region("henan"));
  CHECK(t.diagnostics.empty());
  REQUIRE(t.map(4) == RowKind::item);
  CHECK(t.diagnostics.size() == 2);
  CHECK_FALSE(t.value("voltage_v").known());  // an unreadable cell is not the company's default
  CHECK(t.value("company").origin == Origin::profile);
  CHECK(t.item.region == words().region("luoyang"));
  CHECK(t.value("efficiency_pct").number == 90);

  options.profile = {{"compani", "x"}};
  CHECK_THROWS_WITH(ItemMapper(words(), options), doctest::Contains("company"));
  options.profile = {{"voltage_v", "viel"}};
  CHECK_THROWS_AS(ItemMapper(words(), options), UsageError);
}

TEST_CASE("mapper: nothing of one row stays in the next") {
  Table t(make_rows(
      {{"设备名称", "型号", "功率(kW)", "厂家"}, {"变压器", "S9-315/10", "1", "甲"}, {"水泵", "", "", ""}, {"水泵"}}));
  REQUIRE(t.map(2) == RowKind::item);
  const FieldId poles = words().field("poles");  // as a derivation leaves it
  t.item.values[poles].kind = ValueKind::number;
  t.item.derived.push_back(poles);
  for (const size_t row : {3u, 4u}) {
    REQUIRE(t.map(row) == RowKind::item);
    CHECK(t.item.model.empty());
    CHECK(t.mapper.model(t.item).text.empty());
    CHECK(t.item.unmapped.empty());
    for (size_t f = 0; f < words().fields.size(); ++f) {
      const std::string& id = words().fields[f].id;
      CHECK_MESSAGE(t.item.values[f].known() == (id == "name" || id == "use"), id);
    }
  }
}

TEST_CASE("mapper: one mapper, several layouts and items") {
  Table a(make_rows({{"设备名称", "型号", "功率(kW)"}, {"变压器", "S9-315/10", "1"}}));
  Rows other = make_rows({{"型号", "设备名称", "电压(V)"}, {"Y160M-4", "电机", "380"}});
  Diagnostics diagnostics;
  auto layout = find_layout(words(), {}, "b.csv", other, diagnostics);
  REQUIRE(layout.has_value());
  Item second;
  for (int i = 0; i < 3; ++i) {
    REQUIRE(a.map(2) == RowKind::item);
    CHECK(a.value("capacity_kva").number == 315);
    CHECK_FALSE(a.value("poles").known());
    Item& item = i == 1 ? a.item : second;
    REQUIRE(a.mapper.map(*layout, other, other.rows[1], item, diagnostics) == RowKind::item);
    CHECK(item.file == "b.csv");
    CHECK(item[words().field("poles")].number == 4);
    CHECK(item[words().field("voltage_v")].number == 380);
    CHECK_FALSE(item[words().field("capacity_kva")].known());
    CHECK_FALSE(item[words().field("power_kw")].known());
  }
}

TEST_CASE("mapper: the words for no value, in every kind of text column") {
  Table t(make_rows(
      {{"设备名称", "型号", "企业名称", "设备编号", "设备类别", "所在地", "功率"}, {"a", "b", "c", "d", "", "", "1"}}));
  for (const char* none : {"/",      "／",     "-",    "—",      "－",       "——",     "- - -",   "_",     "无", "暂无",
                           "N/A",    "Ｎ／Ａ", "na",   "null",   "NONE",     "不详",   "未知",    "不明",  "缺", "空",
                           "（空）", "待定",   "没有", "无铭牌", "铭牌不清", "看不清", "unknown", "TBD",   "*",  "?",
                           "？",     "…",      "……",   "...",    "\\",       "#N/A",   "　",      "\u00A0"}) {
    Rows rows;
    add_row(rows, {"设备名称", "型号", "企业名称", "设备编号", "设备类别", "所在地", "功率"});
    add_row(rows, {none, none, none, none, none, none, "5"});
    t.diagnostics.clear();
    REQUIRE(t.mapper.map(t.layout, rows, rows.rows[1], t.item, t.diagnostics) == RowKind::item);
    for (const char* field : {"name", "model", "company", "item_id", "category", "region"})
      CHECK_MESSAGE(!t.value(field).known(), none, " ", field);
    CHECK_MESSAGE(t.diagnostics.empty(), none);
    CHECK(t.item.id.empty());
    CHECK(t.item.model.empty());
    CHECK(t.item.category == no_id);
  }
}

TEST_CASE("mapper: a row with more cells than the header") {
  Table t(make_rows({{"设备名称", "型号", "功率(kW)"},
                     {"电机", "Y160M-4", "11", "", "x"},
                     {"电机", "Y160M-4", "11", ""},
                     {"电机", "Y160M-4", "11"},
                     {"电机", "Y160M-4", "11"}}));
  REQUIRE(t.map(2) == RowKind::item);
  REQUIRE(t.diagnostics.size() == 1);
  CHECK(t.diagnostics[0].severity == Severity::cell_warning);
  CHECK(t.diagnostics[0].column == 5);
  t.diagnostics.clear();
  REQUIRE(t.map(3) == RowKind::item);
  CHECK(t.diagnostics.empty());
}

TEST_CASE("mapper: keyed formats have no totals and notes") {
  Diagnostics diagnostics;
  const Layout layout = keyed_layout(words(), {}, "a.json", {"name", "model", "power_kw"}, diagnostics);
  Rows rows = make_rows({{"合计", "", "5"}, {"备注：x", "", ""}, {"", "", ""}});
  ItemMapper mapper(words(), {});
  Item item;
  CHECK(mapper.map(layout, rows, rows.rows[0], item, diagnostics) == RowKind::item);
  CHECK(mapper.map(layout, rows, rows.rows[1], item, diagnostics) == RowKind::item);
  CHECK(mapper.map(layout, rows, rows.rows[2], item, diagnostics) == RowKind::empty);
}

TEST_CASE("mapper: the quick way and the careful way of a number agree") {
  Table t(make_rows({{"设备名称", "功率(W)", "流量(m3/min)", "极数", "温度"}, {"a", "1", "1", "4", "1"}}));
  for (const char* text : {"1",
                           "0",
                           "-0",
                           "-1",
                           "007",
                           "1.50",
                           ".5",
                           "5.",
                           "-",
                           ".",
                           "123456789012345",
                           "1234567890123456",
                           "0.000000000000001",
                           "4",
                           "4.0",
                           "4.5",
                           "1e3",
                           "+4",
                           "600000000",
                           "1.2.3",
                           "--1",
                           "2",
                           "200",
                           "201"}) {
    Rows rows;
    add_row(rows, {"设备名称", "功率(W)", "流量(m3/min)", "极数", "温度"});
    add_row(rows, {"a", text, text, text, text});
    add_row(rows, {"a", std::string("　") + text, std::string("　") + text, std::string("　") + text,
                   std::string("　") + text});
    add_row(rows, std::vector<Cell>{{"a", CellType::text},
                                    {std::string(text) + "\u200B", CellType::text},
                                    {std::string(text) + "\u200B", CellType::text},
                                    {std::string(text) + "\u200B", CellType::text},
                                    {std::string(text) + "\u200B", CellType::text}});
    Diagnostics diagnostics;
    Item quick, careful;
    ItemMapper one(words(), {}), two(words(), {});
    REQUIRE(one.map(t.layout, rows, rows.rows[1], quick, diagnostics) == RowKind::item);
    REQUIRE(two.map(t.layout, rows, rows.rows[3], careful, diagnostics) == RowKind::item);
    for (const char* field : {"power_kw", "flow_m3h", "poles", "temperature"}) {
      const Value &a = quick[words().field(field)], &b = careful[words().field(field)];
      CHECK_MESSAGE(a.kind == b.kind, text, " ", field);
      CHECK_MESSAGE(a.exact == b.exact, text, " ", field);
      CHECK_MESSAGE(a.number == b.number, text, " ", field);
      if (a.exact && b.exact) CHECK_MESSAGE(a.decimal == b.decimal, text, " ", field);
    }
  }
}

TEST_CASE("mapper: more distinct texts than a cache holds") {
  Table t(make_rows({{"设备名称", "型号", "功率(kW)"}, {"a", "b", "1"}}));
  Rows rows;
  for (int i = 0; i < 70000; ++i) {
    rows.clear();
    const std::string n = std::to_string(i);
    add_row(rows, {"电机" + n, "Y" + n + "M-4", n + "kW"});
    rows.rows.back().number = static_cast<uint64_t>(i) + 2;
    t.diagnostics.clear();
    REQUIRE(t.mapper.map(t.layout, rows, rows.rows[0], t.item, t.diagnostics) == RowKind::item);
    REQUIRE(t.mapper.model(t.item).text == t.item.model);
    REQUIRE(t.item.category != no_id);
    if (i > 0) REQUIRE(t.value("power_kw").known() == (i <= 500000));
  }
}

TEST_CASE("mapper: nothing of one sheet is left in the items of the next") {
  Table t(make_rows({{"设备名称", "型号", "额定功率(kW)", "效率(%)"}, {"三相电机", "Y160M-4", "11", "91.3"}}));
  REQUIRE(t.map(2) == RowKind::item);
  CHECK(t.value("efficiency_pct").known());
  // The second sheet begins with its header too, and its item has the first one's row number.
  t.rows = make_rows({{"设备名称", "型号"}, {"三相电机", "Y160M-4"}});
  t.layout = *find_layout(words(), {}, "a.csv", t.rows, t.diagnostics);
  REQUIRE(t.map(1) == RowKind::header);
  REQUIRE(t.map(2) == RowKind::item);
  CHECK(t.value("model").known());
  CHECK(!t.value("efficiency_pct").known());
}

namespace {

/// A table whose cells begin with ^ where a merge repeats the value above, and with v where one begins.
Rows merged_rows(std::initializer_list<std::initializer_list<std::string_view>> all) {
  Rows rows;
  for (const auto& row : all) {
    std::vector<Cell> cells;
    for (std::string_view text : row) {
      Cell cell{text, text.empty() ? CellType::empty : CellType::text};
      if (text.starts_with('^')) cell.merged = Merged::covered;
      if (text.starts_with('v')) cell.merged = Merged::shared;
      if (cell.merged != Merged::no) cell.text.remove_prefix(1);
      if (!cell.text.empty() && cell.text.find_first_not_of("0123456789.") == std::string_view::npos)
        cell.type = CellType::number;
      cells.push_back(cell);
    }
    add_row(rows, cells);
  }
  return rows;
}

}  // namespace

TEST_CASE("mapper: a merged cell holds for every row, a sum for none") {
  Table t(merged_rows({{"企业名称", "设备编号", "设备名称", "型号", "功率(kW)", "购置金额", "数量", "投运日期"},
                       {"v甲厂", "vE-1", "v三相电机", "Y160M-4", "v11", "v35000", "v3", "v2003-05"},
                       {"^甲厂", "^E-1", "^三相电机", "Y160L-4", "^11", "^35000", "^3", "^2003-05"},
                       {"^甲厂", "^E-1", "^三相电机", "Y180M-4", "^11", "^35000", "^3", "^2003-05"}}));
  t.rows.merges = {{5, 2, 4}, {6, 2, 4}};
  for (size_t row = 2; row <= 4; ++row) {
    REQUIRE(t.map(row) == RowKind::item);
    CHECK(t.value("company").text == "甲厂");
    CHECK(t.item.id == "E-1");  // a set of several machines has one number
    CHECK(t.category() == "lv-motor");
    CHECK(t.value("power_kw").number == 11);
    CHECK(t.value("in_service_date").known());
    CHECK(!t.value("price").known());
    CHECK(t.value("price").origin == Origin::unreadable);
    CHECK(!t.value("quantity").known());
  }
  REQUIRE(t.diagnostics.size() == 2);  // once a sum, at its first row
  CHECK(t.diagnostics[0].row == 2);
  CHECK(t.diagnostics[0].column == 6);
  CHECK(t.says("第 2–4 行的合计"));

  // Nothing for all is nothing for each; no value for all is none for each, and no warning.
  Table zero(
      merged_rows({{"设备名称", "型号", "购置金额", "数量"}, {"水泵", "A", "v0", "v/"}, {"水泵", "B", "^0", "^/"}}));
  for (size_t row = 2; row <= 3; ++row) {
    REQUIRE(zero.map(row) == RowKind::item);
    CHECK(zero.value("price").known());
    CHECK(zero.value("price").number == 0);
    CHECK(!zero.value("quantity").known());
  }
  CHECK(zero.diagnostics.empty());
}

TEST_CASE("mapper: what a row is, is said by its own cells") {
  Table t(merged_rows({{"序号", "企业名称", "设备名称", "型号", "功率(kW)", "工位", "备注"},
                       {"1", "v甲厂", "v水泵", "vA", "5", "", ""},
                       {"2", "^甲厂", "^水泵", "^A", "", "", ""},       // numbered: a machine
                       {"", "^甲厂", "^水泵", "^A", "7", "", ""},       // a power of its own
                       {"", "^甲厂", "^水泵", "^A", "", "", "已停用"},  // goes with the one above
                       {"", "^甲厂", "^水泵", "^A", "", "三楼", ""},    // a column of no field
                       {"3", "^甲厂", "", "", "", "", ""},              // prepared, not filled in
                       {"", "^甲厂", "小计", "", "12", "", ""},
                       {"", "^甲厂", "备注：见附件", "", "", "", ""},
                       {"", "^甲厂", "风机", "B", "", "", ""}}));
  CHECK(t.map(2) == RowKind::item);
  CHECK(t.map(3) == RowKind::item);
  CHECK(t.value("line_no").text == "2");
  CHECK(t.item.model == "A");
  CHECK(t.map(4) == RowKind::item);
  CHECK(t.map(5) == RowKind::note);
  CHECK(t.map(6) == RowKind::note);
  CHECK(t.map(7) == RowKind::empty);
  CHECK(t.map(8) == RowKind::total);
  CHECK(t.map(9) == RowKind::note);
  CHECK(t.map(10) == RowKind::item);
  CHECK(t.value("company").text == "甲厂");
}

TEST_CASE("mapper: as above is no value, and a text's mark is not part of it") {
  Table t(make_rows({{"设备名称", "型号", "功率(kW)", "投运日期", "备用"},
                     {"同上", "〃", "'11", "'2003-05-01", "'同上"},
                     {"水泵", "'A'", "1\u00a0100", "″", "同上"}}));
  REQUIRE(t.map(2) == RowKind::item);
  CHECK(t.value("name").origin == Origin::unreadable);
  CHECK(t.item.model.empty());
  CHECK(t.value("power_kw").number == 11);
  CHECK(t.value("in_service_date").known());
  REQUIRE(t.item.unmapped.size() == 1);
  CHECK(t.item.unmapped[0].second == "'同上");  // passed through as it stands
  CHECK(t.diagnostics.size() == 2);
  CHECK(t.says("内容“同上”：不是值"));
  REQUIRE(t.map(3) == RowKind::item);
  CHECK(t.item.model == "A'");
  CHECK(t.value("power_kw").number == 1100);
  CHECK(!t.value("in_service_date").known());
}
