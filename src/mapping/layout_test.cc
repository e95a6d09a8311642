#include "mapping/layout.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "mapping/test_vocabulary.h"

using namespace gengxin;
using test::add_row;
using test::make_rows;

namespace {

const Vocabulary& words() {
  static const Vocabulary v = test::small_vocabulary();
  return v;
}

std::string fields_of(const Layout& layout) {
  std::string out;
  for (const Column& c : layout.columns) {
    if (!out.empty()) out += '|';
    out += c.ignored ? "ignored" : c.field == no_id ? "-" : words().fields[c.field].id;
    if (c.unit != no_id) out += " " + words().units[c.unit].id;
  }
  return out;
}

struct Found {
  std::optional<Layout> layout;
  Diagnostics diagnostics;
  std::string fields() const {
    return layout ? std::to_string(layout->header_row) + ": " + fields_of(*layout) : "none";
  }
  std::string said() const {
    std::string all;
    for (const auto& d : diagnostics) all += format_diagnostic(d) + "\n";
    return all;
  }
  bool says(std::string_view part) const { return said().find(part) != std::string::npos; }
};

Found find(const Rows& rows, MappingOptions options = {}) {
  Found f;
  f.layout = find_layout(words(), options, "a.csv", rows, f.diagnostics);
  return f;
}

MappingOptions with_map(std::vector<std::pair<std::string, std::string>> map) {
  MappingOptions options;
  options.map = std::move(map);
  return options;
}

}  // namespace

TEST_CASE("layout: a header in the first row") {
  const Found f =
      find(make_rows({{"序号", "设备名称", "型号", "额定功率(kW)", "厂家"}, {"1", "电机", "Y160M-4", "11", "某厂"}}));
  CHECK(f.fields() == "1: line_no|name|model|power_kw kW|-");
  REQUIRE(f.layout->unmapped.size() == 1);
  CHECK(f.layout->columns[f.layout->unmapped[0]].header == "厂家");
  CHECK(f.diagnostics.empty());
  CHECK(f.layout->id != 0);
  CHECK(f.layout->file == "a.csv");
}

TEST_CASE("layout: titles, form lines and empty rows above the header") {
  const Found f = find(make_rows({{"某某公司主要用能设备台账", "", "", ""},
                                  {"填报单位：某某公司", "", "", "日期：2024年5月"},
                                  {"", "", "", ""},
                                  {"设备名称", "型号", "功率\n(kW)", "投产日期"},
                                  {"电机", "Y160M-4", "11", "2003"}}));
  CHECK(f.fields() == "4: name|model|power_kw kW|in_service_date");
  CHECK(f.layout->columns[2].header == "功率 (kW)");
  CHECK(f.layout->titles == std::vector<std::string>{"某某公司主要用能设备台账"});
}

TEST_CASE("layout: labels with values above a table are not its header") {
  const Found f = find(make_rows({{"企业名称", "某某公司", "所在地", "洛阳", "", ""},
                                  {"设备名称", "型号", "", "", "", ""},
                                  {"电机", "Y160M-4", "", "", "", ""}}));
  CHECK(f.fields() == "2: name|model");
}

TEST_CASE("layout: two-row headers are joined") {
  SUBCASE("a group title over its columns") {
    const Found f = find(make_rows({{"序号", "设备名称", "型号", "额定参数", "", "", "投产日期"},
                                    {"", "", "", "功率(kW)", "电压(V)", "厂家", ""},
                                    {"1", "电机", "Y160M-4", "11", "380", "某厂", "2003"}}));
    CHECK(f.fields() == "2: line_no|name|model|power_kw kW|voltage_v V|-|in_service_date");
    CHECK(f.layout->columns[3].header == "额定参数 功率(kW)");
    CHECK(f.layout->columns[6].header == "投产日期");
    CHECK(f.layout->header_rows.size() == 2);
  }
  SUBCASE("the lower row alone has more names, the upper one names what it leaves empty") {
    const Found f = find(make_rows({{"编号", "基本信息", "", "额定参数", ""},
                                    {"", "设备名称", "型号", "功率(kW)", "电压(V)"},
                                    {"1", "电机", "Y160M-4", "11", "380"}}));
    CHECK(f.fields() == "2: item_id|name|model|power_kw kW|voltage_v V");
  }
  SUBCASE("unmapped columns keep the name that only the upper row has") {
    const Found f = find(make_rows(
        {{"厂家", "基本信息", "", ""}, {"", "设备名称", "型号", "功率(kW)"}, {"某厂", "电机", "Y160M-4", "11"}}));
    CHECK(f.fields() == "2: -|name|model|power_kw kW");
    CHECK(f.layout->columns[0].header == "厂家");
  }
  SUBCASE("group and name together are an alias") {
    const Found f =
        find(make_rows({{"设备名称", "型号", "电机", ""}, {"", "", "效率(%)", "极数"}, {"泵", "IS80", "91", "4"}}));
    CHECK(f.fields() == "2: name|model|efficiency_pct %|poles");
  }
  SUBCASE("before and after: one field, two columns") {
    const Found f = find(make_rows({{"设备名称", "改造前", "", "改造后", ""},
                                    {"", "型号", "功率(kW)", "型号", "功率(kW)"},
                                    {"泵", "A", "11", "B", "7.5"}}));
    CHECK(f.fields() == "2: name|model|power_kw kW|-|-");
    CHECK(f.says("第 3 列"));
    CHECK(f.layout->unmapped.size() == 2);
  }
  SUBCASE("a row of units below the names") {
    const Found f =
        find(make_rows({{"设备名称", "型号", "功率", "流量"}, {"", "", "MW", "m³/min"}, {"泵", "IS80", "0.011", "1"}}));
    CHECK(f.fields() == "2: name|model|power_kw MW|flow_m3h m3/min");
    CHECK(f.layout->columns[2].header == "功率 (MW)");
  }
  SUBCASE("groups, names and units") {
    const Found f =
        find(make_rows({{"设备名称", "额定参数", ""}, {"", "功率", "电压"}, {"", "kW", "kV"}, {"电机", "11", "0.38"}}));
    CHECK(f.fields() == "3: name|power_kw kW|voltage_v kV");
  }
  SUBCASE("an item of words is no second row") {
    const Found f =
        find(make_rows({{"", "设备名称", "型号", "备注"}, {"甲", "电机", "不详", "型号"}, {"乙", "水泵", "IS80", ""}}));
    CHECK(f.fields() == "1: -|name|model|remarks");
  }
}

TEST_CASE("layout: two columns for one field") {
  SUBCASE("a label goes before an alias, wherever it stands") {
    const Found f = find(make_rows({{"名称", "设备名称", "规格", "型号"}, {"a", "b", "c", "d"}}));
    CHECK(f.fields() == "1: -|name|-|model");
    CHECK(f.diagnostics.size() == 2);
    CHECK(f.diagnostics[0].severity == Severity::note);
    CHECK(f.diagnostics[0].column == 1);
    CHECK(f.layout->unmapped == std::vector<uint16_t>{0, 2});
  }
  SUBCASE("of equal ones the first, and never the alias's second field in silence") {
    const Found f = find(make_rows({{"设备名称", "功率(kW)", "功率(kW)"}, {"a", "1", "2"}}));
    CHECK(f.fields() == "1: name|power_kw kW|-");
    CHECK(f.says("#3=power_kw"));
  }
}

TEST_CASE("layout: a unit that does not fit leaves the column unmapped, with a note") {
  const Found f = find(make_rows({{"设备名称", "型号", "功率(kVA)"}, {"a", "b", "1"}}));
  CHECK(f.fields() == "1: name|model|-");
  REQUIRE(f.diagnostics.size() == 1);
  CHECK(f.diagnostics[0].header == "功率(kVA)");
  CHECK(f.says("kVA"));
  CHECK(f.says("kW"));
}

TEST_CASE("layout: --map") {
  const Rows rows = make_rows({{"设备名称", "出力(MW)", "铭牌", "功率(kW)"}, {"a", "1", "b", "2"}});
  CHECK(find(rows, with_map({{"出力(MW)", "power_kw"}})).fields() == "1: name|power_kw MW|-|-");
  CHECK(find(rows, with_map({{"出力", "power_kw"}})).fields() == "1: name|power_kw MW|-|-");
  CHECK(find(rows, with_map({{"出力", "power_kw@W"}})).fields() == "1: name|power_kw W|-|-");
  CHECK(find(rows, with_map({{"出 力（ｍｗ）", "额定功率"}})).fields() == "1: name|power_kw MW|-|-");
  CHECK(find(rows, with_map({{"铭牌", "model"}})).fields() == "1: name|-|model|power_kw kW");
  CHECK(find(rows, with_map({{"#3", "model"}})).fields() == "1: name|-|model|power_kw kW");
  CHECK(find(rows, with_map({{"功率", "-"}})).fields() == "1: name|-|-|ignored");
  CHECK(find(rows, with_map({{"功率", "-"}})).layout->unmapped == std::vector<uint16_t>{1, 2});
  const Found unused = find(rows, with_map({{"没有的列", "model"}, {"#9", "model"}}));
  CHECK(unused.fields() == "1: name|-|-|power_kw kW");
  CHECK(unused.diagnostics.size() == 2);
  CHECK(unused.says("没有的列"));
  CHECK(find(rows, with_map({{"出力", "power_kw"}})).says("只取那一列"));

  CHECK_THROWS_AS(find(rows, with_map({{"铭牌", "modle"}})), UsageError);
  CHECK_THROWS_WITH(find(rows, with_map({{"铭牌", "power_kv"}})), doctest::Contains("power_kw"));
  CHECK_THROWS_WITH(find(rows, with_map({{"铭牌", "power_kw@parsec"}})), doctest::Contains("parsec"));
  CHECK_THROWS_AS(find(rows, with_map({{"铭牌", "power_kw@V"}})), UsageError);
  CHECK_THROWS_AS(find(rows, with_map({{"铭牌", "model@V"}})), UsageError);
  CHECK_THROWS_AS(find(rows, with_map({{"", "model"}})), UsageError);
  CHECK_THROWS_AS(find(rows, with_map({{"#0", "model"}})), UsageError);
  CHECK_THROWS_WITH(find(rows, with_map({{"出力", "voltage_v"}})), doctest::Contains("@V"));
}

TEST_CASE("layout: --map finds a header that no alias names") {
  const Rows rows = make_rows({{"标题"}, {"甲", "乙", "丙"}, {"a", "b", "1"}});
  CHECK(find(rows).fields() == "none");
  CHECK(find(rows, with_map({{"甲", "name"}, {"丙", "power_kw"}})).fields() == "2: name|-|power_kw");
  CHECK(find(rows, with_map({{"#1", "name"}, {"#3", "power_kw"}})).fields() == "2: name|-|power_kw");
}

TEST_CASE("layout: no header") {
  const Found f = find(make_rows({{"甲", "乙", "丙"}, {"1", "2", "3"}}));
  CHECK_FALSE(f.layout);
  REQUIRE(f.diagnostics.size() == 1);
  CHECK(f.diagnostics[0].severity == Severity::file_error);
  CHECK(f.says("甲、乙、丙"));
  CHECK(f.says("--map"));
  CHECK_FALSE(find(make_rows({{"1", "2"}, {"3", "4"}})).layout);
  CHECK_FALSE(find(Rows{}).layout);
  CHECK_FALSE(find(make_rows({{"设备名称", "甲", "乙"}, {"a", "b", "c"}})).layout);  // one known column of three
  CHECK(find(make_rows({{"型号"}, {"Y160M-4"}})).fields() == "1: model");
}

TEST_CASE("layout: years among the headers") {
  CHECK(find(make_rows({{"设备名称", "型号", "2022年", "功率(kW)"}, {"a", "b", "5", "1"}})).fields() ==
        "1: name|model|-|power_kw kW");
}

TEST_CASE("layout: columns without a header") {
  SUBCASE("a gap is not listed, a column that holds something is") {
    const Found f =
        find(make_rows({{"设备名称", "", "型号", "", "功率(kW)"}, {"a", "", "b", "x", "1"}, {"a", "", "b", "", "1"}}));
    CHECK(f.fields() == "1: name|-|model|-|power_kw kW");
    REQUIRE(f.layout->unmapped == std::vector<uint16_t>{3});
    CHECK(f.layout->columns[3].header == "#4");
  }
  SUBCASE("behind the last header") {
    CHECK(find(make_rows({{"设备名称", "型号"}, {"a", "b", "x"}, {"a", "b", "y"}})).fields() == "1: name|model|-");
    CHECK(find(make_rows({{"设备名称", "型号"}, {"a", "b", "x"}, {"a", "b"}, {"a", "b"}})).fields() == "1: name|model");
  }
}

TEST_CASE("layout: keyed formats") {
  Diagnostics diagnostics;
  const Layout layout =
      keyed_layout(words(), with_map({{"foo", "-"}}), "a.json", {"name", "power_kw", "foo", "bar"}, diagnostics);
  CHECK(fields_of(layout) == "name|power_kw|ignored|-");
  CHECK(layout.header_row == 0);
  CHECK(layout.unmapped == std::vector<uint16_t>{3});
  CHECK(diagnostics.empty());
  keyed_layout(words(), {}, "a.json", {"foo", "bar"}, diagnostics);
  REQUIRE(diagnostics.size() == 1);
  CHECK(diagnostics[0].severity == Severity::file_error);
  CHECK_THROWS_AS(keyed_layout(words(), with_map({{"foo", "nonsense"}}), "a.json", {"foo"}, diagnostics), UsageError);
}

TEST_CASE("layout: names merged over a header of three rows, groups and units") {
  // As the readers give it: what is merged downwards is repeated and marked.
  Rows rows = make_rows({{"设备名称", "型号", "主要参数", "", "", "投运日期"},
                         {"设备名称", "型号", "电机", "", "流量(m³/h)", "投运日期"},
                         {"设备名称", "型号", "功率(W)", "极数", "流量(m³/h)", "投运日期"},
                         {"水泵", "IS-1", "15000", "2", "100", "2003"},
                         {"水泵", "IS-2", "15000", "4", "100", "2003"}});
  for (const size_t r : {1, 2})
    for (const size_t c : {0, 1, 5}) rows.cells[rows.rows[r].begin + c].merged = Merged::covered;
  rows.cells[rows.rows[2].begin + 4].merged = Merged::covered;
  rows.cells[rows.rows[4].begin].merged = Merged::covered;  // 水泵 of the rows below
  Diagnostics diagnostics;
  CHECK(header_score(words(), {}, rows).enough);
  const auto layout = find_layout(words(), {}, "a.xlsx", rows, diagnostics);
  REQUIRE(layout.has_value());
  CHECK(layout->header_row == 3);
  std::vector<std::string> fields;
  for (const Column& column : layout->columns) fields.push_back(words().fields[column.field].id);
  CHECK(fields == std::vector<std::string>{"name", "model", "power_kw", "poles", "flow_m3h", "in_service_date"});
  CHECK(layout->columns[2].header == "电机 功率(W)");
  CHECK(layout->columns[5].header == "投运日期");
  CHECK(layout->header_rows.size() == 3);
  CHECK(layout->header_rows[2] == std::vector<std::string>{"", "", "功率(W)", "极数", "", ""});
  CHECK(diagnostics.empty());

  // The unit stands in the group's title.
  const Rows group = make_rows({{"设备名称", "型号", "额定(kW)", "", "能效"},
                                {"", "", "功率", "输入功率", "等级"},
                                {"水泵", "IS-1", "15", "16", "2"}});
  const auto grouped = find_layout(words(), {}, "a.csv", group, diagnostics);
  REQUIRE(grouped.has_value());
  CHECK(grouped->header_row == 2);
  CHECK(words().fields[grouped->columns[2].field].id == "power_kw");
  CHECK(words().units[grouped->columns[2].unit].id == "kW");
  CHECK(words().fields[grouped->columns[3].field].id == "input_power_kw");
  CHECK(words().fields[grouped->columns[4].field].id == "grade");
}

TEST_CASE("layout: header score") {
  const Rows rows =
      make_rows({{"设备名称", "型号", "功率(kW)", "厂家"}, {"电机", "Y160M-4", "11", ""}, {"设备名称", "设备名称"}});
  const auto scored = [](const Rows& grid, const MappingOptions& options = {}) {
    return header_score(words(), options, grid);
  };
  CHECK(scored(rows).fields == 3);
  CHECK(scored(rows).enough);
  const Rows one = make_rows({{"设备名称", "说明"}, {"电机", "甲"}});
  CHECK(scored(one).fields == 1);
  CHECK(!scored(one).enough);
  CHECK(scored(one, with_map({{"说明", "model"}})).enough);
  CHECK(scored(make_rows({{"设备名称"}, {"电机"}})).enough);
  CHECK(!scored(make_rows({{"11", "12"}})).enough);
  CHECK(!scored({}).enough);
}
