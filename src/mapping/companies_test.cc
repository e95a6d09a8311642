#include "mapping/companies.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "mapping/test_vocabulary.h"

using namespace gengxin;
using test::make_rows;

namespace {

Vocabulary with_companies() {
  Vocabulary v = test::small_vocabulary();
  Field code;
  code.id = "credit_code";
  code.label = {"统一社会信用代码", "credit code"};
  v.fields.push_back(code);
  Field tax;
  tax.id = "tax_payable";
  tax.label = {"应纳税额", "tax payable"};
  tax.type = FieldType::money;
  tax.unit = v.unit("yuan");
  v.fields.push_back(tax);
  v.index();
  return v;
}

const Vocabulary& words() {
  static const Vocabulary v = with_companies();
  return v;
}

struct TableFile {
  explicit TableFile(const std::string& text)
      : path((std::filesystem::temp_directory_path() / "gengxin-companies-test.csv").string()) {
    std::ofstream(path) << text;
  }
  ~TableFile() { std::filesystem::remove(path); }
  std::string path;
};

std::string error_of(const std::string& text) {
  set_lang(Lang::en);
  const TableFile file(text);
  Diagnostics notes;
  std::string said;
  try {
    const Companies companies(words(), {}, file.path, notes);
  } catch (const UsageError& e) {
    said = e.what();
  }
  set_lang(Lang::zh);
  return said;
}

bool has(const std::string& text, std::string_view part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("companies: found by code, then by name as people write it") {
  const TableFile file(
      "企业名称,统一社会信用代码,应纳税额(万元),所在地\n甲（集团）厂,91A,12,洛阳\n乙厂,91B,,\n合计,,12,\n");
  Diagnostics notes;
  const Companies companies(words(), {}, file.path, notes);
  CHECK(notes.empty());
  REQUIRE(companies.all().size() == 2);
  const auto* first = companies.find("甲(集团) 厂", "");
  REQUIRE(first != nullptr);
  CHECK(first->name == "甲（集团）厂");
  CHECK(first->region == words().region("luoyang"));
  CHECK(first->values.size() == 4);
  CHECK(companies.find("乙厂", "91a") == first);  // the code is surer than the name
  CHECK(companies.find("乙厂", "91X")->row == 3);
  CHECK(companies.find("", "91B")->row == 3);
  CHECK(companies.find("丙厂", "") == nullptr);
  CHECK(companies.find("", "") == nullptr);
}

TEST_CASE("companies: what is left aside is said") {
  set_lang(Lang::en);
  const TableFile file("序号,企业名称,型号,信仰,备注,应纳税额\n1,甲厂,X,y,z,1\n");
  Diagnostics notes;
  const Companies companies(words(), {}, file.path, notes);
  REQUIRE(notes.size() == 2);
  CHECK(has(format_diagnostic(notes[0]), ":0:3: column \"型号\": is read as model"));
  CHECK(has(format_diagnostic(notes[1]), ":0:4: column \"信仰\": is no field"));
  set_lang(Lang::zh);
}

TEST_CASE("companies: mistakes are told with row and column, all at once") {
  const std::string e = error_of("企业名称,应纳税额,所在地\n甲厂,很多,洛阳\n乙厂,1,火星\n,2,洛阳\n甲 厂,3,洛阳\n");
  CHECK(has(e, "--companies "));
  CHECK(has(e, ".csv:2:2: column \"应纳税额\", text \"很多\""));
  CHECK(has(e, ".csv:3:3: column \"所在地\", text \"火星\": not a known place"));
  CHECK(has(e, ".csv:4: the row has neither"));
  CHECK(has(e, ".csv:5: '甲 厂' stands in row 2 already"));
  CHECK(has(error_of("应纳税额,所在地\n1,洛阳\n"), "no column of company names"));
  CHECK(has(error_of("企业名称,应纳税额\n"), "no company"));
  CHECK(has(error_of("企业名称,应纳税额\n甲厂,1,2\n乙厂,1\n丙厂,1\n"), "comma"));
  Diagnostics notes;
  CHECK_THROWS_AS(Companies(words(), {}, "/nonexistent/companies.csv", notes), UsageError);
}

TEST_CASE("companies: the row, then the table, then the profile; and nothing of it stays for the next row") {
  const TableFile file("企业名称,统一社会信用代码,应纳税额,所在地,电价\n甲厂,91A,12,洛阳,\n");
  Diagnostics notes;
  MappingOptions options;
  options.companies = std::make_shared<const Companies>(words(), MappingOptions{}, file.path, notes);
  options.profile = {{"tax_payable", "5"}};
  options.region = words().region("national");
  Rows rows = make_rows({{"设备名称", "型号", "企业名称", "统一社会信用代码", "应纳税额"},
                         {"电机", "Y1", "甲厂", "", ""},
                         {"电机", "Y1", "甲厂", "", "7"},
                         {"电机", "Y1", "乙厂", "", ""},
                         {"电机", "Y1", "", "91A", "坏"},
                         {"电机", "Y1", "", "", ""}});
  Diagnostics said;
  const auto layout = find_layout(words(), options, "a.csv", rows, said);
  REQUIRE(layout.has_value());
  ItemMapper mapper(words(), options);
  Item item;
  const auto map = [&](size_t row) {
    REQUIRE(mapper.map(*layout, rows, rows.rows[row - 1], item, said) == RowKind::item);
  };
  const auto value = [&](std::string_view field) -> const Value& { return item[words().field(field)]; };
  map(2);
  CHECK(value("tax_payable").decimal == Decimal{12, 0});
  CHECK(value("tax_payable").origin == Origin::profile);
  CHECK(value("credit_code").text == "91A");
  CHECK(item.region == words().region("luoyang"));
  map(3);
  CHECK(value("tax_payable").decimal == Decimal{7, 0});
  CHECK(value("tax_payable").origin == Origin::cell);
  map(4);
  CHECK(value("tax_payable").decimal == Decimal{5, 0});
  CHECK(!value("credit_code").known());
  CHECK(item.region == words().region("national"));
  map(5);
  CHECK(value("company").text == "甲厂");
  CHECK(value("tax_payable").origin == Origin::unreadable);  // what cannot be read stays open
  map(6);
  CHECK(!value("company").known());
  CHECK(value("tax_payable").decimal == Decimal{5, 0});
  CHECK(options.companies->all()[0]->met);
}
