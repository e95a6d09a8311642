// The annotated workbook read back: what stood in the input stands where it stood, and the verdict columns say what
// -f csv says. Read with liborcus, which shares no code with our reader or with the library that wrote it; looks (which
// liborcus's document does not tell) with our own copy.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ixion/address.hpp>
#include <ixion/model_context.hpp>
#include <map>
#include <orcus/orcus_xlsx.hpp>
#include <orcus/spreadsheet/document.hpp>
#include <orcus/spreadsheet/factory.hpp>
#include <sstream>

#include "cli/commands.h"
#include "readers/copy.h"
#include "report/test_fixture.h"
#include "report/xlsx_book.h"

using namespace gengxin;

namespace {

std::string source(const std::string& path) { return std::string(GENGXIN_SOURCE_DIR) + "/" + path; }

/// A folder that goes with the test.
struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / fmt::format("gengxin-test-{}", getpid());
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name, const std::string& text = {}) const {
    if (!text.empty()) std::ofstream(path / name, std::ios::binary) << text;
    return (path / name).string();
  }
};

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

int gengxin_run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "gengxin");
  for (const char* more : {"--as-of", "2026-11-23"}) arguments.emplace_back(more);
  if (std::find(arguments.begin(), arguments.end(), "--lang") == arguments.end())
    arguments.insert(arguments.end(), {"--lang", "zh"});
  arguments.insert(arguments.end(), {"--config", source("examples/gengxin.toml")});
  std::vector<char*> argv;
  for (std::string& a : arguments) argv.push_back(a.data());
  const int status = run(static_cast<int>(argv.size()), argv.data());
  set_lang(Lang::zh);
  return status;
}

/// A workbook as liborcus reads it.
class Orcus {
 public:
  explicit Orcus(const std::string& bytes) : document_({1048576, 16384}) {
    orcus::spreadsheet::import_factory factory(document_);
    orcus::orcus_xlsx loader(&factory);
    loader.read_stream(bytes);
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (size_t i = 0; i < document_.get_sheet_count(); ++i)
      out.emplace_back(document_.get_sheet_name(static_cast<orcus::spreadsheet::sheet_t>(i)));
    return out;
  }
  bool has(const std::string& sheet) const { return document_.get_sheet_index(sheet) != ixion::invalid_sheet; }
  /// By row and column from 0: a text with a quote before it, else the number; empty for none.
  std::string cell(const std::string& sheet, uint32_t row, size_t column) const {
    const ixion::abs_address_t at(document_.get_sheet_index(sheet), static_cast<ixion::row_t>(row),
                                  static_cast<ixion::col_t>(column));
    const auto& model = document_.get_model_context();
    switch (model.get_celltype(at)) {
      case ixion::celltype_t::string:
        return "'" + std::string(model.get_string_value(at));
      case ixion::celltype_t::numeric:
        return fmt::format("{:.10g}", model.get_numeric_value(at));
      case ixion::celltype_t::boolean:
        return model.get_boolean_value(at) ? "true" : "false";
      case ixion::celltype_t::formula:
        return "a formula";
      default:
        return {};
    }
  }
  std::string text(const std::string& sheet, uint32_t row, size_t column) const {
    const std::string c = cell(sheet, row, column);
    return c.starts_with('\'') ? c.substr(1) : c;
  }

 private:
  orcus::spreadsheet::document document_;
};

/// What the copy of an input holds, in the same words.
std::string words_of(const CellCopy& cell) {
  switch (cell.kind) {
    case CellCopy::Kind::blank:
      return {};
    case CellCopy::Kind::number:
      return fmt::format("{:.10g}", cell.number);
    case CellCopy::Kind::boolean:
      return cell.number != 0 ? "true" : "false";
    case CellCopy::Kind::text:
      break;
  }
  return "'" + std::string(cell.text);
}

/// In a deque: the sheets' texts stay where they are.
std::deque<SheetCopy> copies(const std::string& path, std::vector<CellStyle>* styles = nullptr) {
  Diagnostics errors;
  const auto from = copy_sheets(path, {}, errors);
  REQUIRE(from != nullptr);
  if (styles != nullptr) *styles = from->styles();
  std::deque<SheetCopy> out;
  std::string error;
  for (;;) {
    SheetCopy& sheet = out.emplace_back();
    if (!from->next(sheet, error)) break;
    CHECK(error.empty());
  }
  out.pop_back();
  return out;
}

using Record = std::map<std::string, std::string>;
std::vector<Record> csv_rows(const std::string& path) {
  Diagnostics errors;
  const auto reader = open_reader(path, {}, errors);
  REQUIRE(reader != nullptr);
  std::vector<Record> out;
  std::vector<std::string> header;
  Rows rows;
  while (const auto block = reader->next()) {
    rows.clear();
    block->parse(rows);
    for (const Rows::Row& row : rows.rows) {
      std::vector<std::string> cells;
      for (const Cell& cell : rows.cells_of(row)) cells.emplace_back(cell.text);
      if (header.empty()) {
        header = std::move(cells);
        continue;
      }
      Record& record = out.emplace_back();
      for (size_t c = 0; c < cells.size(); ++c) record.try_emplace(header.at(c), cells[c]);
    }
  }
  return out;
}

size_t parts(const std::string& text, const std::string& separator) {
  size_t n = text.empty() ? 0 : 1;
  for (size_t at = text.find(separator); at != std::string::npos; at = text.find(separator, at + separator.size())) ++n;
  return n;
}

/// The input's cells, and the verdict columns against -f csv. `name_of`: the copy's sheet of one of the input.
void check_against(const std::string& input, const std::string& sheet_of_bare, size_t items) {
  Folder folder;
  const std::string book = folder.file("台账核查.xlsx"), table = folder.file("台账核查.csv");
  const int status = gengxin_run({"check", input, "-o", book});
  CHECK(gengxin_run({"check", input, "-o", table}) == status);
  const Orcus orcus(bytes_of(book));

  size_t compared = 0;
  std::map<std::string, std::pair<uint32_t, size_t>> verdicts;  // sheet -> header row, column of 结论
  for (const SheetCopy& sheet : copies(input)) {
    const std::string name = sheet.bare ? sheet_of_bare : sheet.name;
    REQUIRE(orcus.has(name));
    for (const SheetCopy::Row& row : sheet.rows)
      for (uint32_t c = row.begin; c < row.end; ++c, ++compared)
        CHECK_MESSAGE(orcus.cell(name, row.at, sheet.cells[c].column) == words_of(sheet.cells[c]), name, row.at + 1);
    for (uint32_t r = 0; r < 12; ++r)
      for (size_t c = 0; c < 200; ++c)
        if (orcus.text(name, r, c) == "结论") verdicts[name] = {r, c};
  }
  CHECK(compared > items * 4);

  const std::vector<Record> rows = csv_rows(table);
  CHECK(rows.size() == items);
  for (const Record& row : rows) {
    const std::string sheet = row.contains("sheet") ? row.at("sheet") : sheet_of_bare;
    REQUIRE(verdicts.contains(sheet));
    const auto [header, first] = verdicts.at(sheet);
    const uint32_t at = static_cast<uint32_t>(std::stoul(row.at("row"))) - 1;
    const std::string where = sheet + " " + row.at("row");
    const int verdict = row.at("verdict").empty() ? verdict_count - 1 : verdict_by_id(row.at("verdict"));
    std::string word(verdict_zh(static_cast<Verdict>(verdict)));
    const std::string shown = orcus.text(sheet, at, first);
    CHECK_MESSAGE(shown.starts_with(word), where);
    CHECK_MESSAGE((shown.find("疑似") != std::string::npos) == (row.at("certainty") == "suspected"), where);
    const std::string deadline = orcus.cell(sheet, at, first + 2);
    CHECK_MESSAGE(
        deadline == (row.at("deadline").empty() ? "" : fmt::format("{}", *parse_iso_date(row.at("deadline")) + 25569)),
        where);
    const std::string target = orcus.text(sheet, at, first + 3);
    // "93.3 %" of csv stands at the end of "2级 效率 ≥ 93.3 %", its unit in words.
    const std::string number = row.at("target").substr(0, row.at("target").find(' '));
    if (number.empty()) CHECK_MESSAGE(target.find("≥") == std::string::npos, where);
    if (!number.empty() && number.size() < 8) CHECK_MESSAGE(target.find(" " + number) != std::string::npos, where);
    const std::string amount = orcus.cell(sheet, at, first + 5);
    CHECK_MESSAGE(amount == (row.at("amount").empty() ? "" : fmt::format("{:.10g}", std::stod(row.at("amount")))),
                  where);
    CHECK_MESSAGE(parts(orcus.text(sheet, at, first + 6), "、") == parts(row.at("missing"), ";"), where);
    CHECK_MESSAGE(orcus.text(sheet, at, first + 1).empty() ==
                      (verdict >= static_cast<int>(Verdict::compliant) ||
                       (verdict == static_cast<int>(Verdict::undetermined) && row.at("rules").empty())),
                  where);
  }
  for (const char* ours : {"汇总", "依据条款", "待补资料"}) CHECK(orcus.has(ours));
}

}  // namespace

TEST_CASE("annotated workbook: several sheets, merged cells, two-line headers, hidden rows") {
  check_against(source("examples/forging-plant.xlsx"), {}, 49);
}
TEST_CASE("annotated workbook: dates, formulas, percentages") {
  check_against(source("examples/cement-plant.xlsx"), {}, 53);
}
TEST_CASE("annotated workbook: a table in CSV becomes a sheet") {
  check_against(source("examples/machine-shop.csv"), "machine-shop", 48);
}
TEST_CASE("annotated workbook: purchases") { check_against(source("examples/purchases.csv"), "purchases", 15); }

TEST_CASE("annotated workbook: texts stay text, plain numbers become numbers") {
  Folder folder;
  const std::string input = folder.file("=台账[1].csv",
                                        "设备名称,型号,额定功率(kW),信用代码,备注\n"
                                        "=1+1,Y160M-4,11,914103007191234567,-2+3\n"
                                        "\n"
                                        "\"三相异步\n电动机\",YE3-160M-4,91.40,00123,@SUM(A1)\n"
                                        "+电机,YE3-160M-4,-5,2003.10,_x0041_\n");
  const std::string output = folder.file("out.xlsx");
  gengxin_run({"check", input, "-o", output});
  const Orcus orcus(bytes_of(output));
  const std::string sheet = "=台账_1_";
  REQUIRE(orcus.has(sheet));
  CHECK(orcus.cell(sheet, 1, 0) == "'=1+1");
  CHECK(orcus.cell(sheet, 1, 2) == "11");
  CHECK(orcus.cell(sheet, 1, 3) == "'914103007191234567");
  CHECK(orcus.cell(sheet, 1, 4) == "'-2+3");
  CHECK(orcus.cell(sheet, 2, 0).empty());  // the empty line
  CHECK(orcus.cell(sheet, 3, 0) == "'三相异步\n电动机");
  CHECK(orcus.cell(sheet, 3, 2) == "91.4");
  CHECK(orcus.cell(sheet, 3, 3) == "'00123");
  CHECK(orcus.cell(sheet, 3, 4) == "'@SUM(A1)");
  CHECK(orcus.cell(sheet, 4, 0) == "'+电机");  // no empty row for the line break
  CHECK(orcus.cell(sheet, 4, 2) == "-5");
  CHECK(orcus.cell(sheet, 4, 3) == "2003.1");  // shown with its two digits: see its format below
  CHECK(orcus.text(sheet, 4, 5).starts_with("淘汰") == false);
  // Our own reader knows the escape of the library's.
  std::vector<CellStyle> styles;
  const auto sheets = copies(output, &styles);
  const SheetCopy& first = sheets.at(0);
  std::map<std::pair<uint32_t, uint16_t>, CellCopy> cells;
  for (const SheetCopy::Row& row : first.rows)
    for (uint32_t c = row.begin; c < row.end; ++c) cells[{row.at, first.cells[c].column}] = first.cells[c];
  CHECK(cells[{4, 4}].text == "_x0041_");
  CHECK(styles.at(cells[{3, 2}].style).format == "0.00");
  CHECK(styles.at(cells[{4, 3}].style).format == "0.00");
}

TEST_CASE("annotated workbook: nothing to judge, nothing to read, nothing at all") {
  Folder folder;
  const std::string output = folder.file("out.xlsx");
  CHECK(gengxin_run({"check", folder.file("空.csv", "设备名称,型号,额定功率(kW)\n"), "-o", output}) == exit_ok);
  {
    const Orcus orcus(bytes_of(output));
    CHECK(orcus.names() == std::vector<std::string>{"空", "汇总"});
    CHECK(orcus.cell("空", 0, 3) == "'结论");
  }
  CHECK(gengxin_run({"check", folder.file("坏.xlsx", "PK\3\4 broken"), "-o", output}) == exit_unreadable);
  CHECK(Orcus(bytes_of(output)).names() == std::vector<std::string>{"汇总"});
  CHECK(gengxin_run({"check", folder.file("a.csv", "甲,乙\n1,2\n"), "-o", output}) == exit_unreadable);
  {
    const Orcus orcus(bytes_of(output));
    CHECK(orcus.names() == std::vector<std::string>{"a", "汇总"});  // as it came, without columns of ours
    CHECK(orcus.cell("a", 1, 1) == "2");
    CHECK(orcus.cell("a", 0, 2).empty());
  }
  CHECK(gengxin_run({"check", source("examples/cement-plant.xlsx"), "--summary", "-o", output}) == exit_findings);
  CHECK(Orcus(bytes_of(output)).names() == std::vector<std::string>{"汇总"});
}

TEST_CASE("annotated workbook: several files, the same bytes for any number of jobs") {
  Folder folder;
  const std::string one = folder.file("1.xlsx"), four = folder.file("4.xlsx");
  const std::string again = folder.file("电机.csv", "设备名称,型号\n电动机,Y160M-4\n");
  std::filesystem::create_directories(folder.path / "二");
  const std::string twin = folder.file("二/电机.csv", "设备名称,型号\n电动机,Y160M-4\n电动机,JO2-51-4\n");
  const std::vector<std::string> files = {"check", source("examples/forging-plant.xlsx"), again, twin};
  const auto run_with = [&](const char* jobs, const std::string& output) {
    std::vector<std::string> arguments = files;
    arguments.insert(arguments.end(), {"-j", jobs, "-o", output});
    return gengxin_run(arguments);
  };
  CHECK(run_with("1", one) == exit_findings);
  CHECK(run_with("4", four) == exit_findings);
  const std::string bytes = bytes_of(one);
  CHECK(bytes == bytes_of(four));
  const Orcus orcus(bytes);
  CHECK(orcus.names() == std::vector<std::string>{"填表说明", "电机", "变压器", "锻压及辅助设备", "2019年旧台账",
                                                  "Sheet6", "电机 (2)", "电机 (3)", "汇总", "依据条款", "待补资料"});
  CHECK(orcus.text("电机 (3)", 2, 2).starts_with("淘汰"));
}

TEST_CASE("annotated workbook: --horizon lists what falls due, by day") {
  Folder folder;
  const std::string output = folder.file("out.xlsx");
  gengxin_run({"check", source("examples/forging-plant.xlsx"), "--horizon", "24m", "-o", output});
  const Orcus orcus(bytes_of(output));
  REQUIRE(orcus.has("到期清单"));
  CHECK(orcus.text("到期清单", 0, 0) == "日期");
  std::string before = "0";
  uint32_t row = 1;
  for (; !orcus.cell("到期清单", row, 0).empty(); ++row) {
    CHECK(orcus.cell("到期清单", row, 0) >= before);  // serial days of five digits
    before = orcus.cell("到期清单", row, 0);
    CHECK_FALSE(orcus.text("到期清单", row, 4).empty());
    CHECK_FALSE(orcus.text("到期清单", row, 10).empty());
  }
  CHECK(row == 6);  // as -f text lists them
  gengxin_run({"check", source("examples/forging-plant.xlsx"), "-o", output});
  CHECK_FALSE(Orcus(bytes_of(output)).has("到期清单"));
}

TEST_CASE("annotated workbook: checked again it holds the same items, and not our lists") {
  Folder folder;
  for (const char* language : {"zh", "en"}) {
    const std::string book = folder.file(std::string(language) + ".xlsx"), table = folder.file("again.csv");
    gengxin_run({"check", source("examples/forging-plant.xlsx"), "--horizon", "24m", "--lang", language, "-o", book});
    gengxin_run({"check", book, "-o", table});
    CHECK(csv_rows(table).size() == 49);
  }
}

TEST_CASE("annotated workbook: looks survive") {
  // A sheet of every kind of look, through the report and back.
  struct Source final : SheetSource {
    explicit Source(bool hidden_first) : hidden_first_(hidden_first) {
      styles_.resize(4);
      CellStyle& s = styles_[1];
      s.format = "yyyy\"年\"m\"月\"";
      s.date = true;
      s.font = "宋体";
      s.font_size = 12;
      s.font_colour = 0x00FF00;
      s.bold = s.italic = s.strike = s.wrap = true;
      s.underline = 2;
      s.pattern = 1;
      s.fill = 0;  // black, which the library has another number for
      s.horizontal = CellStyle::Horizontal::center;
      s.vertical = CellStyle::Vertical::center;
      s.left = {1, 0xFF0000};
      s.bottom = {6, CellStyle::no_colour};
      styles_[2].format_id = 10;
      styles_[2].rotation = -45;
      styles_[3].pattern = 4;
      styles_[3].fill = 0x112233;
      styles_[3].pattern_colour = 0x445566;
    }
    bool next(SheetCopy& out, std::string&) override {
      if (at_++ == 2) return false;
      out.name = at_ == 1 ? "说明" : "A'B";
      out.hidden = at_ == 1 && hidden_first_;
      out.columns = {{0, 0, 22.7109375, 0, 0, false}, {1, 2, 5.5703125, 3, 0, true}};
      out.merges = {{0, 1, 0, 1}, {0, 0, 5, 5}};
      out.rows.resize(3);
      out.cells = {{0, CellCopy::Kind::number, 1, 40000, {}}, {1, CellCopy::Kind::text, 0, 0, "under the merge"},
                   {2, CellCopy::Kind::blank, 3, 0, {}},      {0, CellCopy::Kind::boolean, 0, 1, {}},
                   {1, CellCopy::Kind::number, 2, 0.5, {}},   {3, CellCopy::Kind::text, 0, 0, "z"}};
      out.rows[0] = {0, 1, 0, 3, 0, 30, true, 0, false};
      out.rows[1] = {1, 2, 3, 5, 0, 0, false, 1, true};
      out.rows[2] = {9, 10, 5, 6, 2, 0, false, 0, false};
      out.zoom = 85;
      out.grid = false;
      out.tab_colour = 0xABCDEF;
      out.frozen_rows = 1;
      out.paper = 9;
      out.landscape = true;
      return true;
    }
    int at_ = 0;
    bool hidden_first_;
  };
  test::Fixture f;
  f.run.original = [](const std::string&, std::string&) { return std::make_unique<Source>(true); };
  Folder folder;
  const std::string output = folder.file("looks.xlsx");
  std::ofstream(output, std::ios::binary) << f.report("xlsx", {});
  std::vector<CellStyle> styles;
  const auto sheets = copies(output, &styles);
  REQUIRE(sheets.size() == 3);
  CHECK(sheets[0].hidden);
  CHECK_FALSE(sheets[1].hidden);
  CHECK(sheets[1].name == "A'B");
  CHECK(sheets[2].name == "汇总");
  const SheetCopy& s = sheets[1];
  CHECK(s.zoom == 85);
  CHECK_FALSE(s.grid);
  CHECK(s.tab_colour == 0xABCDEF);
  CHECK(s.frozen_rows == 1);
  CHECK(s.landscape);
  REQUIRE(s.columns.size() == 2);
  CHECK(s.columns[0].width == 22.7109375);
  CHECK(s.columns[1].width == 5.5703125);
  CHECK(s.columns[1].last == 2);
  CHECK(s.columns[1].hidden);
  CHECK(styles.at(s.columns[1].style).pattern == 4);
  REQUIRE(s.merges.size() == 1);  // one of a single cell is none
  CHECK(s.merges[0].last_row == 1);
  REQUIRE(s.rows.size() == 3);
  CHECK(s.rows[0].height == 30);
  CHECK(s.rows[0].fixed);
  CHECK(s.rows[1].hidden);
  CHECK(s.rows[1].level == 1);
  CHECK(s.rows[2].at == 9);
  CHECK(styles.at(s.rows[2].style).format_id == 10);
  const CellCopy& date = s.cells.at(s.rows[0].begin);
  CHECK(date.number == 40000);
  const CellStyle& look = styles.at(date.style);
  CHECK(look.format == "yyyy\"年\"m\"月\"");
  CHECK(look.date);
  CHECK(look.font == "宋体");
  CHECK(look.font_size == 12);
  CHECK(look.font_colour == 0x00FF00);
  CHECK((look.bold && look.italic && look.strike && look.wrap));
  CHECK(look.underline == 2);
  CHECK(look.pattern == 1);
  CHECK(look.fill == 0);
  CHECK(look.horizontal == CellStyle::Horizontal::center);
  CHECK(look.vertical == CellStyle::Vertical::center);
  CHECK(look.left.line == 1);
  CHECK(look.left.colour == 0xFF0000);
  CHECK(look.bottom.line == 6);
  CHECK(s.cells.at(s.rows[0].begin + 1).text == "under the merge");
  const CellStyle& striped = styles.at(s.cells.at(s.rows[0].begin + 2).style);
  CHECK(striped.pattern == 4);
  CHECK(striped.fill == 0x112233);
  CHECK(striped.pattern_colour == 0x445566);
  CHECK(s.cells.at(s.rows[1].begin).kind == CellCopy::Kind::boolean);
  const CellStyle& percent = styles.at(s.cells.at(s.rows[1].begin + 1).style);
  CHECK(percent.format_id == 10);
  CHECK(percent.rotation == -45);
}

TEST_CASE("names of sheets") {
  XlsxBook book(*parse_iso_date("2026-11-23"));
  book.add_sheet(book.free_name("汇总"));
  CHECK(book.free_name("汇总") == "汇总 (2)");
  CHECK(book.free_name("汇总", "甲厂") == "甲厂 汇总");
  CHECK(book.free_name("a/b\\c:d*e?f[g]") == "a_b_c_d_e_f_g_");
  CHECK(book.free_name("''") == "Sheet");
  book.add_sheet(book.free_name("ABC"));
  CHECK(book.free_name("abc") == "abc (2)");
  const std::string long_name = book.free_name("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三");
  CHECK(long_name == "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一");
  book.add_sheet(long_name);
  CHECK(book.free_name(long_name) == "一二三四五六七八九十一二三四五六七八九十一二三四五六七 (2)");
}
