#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "readers/encoding.h"
#include "readers/testing.h"

using namespace gengxin;
using namespace gengxin::testing;

namespace {

/// A file that is gone after the test.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& name, const std::string& bytes) {
    char folder[] = "/tmp/gengxin-test-XXXXXX";
    REQUIRE(mkdtemp(folder) != nullptr);
    folder_ = folder;
    path = folder_ + "/" + name;
    std::ofstream(path, std::ios::binary) << bytes;
  }
  ~TemporaryFile() { std::filesystem::remove_all(folder_); }
  std::string path;

 private:
  std::string folder_;
};

TestFile read(const std::string& name, const std::string& bytes, const ReadOptions& options = {}) {
  const TemporaryFile file(name, bytes);
  Diagnostics errors;
  const auto reader = open_reader(file.path, options, errors);
  if (reader != nullptr) {
    CHECK(errors.empty());
    return read_all(*reader);
  }
  TestFile nothing;
  nothing.diagnostics = errors;
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].severity == Severity::file_error);
  CHECK(errors[0].file == file.path);
  return nothing;
}

}  // namespace

TEST_CASE("open_reader: by name") {
  CHECK(read("a.csv", "a,b\n1,2\n").rows.size() == 2);
  CHECK(read("A.CSV", "a,b\n1,2\n").rows.size() == 2);
  CHECK(read("a.json", "[{\"a\": 1}]").rows.size() == 1);
  CHECK(read("a.ndjson", "{\"a\": 1}\n{\"a\": 2}").rows.size() == 2);
  CHECK(read("a.jsonl", "{\"a\": 1}").rows.size() == 1);
  CHECK(read("a.yaml", "- a: 1\n").rows.size() == 1);
  CHECK(read("a.yml", "- a: 1\n").rows.size() == 1);
}

TEST_CASE("open_reader: by content") {
  CHECK(read("a", "a,b\n1,2\n").rows[1].cells.size() == 2);
  CHECK(read("a.txt", "a\tb\n1\t2\n").rows[1].cells.size() == 2);
  CHECK(read("a.dat", " [ {\"a\": 1}]").rows.size() == 1);
  CHECK(read("a.dat", "{\"a\": 1}\n{\"a\": 2}\n").rows.size() == 2);
  CHECK(read("a.dat", "[附表1],x\n1,2\n").rows.size() == 2);
  CHECK(read("a.xls", "a\tb\n1\t2\n").rows.size() == 2);
  read("a.xls", "<html><table></table></html>");
  read("a.xls", "\xD0\xCF\x11\xE0 and so on");
  read("a.csv", "\xD0\xCF\x11\xE0 and so on");
  read("a.xlsx", "a,b\n");
  std::ifstream in(GENGXIN_SOURCE_DIR "/tests/data/workbooks/deflated.xlsx", std::ios::binary);
  const std::string workbook((std::istreambuf_iterator<char>(in)), {});
  CHECK(read("a.xlsx", workbook).rows.size() == 3);
  CHECK(read("a.csv", workbook).rows.size() == 3);
  CHECK(read("a", workbook).rows.size() == 3);
}

TEST_CASE("open_reader: by option") {
  ReadOptions options;
  options.format = "ndjson";
  CHECK(read("a.csv", "{\"a\": 1}\n{\"a\": 2}", options).rows.size() == 2);
  options.format = "csv";
  CHECK(read("a.json", "a,b\n", options).rows.size() == 1);
  options.format = "dbf";
  Diagnostics errors;
  CHECK_THROWS_AS(open_reader("nowhere", options, errors), UsageError);
  options.format.clear();
  options.encoding = "klingon";
  CHECK_THROWS_AS(open_reader("nowhere", options, errors), UsageError);
}

TEST_CASE("open_reader: what cannot be read") {
  for (const std::string name : {"a.csv", "a.json", "a.ndjson", "a.yaml", "a.xlsx", "a.ods", "a"}) read(name, "");
  Diagnostics errors;
  CHECK(open_reader("/nowhere/at/all.csv", {}, errors) == nullptr);
  CHECK(open_reader("/tmp", {}, errors) == nullptr);
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].message != errors[1].message);
  if (geteuid() != 0) {
    const TemporaryFile file("a.csv", "a,b\n");
    chmod(file.path.c_str(), 0);
    CHECK(open_reader(file.path, {}, errors) == nullptr);
    CHECK(errors.size() == 3);
  }
}

TEST_CASE("encodings: what is detected") {
  const auto name = [](std::string_view bytes) { return detect_encoding(bytes, true).name; };
  CHECK(name("plain, ascii\n") == "UTF-8");
  CHECK(detect_encoding("plain", true).tentative);
  CHECK(name("名称,型号\n") == "UTF-8");
  CHECK(detect_encoding(std::string_view("名称").substr(0, 5), false).utf8());
  CHECK(name("\xC3\xFB\xB3\xC6,\xD0\xCD\xBA\xC5\n") == "GB18030");
  CHECK(name("\xB5\xE7\xBB\xFA") == "GB18030");  // 电机
  CHECK(name(std::string("名称名称名称名称名称名称") + "\xFF") == "UTF-8");
  CHECK(name(std::string_view("a\0,\0b\0\n\0", 8)) == "UTF-16LE");
  CHECK(name(std::string_view("\0a\0,\0b\0\n", 8)) == "UTF-16BE");
  CHECK(name(std::string_view("a,b\n1,\0\n", 8)) == "UTF-8");
  // 設備名稱,型號 in Big5, long enough to be told from GBK.
  std::string big5;
  for (int i = 0; i < 20; ++i)
    big5 += "\xB3\x5D\xB3\xC6\xA6\x57\xBA\xD9,\xAB\xAC\xB8\xB9,\xA4\xA4\xA5\xA1\xAA\xC5\xBD\xD5\xBE\xF7\n";
  CHECK(name(big5) == "BIG5");
}

TEST_CASE("encodings: valid UTF-8") {
  CHECK(valid_utf8_prefix("") == 0);
  CHECK(valid_utf8_prefix("电机 abc 𠮷 é") == std::string_view("电机 abc 𠮷 é").size());
  for (const std::string bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
                                "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE7\x94", "\xE7\x94z", "\xFF", "\xC3"})
    for (const std::string before : {"", "abcdefgh", "电", "电机电机"})
      for (const std::string after : {"", "x", "机", "abcdefghi"})
        CHECK(valid_utf8_prefix(before + bad + after) == before.size());
}

TEST_CASE("encodings: a decoder fed in any pieces gives the same text") {
  const std::string text = std::string("a电\xFF机\xE7\x94z𠮷\0b\xF0\xA0", 19);
  std::string whole;
  std::vector<size_t> bad;
  Decoder(Encoding{}).convert(text, true, whole, bad);
  CHECK(bad.size() == 4);
  for (const size_t at : bad) CHECK(whole.substr(at, 3) == "\uFFFD");
  for (size_t piece = 1; piece < text.size(); ++piece) {
    std::string out;
    std::vector<size_t> bad_here;
    Decoder decoder{Encoding{}};
    for (size_t i = 0; i < text.size(); i += piece)
      decoder.convert(std::string_view(text).substr(i, piece), i + piece >= text.size(), out, bad_here);
    CHECK(out == whole);
    CHECK(bad_here == bad);
  }
}

TEST_CASE("line ends") {
  CHECK(count_line_ends("") == 0);
  CHECK(count_line_ends("a\nb\r\nc\rd") == 3);
  std::string text;
  uint64_t lines = 0;
  for (int i = 0; i < 1000; ++i) {
    text += std::string(static_cast<size_t>(i % 7), 'x') + (i % 3 == 0 ? "\n" : i % 3 == 1 ? "\r\n" : "\ry");
    CHECK(count_line_ends(text) == ++lines);
  }
}
