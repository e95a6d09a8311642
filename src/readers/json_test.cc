#include "readers/json.h"

#include <doctest/doctest.h>

#include "readers/testing.h"

using namespace gengxin;
using namespace gengxin::testing;

namespace {

struct Keyed : TestFile {
  std::vector<std::string> keys;
  bool opened = false;

  std::string cell(size_t row, const std::string& key) const {
    for (size_t i = 0; i < keys.size(); ++i)
      if (keys[i] == key) return i < rows.at(row).cells.size() ? rows.at(row).cells[i].text : "";
    return "NO SUCH KEY";
  }
  CellType type(size_t row, const std::string& key) const {
    for (size_t i = 0; i < keys.size(); ++i)
      if (keys[i] == key && i < rows.at(row).cells.size()) return rows.at(row).cells[i].type;
    return CellType::empty;
  }
};

Keyed read(std::string text, bool ndjson = false, size_t piece = piece_size) {
  Keyed file;
  auto source = ByteSource::from_memory(std::move(text));
  const auto reader = ndjson ? open_ndjson(std::move(source), "a.json", {}, file.diagnostics, piece)
                             : open_json(std::move(source), "a.json", {}, file.diagnostics, piece);
  if (reader == nullptr) return file;
  REQUIRE(file.diagnostics.empty());
  static_cast<TestFile&>(file) = read_all(*reader);
  file.keys = *reader->keys();
  file.opened = true;
  return file;
}

size_t count(const Keyed& file, Severity severity) {
  size_t n = 0;
  for (const Diagnostic& d : file.diagnostics) n += d.severity == severity;
  return n;
}

}  // namespace

TEST_CASE("JSON: an array of objects") {
  const Keyed file = read(R"([
  {"名称": "电机", "功率": 7.50, "台数": 2, "在用": true, "备注": null},
  {"功率": 1e3,
   "型号": "Y\"2\u4e00", "空": ""}, {"台数": -3}
])");
  REQUIRE(file.rows.size() == 3);
  CHECK(file.diagnostics.empty());
  CHECK(file.keys == std::vector<std::string>{"名称", "功率", "台数", "在用", "备注", "型号", "空"});
  CHECK(file.cell(0, "功率") == "7.50");
  CHECK(file.type(0, "功率") == CellType::number);
  CHECK(file.cell(0, "在用") == "true");
  CHECK(file.type(0, "在用") == CellType::boolean);
  CHECK(file.type(0, "备注") == CellType::empty);
  CHECK(file.cell(1, "功率") == "1e3");
  CHECK(file.cell(1, "型号") == "Y\"2一");
  CHECK(file.type(1, "空") == CellType::empty);
  CHECK(file.cell(2, "台数") == "-3");
  CHECK(file.rows[0].number == 2);
  CHECK(file.rows[1].number == 3);
  CHECK(file.rows[2].number == 4);
}

TEST_CASE("JSON: any piece size gives the same rows") {
  std::string text = "\n[ ";
  for (int i = 0; i < 40; ++i) {
    if (i > 0) text += i % 3 == 0 ? ",\n" : " , ";
    text += "{\"名称\":\"电机 [\\\"" + std::to_string(i) + "\\\\\", \"功率\":" + std::to_string(i) +
            ".50,\"内\":{\"a\":[1,\"}\"]}}";
  }
  text += "\n]\n";
  const Keyed expected = read(text);
  REQUIRE(expected.rows.size() == 40);
  CHECK(expected.diagnostics.empty());
  CHECK(expected.type(3, "内") == CellType::error);
  CHECK(expected.cell(3, "内") == "{\"a\":[1,\"}\"]}");
  CHECK(expected.cell(39, "功率") == "39.50");
  CHECK(expected.rows[39].number == 15);
  for (size_t piece = 1; piece < 200; ++piece) {
    const Keyed file = read(text, false, piece);
    REQUIRE(file.rows == expected.rows);
    REQUIRE(file.diagnostics.empty());
  }
}

TEST_CASE("JSON: a list inside an object, and values that hold for every item") {
  const std::string text = R"({
  "company": "洛阳甲厂", "year": 2024, "tags": ["a"], "meta": {"x": 1},
  "equipment": [
    {"name": "电机"},
    {"name": "泵", "company": "乙厂"}
  ],
  "region": "洛阳"
})";
  for (const size_t piece : {size_t{5}, piece_size}) {
    const Keyed file = read(text, false, piece);
    REQUIRE(file.rows.size() == 2);
    CHECK(file.cell(0, "company") == "洛阳甲厂");
    CHECK(file.cell(0, "region") == "洛阳");
    CHECK(file.type(0, "year") == CellType::number);
    CHECK(file.cell(1, "company") == "乙厂");
    CHECK(file.rows[0].number == 4);
    CHECK(file.rows[1].number == 5);
    CHECK(count(file, Severity::note) == 2);  // tags, meta
    CHECK(file.diagnostics.size() == 2);
  }
  CHECK(read(R"({"any": [{"a": 1}]})").rows.size() == 1);
  CHECK(read(R"({"other": [{"a": 1}], "items": [{"a": 1}, {"a": 2}]})").rows.size() == 2);
  CHECK(read(R"({"items": []})").opened);
  CHECK(read(R"({"name": "电机", "power": 7})").rows.size() == 1);
}

TEST_CASE("JSON: no list of items") {
  for (const std::string text :
       {"", "  ", "{}", "7", "\"x\"", "hello", R"({"a": [{}], "b": [{}]})", R"({"a": {"b": 1}})", "{", R"({"a")",
        R"({"a":)", R"({"a":1,})", R"({"a" 1})", R"({"a":tru})", "\x01", "{]"}) {
    CAPTURE(text);
    const Keyed file = read(text);
    CHECK(file.rows.empty());
    CHECK(count(file, Severity::file_error) == 1);
  }
}

TEST_CASE("JSON: what was read before an error is delivered") {
  for (const size_t piece : {size_t{1}, size_t{10}, piece_size}) {
    const Keyed file = read("[{\"a\": 1},\n {\"a\": 2},\n {\"a\" 3}, {\"a\": 4}]", false, piece);
    CHECK(file.rows.size() == 2);
    REQUIRE(file.diagnostics.size() == 1);
    CHECK(file.diagnostics[0].severity == Severity::file_error);
    CHECK(file.diagnostics[0].row == 3);
    CHECK(file.diagnostics[0].message.find("7") != std::string::npos);  // column
  }
  for (const std::string end :
       {"", ",", ", {\"a\": 3", ", {\"a\": \"x", "; {}]", "] []", "]]", ", ]", "}", ", 5, {\"a\": ?}]"}) {
    CAPTURE(end);
    const Keyed file = read("[{\"a\": 1}, {\"a\": 2}" + end);
    CHECK(file.rows.size() == 2);
    CHECK(count(file, Severity::file_error) == 1);
  }
  for (const std::string end : {"", ", {\"a\": 3", "]", "], \"x\": }", "]} 7", "], 5}"}) {
    CAPTURE(end);
    const Keyed file = read("{\"items\": [{\"a\": 1}, {\"a\": 2}" + end);
    CHECK(file.rows.size() == 2);
    CHECK(count(file, Severity::file_error) == 1);
  }
  const Keyed mixed = read("[{\"a\": 1}, 5, \"x\", [1], {\"a\": 2}]");
  CHECK(mixed.rows.size() == 2);
  CHECK(count(mixed, Severity::row_error) == 3);
}

TEST_CASE("JSON: duplicate keys, zero characters, large numbers") {
  const Keyed file = read(
      R"([{"a": 1, "b": 2, "a": 3, "c": "x\u0000y", "d": 123456789012345678901234567890, "e": 18446744073709551615}])");
  REQUIRE(file.rows.size() == 1);
  CHECK(file.cell(0, "a") == "3");
  REQUIRE(file.diagnostics.size() == 1);
  CHECK(file.diagnostics[0].severity == Severity::cell_warning);
  CHECK(file.diagnostics[0].header == "a");
  CHECK(file.cell(0, "c") == "x\uFFFDy");
  CHECK(file.cell(0, "d") == "123456789012345678901234567890");
  CHECK(file.cell(0, "e") == "18446744073709551615");
}

TEST_CASE("JSON: deep nesting") {
  const std::string deep(200000, '[');
  CHECK(count(read("[" + deep), Severity::file_error) == 1);
  const Keyed file = read("[{\"a\": " + deep + std::string(200000, ']') + "}]");
  REQUIRE(file.rows.size() == 1);
  CHECK(file.type(0, "a") == CellType::error);
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  CHECK(count(read(objects), Severity::file_error) == 1);
  CHECK(count(read(objects, true), Severity::row_error) == 1);
}

TEST_CASE("NDJSON") {
  const std::string text =
      "{\"a\": 1, \"b\": \"x\"}\n\n{\"b\": \"y\"}\r\n{\"a\": }\n[1]\n  \n{\"c\": [1, 2]} \n{\"a\": 9} {\"a\": "
      "8}\n{\"a\": 10}";
  const Keyed whole = read(text, true);
  REQUIRE(whole.rows.size() == 4);
  CHECK(whole.keys == std::vector<std::string>{"a", "b", "c"});
  CHECK(whole.rows[1].number == 3);
  CHECK(whole.rows[2].number == 7);
  CHECK(whole.cell(2, "c") == "[1, 2]");
  CHECK(whole.rows[3].number == 9);
  REQUIRE(count(whole, Severity::row_error) == 3);
  CHECK(whole.diagnostics[0].row == 4);
  CHECK(whole.diagnostics[1].row == 5);
  CHECK(whole.diagnostics[2].row == 8);
  for (size_t piece = 1; piece <= text.size(); ++piece) {
    const Keyed file = read(text, true, piece);
    REQUIRE(file.rows == whole.rows);
    REQUIRE(file.diagnostics.size() == 3);
  }
  CHECK(count(read("", true), Severity::file_error) == 1);
}

TEST_CASE("NDJSON named .json is read as such") {
  const Keyed file = read("{\"a\": 1}\n{\"a\": 2, \"b\": [1]}\n{\"a\" 3}\n{\"a\": 4}\n", false, 4);
  CHECK(file.rows.size() == 3);
  CHECK(file.rows[2].number == 4);
  CHECK(count(file, Severity::row_error) == 1);
}

TEST_CASE("JSON: encodings and broken characters") {
  CHECK(read("\xEF\xBB\xBF[{\"a\": \"电\"}]").cell(0, "a") == "电");
  const Keyed gb = read("[{\"\xC3\xFB\xB3\xC6\": \"\xB5\xE7\xBB\xFA\"}]");
  REQUIRE(gb.rows.size() == 1);
  CHECK(gb.cell(0, "名称") == "电机");
  const std::string good = "{\"a\": \"电机电机电机电机电机电机电机电机电机电机\"}";
  for (const size_t piece : {size_t{3}, piece_size}) {
    const Keyed lines = read(good + "\n" + good + "\n{\"a\": \"\xFF\"}\n{\"a\": \"z\"}\n", true, piece);
    CHECK(lines.rows.size() == 4);
    REQUIRE(lines.diagnostics.size() == 1);
    CHECK(lines.diagnostics[0].row == 3);
    const Keyed array = read("[" + good + ",\n" + good + ",\n{\n\"a\": \"\xFF\"},\n{\"a\": \"z\"}]\n", false, piece);
    CHECK(array.rows.size() == 4);
    REQUIRE(array.diagnostics.size() == 1);
    CHECK(array.diagnostics[0].row == 3);
    const Keyed inside =
        read("{\"items\": [" + good + ",\n" + good + ",\n{\n\"a\": \"\xFF\"},\n{\"a\": \"z\"}],\n\"x\": \"\xFF\"}\n",
             false, piece);
    CHECK(inside.rows.size() == 4);
    REQUIRE(inside.diagnostics.size() == 2);
    CHECK(inside.diagnostics[0].row + inside.diagnostics[1].row == 3 + 6);
  }
}

TEST_CASE("NDJSON: every object with its own keys") {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "{\"k" + std::to_string(i) + "\": 1, \"k0\": 2}\n";
  const Keyed file = read(text, true);
  CHECK(file.rows.size() == 2000);
  CHECK(file.keys.size() == 512);
  CHECK(file.cell(1999, "k0") == "2");
  CHECK(count(file, Severity::cell_warning) == 2000 - 512 + 1);  // and k0 twice in the first
}
