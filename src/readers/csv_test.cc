#include "readers/csv.h"

#include <csv.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "base/error.h"
#include "readers/testing.h"

using namespace gengxin;
using namespace gengxin::testing;
using namespace std::string_literals;

namespace {

TestFile read_csv(std::string text, CsvSizes sizes = {}, const std::string& encoding = {}) {
  ReadOptions options;
  options.encoding = encoding;
  Diagnostics errors;
  const auto reader = open_csv(ByteSource::from_memory(std::move(text)), "a.csv", options, errors, sizes);
  if (reader != nullptr) return read_all(*reader);
  TestFile file;
  file.diagnostics = errors;
  return file;
}

/// What libcsv makes of the whole text, byte by byte, and the physical line on which each of its rows begins.
struct Libcsv {
  std::vector<TestRow> rows;
  std::vector<TestCell> cells;
  uint64_t first_line = 1;
  bool open = false;  // a quote is open at the end

  explicit Libcsv(const std::string& text, char delimiter = ',') {
    csv_parser parser;
    REQUIRE(csv_init(&parser, 0) == 0);
    csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
    uint64_t line = 1;
    for (size_t i = 0; i < text.size(); ++i) {
      csv_parse(&parser, &text[i], 1, on_field, on_row, this);
      if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) ++line;
      if (parser.pstate == 0 && (text[i] == '\n' || text[i] == '\r')) first_line = line;
      if (parser.pstate == 0 && text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') first_line = line + 1;
    }
    open = parser.pstate == 2 && parser.quoted != 0;
    if (!open) csv_fini(&parser, on_field, on_row, this);
    csv_free(&parser);
  }

  static void on_field(void* data, size_t size, void* self) {
    static_cast<Libcsv*>(self)->cells.push_back(
        {std::string(static_cast<const char*>(data), size), size > 0 ? CellType::text : CellType::empty});
  }
  static void on_row(int, void* self) {
    auto* that = static_cast<Libcsv*>(self);
    that->rows.push_back({that->first_line, std::move(that->cells)});
    that->cells.clear();
  }
};

std::string join(const TestFile& file) {
  std::string all;
  for (size_t i = 0; i < file.rows.size(); ++i) all += std::to_string(file.rows[i].number) + " " + file.line(i) + "\n";
  return all;
}

}  // namespace

TEST_CASE("CSV: rows, numbers, types") {
  const TestFile file =
      read_csv("名称,型号,功率\n电机,Y-160, 7.5 \n\n  \n,,\n\"a,b\",\"x\"\"y\",\"two\nlines\"\n末行,1,2");
  CHECK(join(file) == "1 名称|型号|功率\n2 电机|Y-160|7.5\n5 ·|·|·\n6 a,b|x\"y|two\nlines\n8 末行|1|2\n");
  CHECK(file.rows[2].cells[0].type == CellType::empty);
  CHECK(file.rows[1].cells[2].type == CellType::text);
  CHECK(file.diagnostics.empty());
}

TEST_CASE("CSV: line ends") {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const TestFile file = read_csv("a,b" + end + end + "c,d" + end + "\"e" + end + "f\",g" + end + "h,i" + end);
    CHECK(join(file) == "1 a|b\n3 c|d\n4 e" + end + "f|g\n6 h|i\n");
  }
}

TEST_CASE("CSV: a stray quote opens nothing") {
  CHECK(join(read_csv("name,size\npipe,5\" pipe\nnext,\"5\"\" pipe\"\n")) ==
        "1 name|size\n2 pipe|5\" pipe\n3 next|5\" pipe\n");
}

TEST_CASE("CSV: one row, empty file") {
  CHECK(join(read_csv("a,b")) == "1 a|b\n");
  for (const std::string text : {"", "\xEF\xBB\xBF", "\n\n", " \r\n"}) {
    const TestFile file = read_csv(text);
    CHECK(file.rows.empty());
    REQUIRE(file.diagnostics.size() == 1);
    CHECK(file.diagnostics[0].severity == Severity::file_error);
    CHECK(file.diagnostics[0].file == "a.csv");
  }
}

TEST_CASE("CSV: delimiters") {
  CHECK(detect_delimiter("a,b,c\n1,2,3\n") == ',');
  CHECK(detect_delimiter("a\tb\n1,5\t2\n") == '\t');
  CHECK(detect_delimiter("a;b;c\n1,5;2,5;3\n") == ';');
  CHECK(detect_delimiter("a|b|c\n1|2|3\n") == '|');
  CHECK(detect_delimiter("\"a;b\",c\n\"d;e\",f\n") == ',');
  CHECK(detect_delimiter("设备台账\n编号;名称;型号\n1;a;b\n") == ';');
  CHECK(detect_delimiter("only\none\ncolumn\n") == ',');
  CHECK(detect_delimiter("sep=;\na;b,c,d\n") == ';');
  CHECK(detect_delimiter("") == ',');
  CHECK(join(read_csv("a\tb c\t\n1\t\t 3 \n")) == "1 a|b c|·\n2 1|·|3\n");
}

TEST_CASE("CSV: a quote that is never closed") {
  const TestFile file = read_csv("a,b\n1,2\n3,\"4\n5,6\n7,8\n");
  CHECK(join(file) == "1 a|b\n2 1|2\n");
  REQUIRE(file.diagnostics.size() == 1);
  CHECK(file.diagnostics[0].severity == Severity::row_error);
  CHECK(file.diagnostics[0].row == 3);
  CHECK(file.diagnostics[0].message.find("5") != std::string::npos);
  CHECK(read_csv("a,\"b\"\n1,\"2\" ").diagnostics.empty());
}

TEST_CASE("CSV: bytes that are not text") {
  std::string text =
      "a,b\n" + std::string(20, 'x') + ",电机电机电机电机电机电机\n1,\xFF\n\"2\nz\x80\",ok\n3,n\0l\n4,fine\n"s;
  for (const size_t piece : {size_t{7}, piece_size}) {
    const TestFile file = read_csv(text, {piece, longest_record});
    REQUIRE(file.rows.size() == 6);
    CHECK(file.line(2) == "1|\uFFFD");
    CHECK(file.line(3) == "2\nz\uFFFD|ok");
    CHECK(file.line(4) == "3|n\uFFFDl");
    CHECK(file.line(5) == "4|fine");
    REQUIRE(file.diagnostics.size() == 3);
    CHECK(file.diagnostics[0].row == 3);
    CHECK(file.diagnostics[1].row == 4);  // the row's first line
    CHECK(file.diagnostics[2].row == 6);
    CHECK(file.diagnostics[0].severity == Severity::row_error);
  }
}

TEST_CASE("CSV: no line end in sight") {
  const TestFile file = read_csv("a,b\nc,d\n" + std::string(5000, 'x') + "\ne,f\n", {64, 1000});
  CHECK(join(file) == "1 a|b\n2 c|d\n");
  REQUIRE(file.diagnostics.size() == 1);
  CHECK(file.diagnostics[0].severity == Severity::file_error);
  CHECK(file.diagnostics[0].row == 3);
}

TEST_CASE("CSV: encodings give the same rows") {
  std::string text = "名称,型号,备注\n";
  for (int i = 0; i < 60; ++i) text += "电力变压器" + std::to_string(i) + ",S9-315/10,\"一、二\n三𠮷㐀\"\n";
  const TestFile expected = read_csv(text);
  REQUIRE(expected.rows.size() == 61);
  REQUIRE(expected.diagnostics.empty());
  const std::vector<size_t> pieces = {3, 64, 1000, piece_size};

  const auto check = [&](const std::string& bytes, const std::string& name) {
    CAPTURE(name);
    for (const size_t piece : pieces) {
      CAPTURE(piece);
      const TestFile detected = read_csv(bytes, {piece, longest_record});
      CHECK(detected.rows == expected.rows);
      CHECK(detected.diagnostics.empty());
      if (!name.empty()) CHECK(read_csv(bytes, {piece, longest_record}, name).rows == expected.rows);
    }
  };
  check("\xEF\xBB\xBF" + text, "utf-8");

  // UTF-16 by hand; GB 18030 by its own tables.
  std::string little, big;
  for (size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    uint32_t point = n == 1 ? c : c & (0x7Fu >> n);
    for (size_t k = 1; k < n; ++k) point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    i += n;
    std::vector<uint32_t> units = {point};
    if (point >= 0x10000) units = {0xD800 + ((point - 0x10000) >> 10), 0xDC00 + ((point - 0x10000) & 0x3FF)};
    for (const uint32_t unit : units) {
      little += {static_cast<char>(unit & 0xFF), static_cast<char>(unit >> 8)};
      big += {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xFF)};
    }
  }
  check(little, "UTF-16LE");
  check("\xFF\xFE" + little, "UTF-16LE");
  check(big, "UTF-16BE");
  check("\xFE\xFF" + big, "UTF-16BE");
}

TEST_CASE("CSV: GB18030, its cut, and '|' as a trail byte") {
  // 名称,型号 / 电机,Y2 ... in GB 18030
  const std::string row = "\xB5\xE7\xBB\xFA,\"Y\n2\",\xB1\xB8\xD7\xA2\n";
  std::string text = "\xC3\xFB\xB3\xC6,\xD0\xCD\xBA\xC5,\xB1\xB8\xD7\xA2\n";
  for (int i = 0; i < 30; ++i) text += row;
  for (size_t piece = 1; piece < 60; ++piece) {
    const TestFile file = read_csv(text, {piece, longest_record});
    REQUIRE(file.rows.size() == 31);
    CHECK(file.line(30) == "电机|Y\n2|备注");
    CHECK(file.rows[30].number == 60);
    CHECK(file.diagnostics.empty());
  }
  for (const char* name : {"GBK", "gb2312", "GB18030"}) CHECK(read_csv(text, {}, name).rows.size() == 31);

  // 亅 is 0x81 0x7C: its second byte is '|', and the quote after it opens nothing.
  std::string bars = "a|b|c\n";
  for (int i = 0; i < 40; ++i) bars += "x\x81\x7C\"y|2|3\n";
  for (size_t piece = 1; piece < 40; ++piece) {
    const TestFile file = read_csv(bars, {piece, longest_record}, "GB18030");
    REQUIRE(file.rows.size() == 41);
    CHECK(file.line(7).substr(0, 1) == "x");
    CHECK(file.rows[7].cells.size() == 3);
    CHECK(file.diagnostics.empty());
  }
  // Broken characters are reported by row.
  const TestFile broken = read_csv(text + "\xB5\xE7\xFF\x20,1,2\n" + row, {50, longest_record});
  REQUIRE(broken.diagnostics.size() == 1);
  CHECK(broken.diagnostics[0].row == 62);
  CHECK(broken.rows.size() == 33);
}

TEST_CASE("CSV: Chinese text that begins late") {
  std::string ascii = "no,name\n";
  while (ascii.size() < 3 * piece_size) ascii += "1,motor\n";
  const TestFile gb = read_csv(ascii + "2,\xB5\xE7\xBB\xFA\n");
  CHECK(gb.rows.back().cells[1].text == "电机");
  CHECK(gb.diagnostics.empty());
  const TestFile utf8 = read_csv(ascii + "2,电机\n");
  CHECK(utf8.rows.back().cells[1].text == "电机");
  CHECK(utf8.rows.back().number == utf8.rows.size());
  CHECK(utf8.blocks >= 3);
}

TEST_CASE("CSV: an unknown encoding is a usage error") {
  CHECK_THROWS_AS(read_csv("a,b\n", {}, "klingon"), UsageError);
}

TEST_CASE("CSV: cutting anywhere gives what libcsv makes of the whole") {
  std::mt19937 random(20240716);
  const std::string alphabet = "ab,,\"\"\"\n\n\r \t;";
  for (int round = 0; round < 6000; ++round) {
    std::string text;
    const size_t length = 1 + random() % (round % 10 == 0 ? 300 : 30);
    for (size_t i = 0; i < length; ++i) text += alphabet[random() % alphabet.size()];
    CAPTURE(text);
    const Libcsv expected(text);

    // Straight, and cut at every size.
    Rows whole;
    parse_records(text, 1, ',', "a.csv", whole);
    CHECK(whole.diagnostics.size() == (expected.open ? 1 : 0));
    REQUIRE(whole.rows.size() == expected.rows.size());
    for (size_t i = 0; i < whole.rows.size(); ++i) {
      REQUIRE(whole.rows[i].number == expected.rows[i].number);
      const auto cells = whole.cells_of(whole.rows[i]);
      REQUIRE(cells.size() == expected.rows[i].cells.size());
      for (size_t k = 0; k < cells.size(); ++k) {
        REQUIRE(cells[k].text == expected.rows[i].cells[k].text);
        REQUIRE(cells[k].type == expected.rows[i].cells[k].type);
      }
    }
    if (round % 4 != 0 || text.find_first_not_of(" \t\r\n") == std::string::npos) continue;
    const std::string delimited = "sep=,\n" + text;  // whatever the text looks like
    const Libcsv numbered(delimited);
    for (size_t piece = 1; piece <= std::min(delimited.size(), size_t{60}); ++piece) {
      const TestFile file = read_csv(delimited, {piece, longest_record}, "UTF-8");
      REQUIRE(file.rows == numbered.rows);
      REQUIRE(file.diagnostics.size() == (numbered.open ? 1 : 0));
    }
  }
}

TEST_CASE("CSV: a cut is at a record's end") {
  const auto cut = [](const std::string& text, bool last = false) {
    return static_cast<size_t>(cut_records(text.data(), text.data() + text.size(), ',', last) - text.data());
  };
  CHECK(cut("a,b\nc") == 4);
  CHECK(cut("a,b") == 0);
  CHECK(cut("a\r") == 0);
  CHECK(cut("a\r", true) == 2);
  CHECK(cut("a\r\nb") == 3);
  CHECK(cut("a\rb") == 2);
  CHECK(cut("a\n\"b\nc") == 2);
  CHECK(cut("a\n\"b\nc\"\nd") == 8);
  CHECK(cut("5\" x\ny\n") == 7);
  CHECK(cut("\"a\"b\n\"\n") == 7);
}
