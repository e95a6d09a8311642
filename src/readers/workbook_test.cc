#include "readers/workbook.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

#include "readers/testing.h"
#include "readers/zip.h"

using namespace gengxin;
using namespace gengxin::testing;

namespace {

struct Part {
  std::string name, text;
};

void put(std::string& out, uint64_t n, int size) {
  for (int i = 0; i < size; ++i, n >>= 8) out += static_cast<char>(n & 0xFF);
}

/// A ZIP archive of stored parts.
std::string zip_of(const std::vector<Part>& parts) {
  std::string out, directory;
  for (const Part& part : parts) {
    const size_t offset = out.size();
    std::string common;
    put(common, 20, 2);
    put(common, 0, 8);  // flags, method, time, date
    put(common, crc32(0, reinterpret_cast<const Bytef*>(part.text.data()), static_cast<uInt>(part.text.size())), 4);
    put(common, part.text.size(), 4);
    put(common, part.text.size(), 4);
    put(common, part.name.size(), 2);
    put(common, 0, 2);
    out += "PK\3\4" + common + part.name + part.text;
    directory += "PK\1\2";
    put(directory, 20, 2);
    directory += common;
    put(directory, 0, 10);
    put(directory, offset, 4);
    directory += part.name;
  }
  const size_t at = out.size();
  out += directory + "PK\5\6";
  put(out, 0, 4);
  put(out, parts.size(), 2);
  put(out, parts.size(), 2);
  put(out, directory.size(), 4);
  put(out, at, 4);
  put(out, 0, 2);
  return out;
}

struct XlsxText {
  std::string workbook_pr;
  std::vector<std::string> names = {"台账"};
  std::vector<std::string> sheets;  // what stands in <sheetData>
  std::string shared;
  std::string before = {}, after = "<mergeCells/>";  // of each sheet's rows
};

std::vector<Part> xlsx_parts(const XlsxText& text) {
  const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  std::string workbook = "<?xml version=\"1.0\"?><workbook xmlns:r=\"r\">" + text.workbook_pr + "<sheets>";
  std::string relations = "<Relationships><Relationship Id=\"s1\" Type=\"" + office +
                          "styles\" Target=\"styles.xml\"/>" + "<Relationship Id=\"s2\" Type=\"" + office +
                          "sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>";
  std::vector<Part> parts = {
      {"_rels/.rels", "<Relationships><Relationship Id=\"a\" Type=\"" + office +
                          "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
      {"xl/styles.xml",
       "<styleSheet><numFmts><numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/><numFmt "
       "numFmtId=\"177\" "
       "formatCode=\"[Red]0.0%;-0.0%\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf "
       "numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"176\"/><xf numFmtId=\"177\"/><xf numFmtId=\"58\"/><xf "
       "numFmtId=\"10\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>"},
      {"xl/sharedStrings.xml", "<sst>" + text.shared + "</sst>"}};
  for (size_t i = 0; i < text.sheets.size(); ++i) {
    const std::string n = std::to_string(i + 1);
    workbook += "<sheet name=\"" + text.names[i] + "\" sheetId=\"" + n + "\" r:id=\"rId" + n + "\"/>";
    relations +=
        "<Relationship Id=\"rId" + n + "\" Type=\"" + office + "worksheet\" Target=\"worksheets/sheet" + n + ".xml\"/>";
    parts.push_back({"xl/worksheets/sheet" + n + ".xml", "<worksheet>" + text.before + "<sheetData>" + text.sheets[i] +
                                                             "</sheetData>" + text.after + "</worksheet>"});
  }
  parts.push_back({"xl/workbook.xml", workbook + "</sheets></workbook>"});
  parts.push_back({"xl/_rels/workbook.xml.rels", relations + "</Relationships>"});
  return parts;
}

std::string xlsx(const XlsxText& text) { return zip_of(xlsx_parts(text)); }
std::string xlsx(const std::string& rows, const std::string& shared = {}) {
  return xlsx(XlsxText{{}, {"台账"}, {rows}, shared});
}

std::string ods(const std::string& tables) {
  return zip_of({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                 {"content.xml",
                  "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:calcext=\"c\" "
                  "xmlns:draw=\"d\">"
                  "<office:body><office:spreadsheet>" +
                      tables + "</office:spreadsheet></office:body></office:document-content>"}});
}

struct Book : TestFile {
  std::string sheet;
  bool opened = false;
};

HeaderScore count_names(const Rows& rows) {
  HeaderScore best;
  for (const Rows::Row& row : rows.rows) {
    size_t n = 0;
    for (const Cell& cell : rows.cells_of(row)) n += cell.text == "设备名称" || cell.text == "型号";
    best.fields = std::max(best.fields, n);
  }
  best.enough = best.fields >= 2;
  return best;
}

Book read(std::string bytes, const std::string& sheet = {}, bool score = true) {
  ReadOptions options;
  if (!sheet.empty()) options.sheets = {sheet};
  if (score) options.header_score = count_names;
  Book book;
  const auto readers =
      open_workbook(ByteSource::from_memory(std::move(bytes)), "a.xlsx", options, true, book.diagnostics);
  if (readers.empty()) {
    REQUIRE(book.diagnostics.size() == 1);
    CHECK(book.diagnostics[0].severity == Severity::file_error);
    CHECK(book.diagnostics[0].file == "a.xlsx");
    return book;
  }
  static_cast<TestFile&>(book) = read_all(*readers.front());
  book.sheet = readers.front()->sheet();
  book.opened = true;
  return book;
}

TestCell only_cell(const std::string& xml, const std::string& workbook_pr = {}) {
  const Book book =
      read(xlsx(XlsxText{workbook_pr, {"a"}, {"<row r=\"1\">" + xml + "</row>"}, "<si><t>共享</t></si>"}));
  CHECK(book.diagnostics.empty());
  return book.rows.empty() || book.rows[0].cells.empty() ? TestCell{"", CellType::empty} : book.rows[0].cells.back();
}

}  // namespace

TEST_CASE("number formats") {
  CHECK(number_format(14, "") == NumberFormat::date);
  CHECK(number_format(0, "") == NumberFormat::number);
  CHECK(number_format(10, "") == NumberFormat::percent);
  CHECK(number_format(57, "") == NumberFormat::month);
  CHECK(number_format(31, "") == NumberFormat::date);
  CHECK(number_format(20, "") == NumberFormat::time);
  const auto code = [](std::string_view text) { return number_format(176, text); };
  CHECK(code("yyyy\"年\"m\"月\"d\"日\";@") == NumberFormat::date);
  CHECK(code("yyyy\"年\"m\"月\"") == NumberFormat::month);
  CHECK(code("yyyy") == NumberFormat::year);
  CHECK(code("[$-804]yyyy/m/d h:mm") == NumberFormat::date);
  CHECK(code("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@") == NumberFormat::date);
  CHECK(code("e\"年\"m\"月\"") == NumberFormat::month);
  CHECK(code("h:mm AM/PM") == NumberFormat::time);
  CHECK(code("[h]:mm:ss") == NumberFormat::time);
  CHECK(code("General") == NumberFormat::number);
  CHECK(code("[Red]General") == NumberFormat::number);
  CHECK(code("0.00E+00") == NumberFormat::number);
  CHECK(code("#,##0.00_);[Red](#,##0.00)") == NumberFormat::number);
  CHECK(code("0\"day\"") == NumberFormat::number);
  CHECK(code("0\\d") == NumberFormat::number);
  CHECK(code("[Magenta]0") == NumberFormat::number);
  CHECK(code("0.0%") == NumberFormat::percent);
  CHECK(code("[<0.5]0.0%;0") == NumberFormat::percent);
  CHECK(code("0\"%\"") == NumberFormat::number);
  CHECK(code("@") == NumberFormat::number);
  CHECK(code("\"") == NumberFormat::number);
  CHECK(code("[") == NumberFormat::number);
}

TEST_CASE("numbers as spreadsheets show them") {
  CHECK(plain_number("0.91400000000000003") == "0.914");
  CHECK(plain_number("91.399999999999991") == "91.4");
  CHECK(plain_number("0.30000000000000004") == "0.3");
  CHECK(plain_number("0.914", 2) == "91.4");
  CHECK(plain_number("0.57", 2) == "57");
  CHECK(plain_number("1.005", 2) == "100.5");
  CHECK(plain_number("0.0012", 2) == "0.12");
  CHECK(plain_number("-1.50") == "-1.5");
  CHECK(plain_number("1E3") == "1000");
  CHECK(plain_number("1.5E-5") == "0.000015");
  CHECK(plain_number("123456789012345") == "123456789012345");
  CHECK(plain_number("-0") == "0");
  CHECK(plain_number("1e300") == "1e300");
  CHECK(plain_number("1e-300") == "1e-300");
  CHECK(plain_number("") == "");
  CHECK(plain_number("nan") == "");
  CHECK(plain_number("inf") == "");
  CHECK(plain_number("5x") == "");
}

TEST_CASE("serial dates") {
  const auto date = [](double serial, bool from_1904 = false) {
    return serial_date(serial, from_1904, NumberFormat::date);
  };
  CHECK(date(37742) == "2003-05-01");
  CHECK(date(37742.75) == "2003-05-01");
  CHECK(date(37741.9999999999) == "2003-05-01");
  CHECK(date(1) == "1900-01-01");
  CHECK(date(59) == "1900-02-28");
  CHECK(date(60) == "");
  CHECK(date(61) == "1900-03-01");
  CHECK(date(0) == "");
  CHECK(date(-5) == "");
  CHECK(date(2958465) == "9999-12-31");
  CHECK(date(2958466) == "");
  CHECK(date(37742 - 1462, true) == "2003-05-01");
  CHECK(date(0, true) == "1904-01-01");
  CHECK(serial_date(37742, false, NumberFormat::month) == "2003-05");
  CHECK(serial_date(37743, false, NumberFormat::month) == "2003-05-02");
  CHECK(serial_date(37622, false, NumberFormat::year) == "2003");
}

TEST_CASE("XLSX: cells") {
  CHECK(only_cell("<c r=\"A1\"><v>7.5</v></c>") == TestCell{"7.5", CellType::number});
  CHECK(only_cell("<c r=\"A1\"><v>0.91400000000000003</v></c>") == TestCell{"0.914", CellType::number});
  CHECK(only_cell("<c r=\"A1\" t=\"n\"><v>7.50</v></c>") == TestCell{"7.5", CellType::number});
  CHECK(only_cell("<c r=\"A1\" t=\"s\"><v>0</v></c>") == TestCell{"共享", CellType::text});
  CHECK(only_cell("<c r=\"A1\" t=\"inlineStr\"><is><t>行内</t></is></c>") == TestCell{"行内", CellType::text});
  CHECK(only_cell("<c r=\"A1\" t=\"inlineStr\"><is><r><t>行</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> "
                  "内</t></r><rPh><t>x</t></rPh></is></c>") == TestCell{"行 内", CellType::text});
  CHECK(only_cell("<c r=\"A1\" t=\"b\"><v>1</v></c>") == TestCell{"true", CellType::boolean});
  CHECK(only_cell("<c r=\"A1\" t=\"b\"><v>0</v></c>") == TestCell{"false", CellType::boolean});
  CHECK(only_cell("<c r=\"A1\" t=\"e\"><v>#N/A</v></c>") == TestCell{"#N/A", CellType::error});
  CHECK(only_cell("<c r=\"A1\" t=\"d\"><v>2003-05-01T08:00:00Z</v></c>") == TestCell{"2003-05-01", CellType::date});
  CHECK(only_cell("<c r=\"A1\" s=\"1\"><v>37742</v></c>") == TestCell{"2003-05-01", CellType::date});
  CHECK(only_cell("<c r=\"A1\" s=\"1\"><v>36280</v></c>", "<workbookPr date1904=\"1\"/>") ==
        TestCell{"2003-05-01", CellType::date});
  CHECK(only_cell("<c r=\"A1\" s=\"2\"><v>37742</v></c>") == TestCell{"2003-05", CellType::date});
  CHECK(only_cell("<c r=\"A1\" s=\"3\"><v>0.91400000000000003</v></c>") == TestCell{"91.4%", CellType::text});
  CHECK(only_cell("<c r=\"A1\" s=\"4\"><v>37742</v></c>") == TestCell{"2003-05-01", CellType::date});
  CHECK(only_cell("<c r=\"A1\" s=\"5\"><v>0.57</v></c>") == TestCell{"57%", CellType::text});
  CHECK(only_cell("<c r=\"A1\" s=\"6\"><v>0.5</v></c>") == TestCell{"12:00:00", CellType::text});
  CHECK(only_cell("<c r=\"A1\" s=\"6\"><v>37742.75</v></c>") == TestCell{"2003-05-01", CellType::date});
  CHECK(only_cell("<c r=\"A1\" s=\"1\"><v>-3</v></c>") == TestCell{"-3", CellType::number});
  CHECK(only_cell("<c r=\"A1\" s=\"1\" t=\"s\"><v>0</v></c>") == TestCell{"共享", CellType::text});
  CHECK(only_cell("<c r=\"A1\" s=\"99\"><v>5</v></c>") == TestCell{"5", CellType::number});
  // Formulas: the stored result; without one, an error and not an empty cell.
  CHECK(only_cell("<c r=\"A1\"><f>1+2</f><v>3</v></c>") == TestCell{"3", CellType::number});
  CHECK(only_cell("<c r=\"A1\" t=\"str\"><f>\"a\"&amp;B1</f><v>甲 &lt;1&gt;</v></c>") ==
        TestCell{"甲 <1>", CellType::text});
  CHECK(only_cell("<c r=\"A1\" t=\"str\"><f t=\"shared\" si=\"0\"/><v>x</v></c>") == TestCell{"x", CellType::text});
  CHECK(only_cell("<c r=\"A1\" t=\"b\"><f>TRUE()</f><v>1</v></c>") == TestCell{"true", CellType::boolean});
  CHECK(only_cell("<c r=\"A1\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>") == TestCell{"#DIV/0!", CellType::error});
  CHECK(only_cell("<c r=\"A1\"><f>B2*C2</f></c>") == TestCell{"=B2*C2", CellType::error});
  CHECK(only_cell("<c r=\"A1\"><f>B2*C2</f><v/></c>") == TestCell{"=B2*C2", CellType::error});
  CHECK(only_cell("<c r=\"A1\" t=\"str\"><f>\"\"</f><v></v></c>") == TestCell{"", CellType::empty});
  CHECK(only_cell("<c r=\"A1\" t=\"str\"><v>a_x000D_\nb_x0041__x_</v></c>") == TestCell{"a\nbA_x_", CellType::text});
  CHECK(only_cell("<c r=\"A1\" t=\"str\"><v>&#38;&#x4E00;<![CDATA[<b>]]></v></c>") ==
        TestCell{"&一<b>", CellType::text});
}

TEST_CASE("XLSX: rows and gaps") {
  const Book book = read(
      xlsx("<row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c><c r=\"D2\"><v>1</v></c></row><row r=\"5\"/>"
           "<row r=\"7\"><c r=\"A7\" s=\"1\"/><c t=\"s\"><v>1</v></c><c><v>2</v></c></row><row><c><v>9</v></c></row>"
           "<row r=\"9\"><c r=\"A9\" s=\"1\"/></row>",
           "<si><t>设备名称</t></si><si><r><t>额定</t></r><r><t>功率</t></r><rPh sb=\"0\"><t>x</t></rPh></si>"));
  REQUIRE(book.rows.size() == 3);
  CHECK(book.rows[0].number == 2);
  CHECK(book.line(0) == "·|设备名称|·|1");
  CHECK(book.rows[1].number == 7);
  CHECK(book.line(1) == "·|额定功率|2");
  CHECK(book.rows[2].number == 8);
  CHECK(book.line(2) == "9");
  CHECK(book.diagnostics.empty());
  CHECK(book.sheet == "台账");

  const Book odd = read(
      xlsx("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c><c r=\"XFD1\"><v>1</v></c><c r=\"ZZZZ1\"><v>2</v></c></row>"));
  REQUIRE(odd.diagnostics.size() == 2);
  CHECK(odd.diagnostics[0].severity == Severity::row_error);
  CHECK(odd.diagnostics[1].severity == Severity::cell_warning);
  CHECK(odd.diagnostics[1].file == "a.xlsx");
}

TEST_CASE("XLSX: prefixed elements") {
  std::vector<Part> parts = xlsx_parts({{}, {"台账"}, {""}, {}});
  for (Part& part : parts)
    if (part.name == "xl/worksheets/sheet1.xml")
      part.text =
          "<x:worksheet xmlns:x=\"m\"><x:sheetData><x:row r=\"3\"><x:c "
          "r=\"A3\"><x:v>4</x:v></x:c></x:row></x:sheetData></x:worksheet>";
  CHECK(read(zip_of(parts)).line(0) == "4");
}

TEST_CASE("XLSX: sheets") {
  const std::string one = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>填表说明</t></is></c></row>";
  const std::string two =
      "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>设备名称</t></is></c><c r=\"B1\" "
      "t=\"inlineStr\"><is><t>型号</t></is></c></row>";
  const std::string bytes = xlsx(XlsxText{{}, {"说明", "设备 &amp; 台账", "副本", "空"}, {one, two, two, ""}, {}});
  CHECK(read(bytes).sheet == "设备 & 台账");
  CHECK(read(bytes, {}, false).sheet == "说明");
  CHECK(read(bytes, "副本").sheet == "副本");
  CHECK(read(bytes, "1").line(0) == "填表说明");
  CHECK(read(bytes, "4").rows.empty());
  const Book unknown = read(bytes, "台帐");
  CHECK(!unknown.opened);
  CHECK(unknown.diagnostics[0].message.find("2 设备 & 台账") != std::string::npos);
  CHECK(!read(bytes, "5").opened);
  CHECK(!read(bytes, "0").opened);
}

TEST_CASE("XLSX: every sheet that is an inventory") {
  const auto text = [](const std::string& t) { return "<c t=\"inlineStr\"><is><t>" + t + "</t></is></c>"; };
  const std::string other = "<row>" + text("填表说明") + "</row>";
  const std::string staff = "<row>" + text("车间") + text("人数") + "</row>";
  const std::string table = "<row>" + text("设备名称") + text("型号") + "</row>";
  std::vector<Part> parts = xlsx_parts(
      {{}, {"说明", "电机", "旧", "空", "变压器", "人员", "列表"}, {other, table, table, "", table, staff, staff}, {}});
  for (Part& part : parts)
    if (part.name == "xl/workbook.xml") {
      part.text.replace(part.text.find("name=\"旧\""), 0, "state=\"hidden\" ");
      part.text.replace(part.text.find("name=\"列表\""), 0, "state=\"veryHidden\" ");
    }
  const std::string bytes = zip_of(parts);
  const auto open = [&](const std::string& from, std::vector<std::string> wanted, Diagnostics& said) {
    ReadOptions options;
    options.header_score = count_names;
    options.sheets = std::move(wanted);
    std::string names;
    for (const auto& reader : open_workbook(ByteSource::from_memory(from), "a.xlsx", options, false, said))
      names += reader->sheet() + "|" + read_all(*reader).line(0) + "\n";
    return names;
  };
  Diagnostics said;
  CHECK(open(bytes, {}, said) == "电机|设备名称|型号\n变压器|设备名称|型号\n");
  // Nothing is said of an empty sheet, of a text, and of hidden lists.
  REQUIRE(said.size() == 2);
  CHECK(said[0].severity == Severity::note);
  CHECK(said[0].message.find("工作表“旧”已隐藏，没有读取") != std::string::npos);
  CHECK(format_diagnostic(said[1]).find("工作表“人员”没有读取：没有认出") != std::string::npos);
  said.clear();
  CHECK(open(bytes, {"旧", "2", "电机"}, said) == "旧|设备名称|型号\n电机|设备名称|型号\n");
  CHECK(said.empty());
  CHECK(open(bytes, {"旧", "无"}, said).empty());
  CHECK(said.size() == 1);
  // None is an inventory: the one that says something, so that its header can be complained of.
  said.clear();
  CHECK(open(xlsx(XlsxText{{}, {"空", "说明"}, {"", other}, {}}), {}, said) == "说明|填表说明\n");
  CHECK(said.empty());
}

TEST_CASE("XLSX: many rows come in blocks") {
  std::string rows;
  for (int i = 1; i <= 3500; ++i) {
    const std::string n = std::to_string(i);
    rows += "<row r=\"" + n + "\"><c r=\"A" + n + "\" t=\"inlineStr\"><is><t>设备" + n + "</t></is></c><c r=\"B" + n +
            "\" s=\"3\"><v>0.5</v></c></row>";
  }
  const Book book = read(xlsx(rows));
  REQUIRE(book.rows.size() == 3500);
  CHECK(book.blocks >= 4);
  for (size_t i = 0; i < book.rows.size(); ++i) {
    REQUIRE(book.rows[i].number == i + 1);
    REQUIRE(book.line(i) == "设备" + std::to_string(i + 1) + "|50%");
  }
}

TEST_CASE("XLSX: damage after some rows") {
  std::string rows;
  for (int i = 1; i <= 5000; ++i)
    rows += "<row r=\"" + std::to_string(i) + "\"><c><v>" + std::to_string(i) + "</v></c></row>";
  const Book book = read(xlsx(rows + "<row r=\"6000\"><c><v>1</c></row>"));
  CHECK(book.rows.size() == 5000);
  REQUIRE(book.diagnostics.size() == 1);
  CHECK(book.diagnostics[0].severity == Severity::file_error);
  CHECK(book.diagnostics[0].message.find("5000") != std::string::npos);
}

TEST_CASE("workbooks that are none") {
  using namespace std::string_literals;
  const auto message = [](std::string bytes) { return read(std::move(bytes)).diagnostics.at(0).message; };
  CHECK(!read("").opened);
  CHECK(!read("a,b,c\n").opened);
  CHECK(!read("PK\3\4 garbage").opened);
  CHECK(!read(zip_of({})).opened);
  CHECK(!read(zip_of({{"word/document.xml", "<x/>"}})).opened);
  CHECK(message("\xD0\xCF\x11\xE0 old") !=
        message("\xD0\xCF\x11\xE0 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"s));
  CHECK(!read(zip_of({{"xl/workbook.xml", "not xml"}})).opened);
  CHECK(!read(zip_of({{"xl/workbook.xml", "<workbook><sheets/></workbook>"}})).opened);
  CHECK(!read(zip_of({{"content.xml", "<a><!-- "}})).opened);
  CHECK(!read(zip_of({{"content.xml", "<a/>"}})).opened);
  CHECK(message(zip_of({{"content.xml", "garbage"}, {"META-INF/manifest.xml", "<manifest:encryption-data/>"}})) !=
        message(zip_of({{"content.xml", "garbage"}})));
  // Nested entities must not fill the memory.
  std::string bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\">";
  for (char c = 'b'; c <= 'k'; ++c) {
    bomb += "<!ENTITY "s + c + " \"";
    for (int i = 0; i < 10; ++i) bomb += "&"s + static_cast<char>(c - 1) + ";";
    bomb += "\">";
  }
  CHECK(!read(zip_of({{"content.xml", bomb + "]><x>&k;</x>"}})).opened);
}

TEST_CASE("ODS") {
  const std::string bytes =
      ods("<table:table table:name=\"说明\"><table:table-row><table:table-cell "
          "office:value-type=\"string\"><text:p>无</text:p></table:table-cell></table:table-row></table:table>"
          "<table:table table:name=\"台账\"><table:table-column/><table:table-header-rows><table:table-row>"
          "<table:table-cell "
          "office:value-type=\"string\"><text:p>设备名称</text:p><office:annotation><text:p>批注</text:p></"
          "office:annotation></table:table-cell>"
          "<table:table-cell "
          "office:value-type=\"string\"><text:p>型<text:span>号</text:span></text:p></table:table-cell></"
          "table:table-row></table:table-header-rows>"
          "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell "
          "table:number-columns-repeated=\"16384\"/></table:table-row>"
          "<table:table-row><table:table-cell office:value-type=\"float\" "
          "office:value=\"0.91400000000000003\"><text:p>0.91</text:p></table:table-cell>"
          "<table:table-cell office:value-type=\"percentage\" "
          "office:value=\"0.914\"><text:p>91%</text:p></table:table-cell>"
          "<table:table-cell office:value-type=\"date\" "
          "office:date-value=\"2003-05-01T00:00:00\"><text:p>2003/5/1</text:p></table:table-cell>"
          "<table:table-cell office:value-type=\"boolean\" "
          "office:boolean-value=\"true\"><text:p>TRUE</text:p></table:table-cell>"
          "<table:covered-table-cell table:number-columns-repeated=\"2\"/>"
          "<table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" office:string-value=\"\" "
          "calcext:value-type=\"error\"><text:p>#DIV/0!</text:p></table:table-cell>"
          "<table:table-cell office:value-type=\"string\" table:formula=\"of:=[.A1]\" "
          "office:string-value=\"结果\"><text:p>结果</text:p></table:table-cell>"
          "<table:table-cell table:formula=\"of:=[.B1]\"/>"
          "<table:table-cell office:value-type=\"string\"><text:p>一<text:s text:c=\"2\"/>二</text:p> "
          "<text:p>三<text:line-break/>四</text:p></table:table-cell>"
          "<table:table-cell table:number-columns-repeated=\"16374\"/></table:table-row>"
          "<table:table-row table:number-rows-repeated=\"2500\"><table:table-cell office:value-type=\"string\" "
          "table:number-columns-repeated=\"2\"><text:p>同</text:p></table:table-cell></table:table-row>"
          "<table:table-row><table:table-cell office:value-type=\"currency\" office:value=\"1E4\" "
          "office:currency=\"CNY\"><text:p>￥10,000</text:p></table:table-cell></table:table-row>"
          "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell "
          "table:number-columns-repeated=\"16384\"/></table:table-row>"
          "</table:table><table:table table:name=\"后\"/>");
  const Book book = read(bytes);
  CHECK(book.sheet == "台账");
  REQUIRE(book.rows.size() == 2503);
  CHECK(book.diagnostics.empty());
  CHECK(book.line(0) == "设备名称|型号");
  CHECK(book.rows[0].number == 1);
  CHECK(book.rows[1].number == 5);
  CHECK(book.rows[1].cells == std::vector<TestCell>{{"0.914", CellType::number},
                                                    {"91.4%", CellType::text},
                                                    {"2003-05-01", CellType::date},
                                                    {"true", CellType::boolean},
                                                    {"", CellType::empty},
                                                    {"", CellType::empty},
                                                    {"#DIV/0!", CellType::error},
                                                    {"结果", CellType::text},
                                                    {"of:=[.B1]", CellType::error},
                                                    {"一  二\n三\n四", CellType::text}});
  for (size_t i = 2; i < 2502; ++i) {
    REQUIRE(book.rows[i].number == i + 4);
    REQUIRE(book.line(i) == "同|同");
  }
  CHECK(book.rows[2502].number == 2506);
  CHECK(book.line(2502) == "10000");
  CHECK(read(bytes, "说明").line(0) == "无");
  CHECK(read(bytes, "3").rows.empty());
  CHECK(!read(bytes, "无").opened);
}

TEST_CASE("ODS: every visible sheet that is an inventory") {
  const auto sheet = [](const std::string& name, const std::string& style, const std::string& model) {
    const auto cell = [](const std::string& text) {
      return "<table:table-cell office:value-type=\"string\"><text:p>" + text + "</text:p></table:table-cell>";
    };
    return "<table:table table:name=\"" + name + "\" table:style-name=\"" + style + "\"><table:table-row>" +
           cell("设备名称") + cell("型号") + "</table:table-row><table:table-row>" + cell("电机") + cell(model) +
           "</table:table-row></table:table>";
  };
  const std::string bytes =
      zip_of({{"content.xml",
               "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:style=\"s\">"
               "<office:automatic-styles><style:style style:name=\"ta1\"><style:table-properties "
               "table:display=\"true\"/></style:style><style:style style:name=\"ta2\"><style:table-properties "
               "table:display=\"false\"/></style:style></office:automatic-styles>" +
                   sheet("甲", "ta1", "A") + sheet("乙", "ta2", "B") + sheet("丙", "ta1", "C") +
                   "</office:document-content>"}});
  ReadOptions options;
  options.header_score = count_names;
  Diagnostics said;
  const auto readers = open_workbook(ByteSource::from_memory(bytes), "a.ods", options, false, said);
  REQUIRE(readers.size() == 2);
  // In any order.
  CHECK(readers[1]->sheet() == "丙");
  CHECK(read_all(*readers[1]).line(1) == "电机|C");
  CHECK(readers[0]->sheet() == "甲");
  CHECK(read_all(*readers[0]).line(1) == "电机|A");
  REQUIRE(said.size() == 1);
  CHECK(said[0].message.find("“乙”已隐藏") != std::string::npos);
}

TEST_CASE("ODS: a row repeated without end stays within a sheet") {
  ReadOptions options;
  Diagnostics errors;
  const auto readers = open_workbook(
      ByteSource::from_memory(ods(
          "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"99999999999\"><table:table-cell "
          "table:number-columns-repeated=\"3\" office:value-type=\"float\" "
          "office:value=\"1\"/></table:table-row></table:table>")),
      "a.ods", options, true, errors);
  REQUIRE(readers.size() == 1);
  size_t rows = 0;
  Rows out;
  while (const auto block = readers.front()->next()) {
    out.clear();
    block->parse(out);
    rows += out.rows.size();
    REQUIRE(out.rows.size() <= 1000);
  }
  CHECK(rows == 1048576);
}

namespace {

/// A row's texts; ^ before what a merge repeats, v before what stands for several rows.
std::vector<std::string> marked_lines(const std::string& bytes, Diagnostics* said = nullptr) {
  ReadOptions options;
  Diagnostics diagnostics;
  const auto readers = open_workbook(ByteSource::from_memory(bytes), "a.xlsx", options, true, diagnostics);
  REQUIRE(readers.size() == 1);
  std::vector<std::string> lines;
  Rows rows;
  while (const auto block = readers.front()->next()) {
    rows.clear();
    block->parse(rows);
    for (const Rows::Row& row : rows.rows) {
      std::string& line = lines.emplace_back(std::to_string(row.number));
      for (const Cell& cell : rows.cells_of(row))
        line += (cell.merged == Merged::covered  ? "|^"
                 : cell.merged == Merged::shared ? "|v"
                                                 : "|") +
                std::string(cell.text);
    }
    diagnostics.insert(diagnostics.end(), rows.diagnostics.begin(), rows.diagnostics.end());
  }
  diagnostics.insert(diagnostics.end(), readers.front()->diagnostics.begin(), readers.front()->diagnostics.end());
  if (said != nullptr) *said = diagnostics;
  return lines;
}

std::string text_cell(const std::string& reference, const std::string& text) {
  return "<c r=\"" + reference + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}

}  // namespace

TEST_CASE("XLSX: merged cells") {
  XlsxText book;
  book.sheets = {"<row r=\"1\">" + text_cell("A1", "题") + "</row>" +  // A1:C2
                 "<row r=\"2\"><c r=\"A2\"/></row>" +                  // nothing own
                 "<row r=\"3\">" + text_cell("A3", "甲厂") + text_cell("B3", "电机") + "<c><v>11</v></c></row>" +
                 "<row r=\"4\">" + text_cell("B4", "水泵") + "</row>" + "<row r=\"6\">" + text_cell("A6", "乙厂") +
                 text_cell("B6", "风机") + "</row>" +  // own value
                 "<row r=\"7\">" + text_cell("A7", "高") + text_cell("B7", "行") + "</row><row r=\"8\"/>" +  // one row
                 "<row r=\"9\">" + text_cell("B9", "尾") + "</row>"};
  book.after =
      "<mergeCells><mergeCell ref=\"A7:A8\"/><mergeCell ref=\"B7:B8\"/><mergeCell ref=\"A1:C2\"/><mergeCell "
      "ref=\"A3:A6\"/><mergeCell ref=\"C3:C4\"/><mergeCell ref=\"D3:D9\"/><mergeCell ref=\"A9\"/><mergeCell "
      "ref=\"B4:A3\"/><mergeCell ref=\"x\"/></mergeCells>";
  CHECK(marked_lines(xlsx(book)) ==
        std::vector<std::string>{"1|题", "3|v甲厂|电机|v11", "4|^甲厂|水泵|^11", "6|乙厂|风机", "7|高|行", "9||尾"});
  // Prefixed elements, and words in a text that look like the rows' end.
  book.sheets[0] += "<row r=\"10\">" + text_cell("A10", "&lt;/sheetData> sheetData>") + "</row>";
  CHECK(marked_lines(xlsx(book))[2] == "4|^甲厂|水泵|^11");
  std::vector<Part> parts = xlsx_parts(book);
  for (Part& part : parts)
    if (part.name == "xl/worksheets/sheet1.xml")
      part.text =
          "<x:worksheet xmlns:x=\"m\"><x:sheetData><x:row r=\"3\"><x:c r=\"A3\"><x:v>4</x:v></x:c></x:row><x:row "
          "r=\"4\"><x:c r=\"B4\"><x:v>5</x:v></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell "
          "ref=\"A3:A4\"/></x:mergeCells></x:worksheet>";
  CHECK(marked_lines(zip_of(parts)) == std::vector<std::string>{"3|v4", "4|^4|5"});
  // A list that is cut off is said.
  book.after = "<mergeCells><mergeCell ref=";
  Diagnostics said;
  CHECK(marked_lines(xlsx(book), &said)[2] == "4||水泵");
  REQUIRE(said.size() == 1);
  CHECK(said[0].severity == Severity::cell_warning);
  CHECK(said[0].message.find("合并单元格的清单读不出") != std::string::npos);
}

TEST_CASE("XLSX: a merge over several blocks") {
  XlsxText book;
  std::string rows = "<row r=\"1\">" + text_cell("A1", "甲厂") + text_cell("B1", "1") + "</row>";
  for (int i = 2; i <= 4000; ++i)
    rows += "<row r=\"" + std::to_string(i) + "\"><c r=\"B" + std::to_string(i) + "\"><v>" + std::to_string(i) +
            "</v></c></row>";
  rows += "<row r=\"4001\">" + text_cell("A4001", "乙厂") + "</row>";
  book.sheets = {rows};
  book.after = "<mergeCells><mergeCell ref=\"A1:A4000\"/></mergeCells>";
  const auto lines = marked_lines(xlsx(book));
  REQUIRE(lines.size() == 4001);
  CHECK(lines[0] == "1|v甲厂|1");
  for (size_t i = 1; i < 4000; ++i) REQUIRE(lines[i] == std::to_string(i + 1) + "|^甲厂|" + std::to_string(i + 1));
  CHECK(lines[4000] == "4001|乙厂");
}

TEST_CASE("ODS: merged cells") {
  const auto cell = [](const std::string& text, const std::string& attributes = {}) {
    return "<table:table-cell office:value-type=\"string\" " + attributes + "><text:p>" + text +
           "</text:p></table:table-cell>";
  };
  const std::string covered = "<table:covered-table-cell/>";
  const auto row = [](const std::string& cells, const std::string& attributes = {}) {
    return "<table:table-row " + attributes + ">" + cells + "</table:table-row>";
  };
  const std::string three = "table:number-rows-spanned=\"3\" table:number-columns-spanned=\"1\"";
  Diagnostics said;
  const auto lines = marked_lines(
      ods("<table:table table:name=\"a\"><table:table-column/><table:table-column table:visibility=\"collapse\" "
          "table:number-columns-repeated=\"2\"/><table:table-column table:visibility=\"collapse\"/>" +
          row(cell("题", "table:number-columns-spanned=\"3\" table:number-rows-spanned=\"2\"")) +
          row("<table:covered-table-cell table:number-columns-repeated=\"3\"/>") +
          row(cell("甲厂", three) + cell("电机")) +
          row(covered + cell("水泵"), "table:number-rows-repeated=\"2\" table:visibility=\"filter\"") +
          row(cell("高", three) + cell("行", three)) + row(covered + covered, "table:number-rows-repeated=\"2\"") +
          row(cell("尾") + covered + cell("x"), "table:visibility=\"collapse\"") + "</table:table>"),
      &said);
  CHECK(lines ==
        std::vector<std::string>{"1|题", "3|v甲厂|电机", "4|^甲厂|水泵", "5|^甲厂|水泵", "6|高|行", "9|尾||x"});
  REQUIRE(said.size() == 2);
  CHECK(said[0].message == "第 4–5、9 行被隐藏，已读取");
  CHECK(said[1].message == "第 B–C 列被隐藏，已读取");  // D holds nothing
}

TEST_CASE("XLSX: hidden rows and columns are read and said") {
  XlsxText book;
  std::string rows;
  for (int i = 1; i <= 40; ++i)
    rows += "<row r=\"" + std::to_string(i) + "\"" + (i % 3 == 0 || i == 7 ? " hidden=\"1\"" : " hidden=\"0\"") + ">" +
            (i == 12 ? "" : text_cell("A" + std::to_string(i), "x") + text_cell("AB" + std::to_string(i), "y")) +
            "</row>";
  book.sheets = {rows};
  book.before = "<cols><col min=\"1\" max=\"1\" hidden=\"0\"/><col min=\"27\" max=\"16384\" hidden=\"1\"/></cols>";
  Diagnostics said;
  CHECK(marked_lines(xlsx(book), &said).size() == 39);
  REQUIRE(said.size() == 2);
  CHECK(said[0].severity == Severity::note);
  CHECK(said[0].row == 0);
  CHECK(format_diagnostic(said[0]) == "a.xlsx: 第 3、6–7、9、15、18、21、24、27、30、33 等共 13 行被隐藏，已读取");
  CHECK(said[1].message == "第 AB 列被隐藏，已读取");
  set_lang(Lang::en);
  book.sheets = {"<row r=\"2\" hidden=\"true\">" + text_cell("A2", "x") + "</row>"};
  book.before = "<cols><col min=\"1\" max=\"2\" hidden=\"true\"/></cols>";
  marked_lines(xlsx(book), &said);
  set_lang(Lang::zh);
  REQUIRE(said.size() == 2);
  CHECK(said[0].message == "row 2 is hidden and was read");
  CHECK(said[1].message == "column A is hidden and was read");
}

TEST_CASE("workbooks: what is made to do harm") {
  const auto why = [](std::string bytes) {
    const Book book = read(std::move(bytes), {}, false);
    return book.diagnostics.empty() ? std::string() : book.diagnostics.back().message;
  };
  const auto sheet = [](const std::string& xml, const std::string& part_name = "xl/worksheets/sheet1.xml") {
    std::vector<Part> parts = xlsx_parts({{}, {"a"}, {"<row><c><v>1</v></c></row>"}, {}});
    for (Part& part : parts)
      if (part.name == part_name) part.text = xml;
    return zip_of(parts);
  };
  const std::string rows = "<worksheet><sheetData><row><c t=\"str\"><v>&a;</v></c></row></sheetData></worksheet>";
  std::string laughs = "<!DOCTYPE x [<!ENTITY a0 \"ha\">";
  for (int i = 1; i < 30; ++i)
    laughs +=
        "<!ENTITY a" + std::to_string(i) + " \"&a" + std::to_string(i - 1) + ";&a" + std::to_string(i - 1) + ";\">";
  CHECK(why(sheet(laughs + "<!ENTITY a \"&a29;\">]>" + rows)).find("DTD") != std::string::npos);
  CHECK(why(sheet("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" + rows)).find("DTD") != std::string::npos);
  CHECK(why(sheet(laughs + "]><sst/>", "xl/sharedStrings.xml")).find("DTD") != std::string::npos);
  // A DTD outside is neither needed nor fetched.
  CHECK(
      read(
          sheet("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><worksheet><sheetData><row><c><v>1</v></c></row></sheetData>"
                "</worksheet>"))
          .line(0) == "1");
  std::string deep = "<worksheet>";
  for (int i = 0; i < 2000; ++i) deep += "<a>";
  CHECK(why(sheet(deep)).find("嵌套过深") != std::string::npos);
  CHECK(why(sheet(deep, "xl/workbook.xml")).find("嵌套过深") != std::string::npos);
  // Two sheets that are one part would be read twice, ten thousand of them ten thousand times.
  CHECK(why(sheet("<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" r:id=\"rId1\"/><sheet name=\"b\" r:id=\"rId1\"/>"
                  "</sheets></workbook>",
                  "xl/workbook.xml"))
            .find("共用一个部分") != std::string::npos);
  // A row of more cells than a sheet may have.
  std::string wide = "<worksheet><sheetData><row r=\"1\">";
  for (int i = 0; i < 20000; ++i) wide += "<c r=\"A1\" t=\"str\"><v>" + std::to_string(i) + "</v></c>";
  const Book cut = read(sheet(wide + "</row></sheetData></worksheet>"));
  CHECK(cut.line(0) == "16383");
  REQUIRE(cut.diagnostics.size() == 1);
  CHECK(cut.diagnostics[0].severity == Severity::cell_warning);
  // Sizes that the directory states and that a file of this size cannot hold: refused before anything is inflated.
  std::string bomb = sheet(rows);
  for (size_t at = bomb.find("PK\1\2"); at != std::string::npos; at = bomb.find("PK\1\2", at + 1))
    bomb.replace(at + 24, 4, std::string("\0\0\0\x40", 4));
  CHECK(why(bomb).find("200 倍") != std::string::npos);
  // The first rows of a table, over and over.
  const Book repeated = read(
      ods("<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell "
          "table:number-columns-repeated=\"1000\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>"
          "</table:table>"));
  CHECK(repeated.rows.size() == 10000);
  REQUIRE(repeated.diagnostics.size() == 1);
  CHECK(repeated.diagnostics[0].severity == Severity::row_error);
  CHECK(repeated.diagnostics[0].row == 10001);
}

TEST_CASE("workbooks in deflated and streamed archives") {
  const auto read_file = [](const std::string& name) {
    std::ifstream in(std::string(GENGXIN_SOURCE_DIR "/tests/data/workbooks/") + name, std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    REQUIRE(in);
    return read(bytes.str());
  };
  const Book deflated = read_file("deflated.xlsx");
  REQUIRE(deflated.rows.size() == 3);
  CHECK(deflated.diagnostics.empty());
  CHECK(deflated.line(0) == "设备名称|型号|额定功率(kW)|效率|投运日期");
  CHECK(deflated.line(2) == "电力变压器|S9-315/10|315|98.5%|1996-05-01");
  const Book streamed = read_file("streamed-zip64.xlsx");
  CHECK(streamed.rows == deflated.rows);
  CHECK(streamed.diagnostics.empty());
}

TEST_CASE("workbooks: damage anywhere is an error and no more") {
  std::mt19937 random(7);
  const std::string marks = "<>/!&;?-[]\"'= \n";
  const auto spoil = [&](std::string text) {
    if (random() % 4 == 0) text.resize(random() % (text.size() + 1));
    for (size_t n = random() % 4; n > 0 && !text.empty(); --n) {
      const size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, random() % 9);
          break;
        case 2:
          text.insert(at, text.substr(random() % text.size(), random() % 20));
          break;
        default:
          text.insert(at, 1, marks[random() % marks.size()]);
      }
    }
    return text;
  };
  const std::vector<Part> parts =
      xlsx_parts({"<workbookPr date1904=\"1\"/>",
                  {"甲"},
                  {"<row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c><c r=\"D2\" "
                   "s=\"1\"><f>A1</f><v>12.5</v></c></row><row r=\"3\"><c t=\"inlineStr\"><is><t>x</t></is></c></row>"},
                  "<si><t>设备名称</t></si>"});
  for (int round = 0; round < 4000; ++round) {
    std::vector<Part> spoiled = parts;
    for (size_t n = 1 + random() % 2; n > 0; --n) {
      Part& part = spoiled[random() % spoiled.size()];
      part.text = spoil(part.text);
    }
    read(zip_of(spoiled));
    read(spoil(zip_of(parts)));
  }
  const std::string table =
      "<table:table table:name=\"台账\"><table:table-row table:number-rows-repeated=\"3\"><table:table-cell "
      "office:value-type=\"float\" office:value=\"0.9\"><text:p>0.91</text:p></table:table-cell>"
      "<table:table-cell "
      "office:value-type=\"string\"><text:p>一<text:s/>二</text:p></table:table-cell></table:table-row></table:table>";
  for (int round = 0; round < 4000; ++round) read(ods(spoil(table)));
}
