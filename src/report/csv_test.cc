#include <doctest/doctest.h>

#include <sstream>

#include "report/test_fixture.h"

using namespace gengxin;
using test::Fixture;

namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) all.push_back(line);
  return all;
}

}  // namespace

TEST_CASE("csv has one row an item, every item") {
  const Fixture f;
  const auto rows = lines(f.report("csv", f.everything()));
  REQUIRE(rows.size() == 11);
  CHECK(rows[0] == "file,row,item,company,verdict,certainty,rules,deadline,grade,target,amount,missing,备注,车间");
  CHECK(rows[1] ==
        "设备台账.csv,4,T-01,,retire,certain,miit-obsolete-4/"
        "1-2;gb18613-2020,2017-12-31,,,,efficiency_pct;in_service_date,,动力");
  CHECK(rows[2] ==
        "设备台账.csv,5,M-07,洛阳某厂,below-access,certain,gb18613-2020/table-1;cit-34/energy-saving-motor,,4,93.3 "
        "%,12345.68,,\"二车间, \"\"东\"\"\",2");
  CHECK(rows[9] == "设备台账.csv,12,M-07,洛阳某厂,compliant,certain,,,,,,,\"二车间, \"\"东\"\"\",2");
  CHECK(rows[10] == "设备台账.csv,13,row 13,,,,,,,,,,,");
}

TEST_CASE("amounts add up exactly, missing fields are named once") {
  const Fixture f;
  Finding open = f.undetermined(&f.base.rules[1], &f.base.documents[1], {f.price, f.efficiency});
  const auto rows =
      lines(f.report("csv", {{f.motor(5), Fixture::outcome({f.credit_finding("0.105"), f.credit_finding("0.1"),
                                                            f.credit_finding(nullptr), open})}}));
  CHECK(rows.at(1).find(",0.21,purchase_price_ex_vat;efficiency_pct,") != std::string::npos);
  const auto huge = lines(f.report("csv", {{f.motor(5), Fixture::outcome({f.credit_finding("900000000000000001"),
                                                                          f.credit_finding("900000000000000001")})}}));
  CHECK(huge.at(1).find("900000000000000001.00+900000000000000001.00") != std::string::npos);
}

TEST_CASE("passed-through cells find their column by header") {
  Fixture f;
  InputInfo second;
  second.file = "b.csv";
  second.unmapped = {"车间", "楼层", "楼层"};
  f.run.inputs.push_back(second);
  Item item = f.motor(5);
  item.unmapped = {{"楼层", "1"}, {"车间", "二"}, {"楼层", "2"}};
  const auto rows = lines(f.report("csv", {{item, Fixture::outcome({})}}));
  CHECK(rows.at(0).ends_with(",missing,备注,车间,楼层,楼层"));
  CHECK(rows.at(1).ends_with(",,二,1,2"));
}

TEST_CASE("the sheet has a column where a workbook is among the files") {
  Fixture f;
  InputInfo sheet;
  sheet.file = "台账.xlsx";
  sheet.sheet = "电机,2";
  f.run.inputs.push_back(sheet);
  Item item = f.motor(5);
  const auto without = lines(f.report("csv", {{item, Fixture::outcome({})}}));
  CHECK(without.at(0).ends_with(",missing,sheet,备注,车间"));
  CHECK(without.at(1).starts_with("设备台账.csv,5,"));
  item.sheet = "电机,2";
  const auto rows = lines(f.report("csv", {{item, Fixture::outcome({})}}));
  CHECK(rows.at(1).find(",\"电机,2\",") != std::string::npos);
}

TEST_CASE("no cell of csv is a formula to a spreadsheet") {
  Fixture f;
  f.run.inputs[0].unmapped = {"=备注", "差值"};
  Item item = f.motor(5);
  item.id = "@SUM(A1)";
  item.unmapped = {{"=备注", "=HYPERLINK(\"http://x\",\"y\")"}, {"差值", "-12.5"}};
  const auto rows = lines(f.report("csv", {{item, Fixture::outcome({})}}));
  CHECK(rows.at(0).ends_with(",missing,'=备注,差值"));
  CHECK(rows.at(1).find(",5,'@SUM(A1),") != std::string::npos);
  CHECK(rows.at(1).ends_with(",\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",-12.5"));
}

TEST_CASE("the totals as csv") {
  Fixture f;
  f.run.summary_only = true;
  const auto rows = lines(f.report("csv", f.everything()));
  CHECK(rows.at(0) == "key,certain,suspected,company");
  CHECK(rows.at(1) == "items,10,,");
  CHECK(rows.at(3) == "retire,1,0,");
  CHECK(rows.at(14) == "amount cit-34/energy-saving-motor,,12345.68,");
}
