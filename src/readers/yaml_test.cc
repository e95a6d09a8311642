#include "readers/yaml.h"

#include <doctest/doctest.h>

#include "readers/testing.h"

using namespace gengxin;
using namespace gengxin::testing;

namespace {

TestFile read(std::string text, std::vector<std::string>* keys = nullptr) {
  TestFile file;
  Diagnostics errors;
  const auto reader = open_yaml(ByteSource::from_memory(std::move(text)), "a.yaml", {}, errors);
  if (reader == nullptr) {
    file.diagnostics = errors;
    return file;
  }
  REQUIRE(errors.empty());
  file = read_all(*reader);
  if (keys != nullptr) *keys = *reader->keys();
  return file;
}

}  // namespace

TEST_CASE("YAML: a list of mappings") {
  std::vector<std::string> keys;
  const TestFile file = read(R"(# 台账
- 名称: 电机
  功率: 7.50
  台数: "2"
  在用: true
  备注: ~
- {功率: 1e3, 型号: 007, 日期: 2003-05-01, 部件: [a, {b: 1}]}
)",
                             &keys);
  REQUIRE(file.rows.size() == 2);
  CHECK(file.diagnostics.empty());
  CHECK(keys == std::vector<std::string>{"名称", "功率", "台数", "在用", "备注", "型号", "日期", "部件"});
  CHECK(file.rows[0].number == 2);
  CHECK(file.rows[1].number == 7);
  CHECK(file.rows[0].cells[1] == TestCell{"7.50", CellType::number});
  CHECK(file.rows[0].cells[2] == TestCell{"2", CellType::text});
  CHECK(file.rows[0].cells[3] == TestCell{"true", CellType::boolean});
  CHECK(file.rows[0].cells[4] == TestCell{"", CellType::empty});
  CHECK(file.rows[1].cells[1] == TestCell{"1e3", CellType::number});
  CHECK(file.rows[1].cells[5] == TestCell{"007", CellType::text});
  CHECK(file.rows[1].cells[6] == TestCell{"2003-05-01", CellType::text});
  CHECK(file.rows[1].cells[7] == TestCell{"[a, {b: 1}]", CellType::error});
}

TEST_CASE("YAML: a list inside a mapping, anchors and merges") {
  const TestFile file = read(R"(company: 甲厂
common: &c {voltage: 380, name: 无}
设备:
  - {name: 电机, <<: *c}
  - {name: 泵, company: 乙厂}
)");
  REQUIRE(file.rows.size() == 2);
  CHECK(file.line(0) == "电机|380|甲厂");
  CHECK(file.line(1) == "泵|·|乙厂");
  CHECK(file.rows[1].number == 5);
  REQUIRE(file.diagnostics.size() == 1);
  CHECK(file.diagnostics[0].severity == Severity::note);
  CHECK(read("name: 电机\npower: 7\n").rows.size() == 1);
  CHECK(read("---\nname: 电机\n---\nname: 泵\n").rows.size() == 2);
}

TEST_CASE("YAML: errors") {
  const TestFile broken = read("- a: 1\n- a: 2\n- a: [1\n- a: 4\n");
  CHECK(broken.rows.size() == 2);
  REQUIRE(broken.diagnostics.size() == 1);
  CHECK(broken.diagnostics[0].severity == Severity::file_error);
  CHECK(broken.diagnostics[0].row >= 3);
  for (const std::string text : {"", "# nothing\n", "plain text", "a: {b: 1}", "x: [{a: 1}]\ny: [{a: 1}]", "\"",
                                 "&a [*a]", "[*b]", "\t- a", "{", "a: b: c"}) {
    CAPTURE(text);
    const TestFile file = read(text);
    CHECK(file.rows.empty());
    CHECK(!file.diagnostics.empty());
  }
  CHECK(read("- a: 1\n- a: 2\n,   c: [1,2]}\n").rows.size() == 2);
  CHECK(read("---\na: 1\n---\n---\na: 2\n").rows.size() == 2);
  const TestFile mixed = read("- a: 1\n- 5\n- [x]\n- a: 2\n- a: 3\n  a: 4\n");
  CHECK(mixed.rows.size() == 4 - 1);
  CHECK(mixed.diagnostics.size() == 3);
  CHECK(!read(std::string(100000, '[')).diagnostics.empty());
  CHECK(!read(std::string(100000, '{')).diagnostics.empty());
}
