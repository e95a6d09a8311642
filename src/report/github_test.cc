#include <doctest/doctest.h>

#include <algorithm>

#include "report/test_fixture.h"

using namespace gengxin;
using test::Fixture;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

size_t count(const std::string& text, std::string_view part) {
  size_t n = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("GitHub: the gravest first, then the totals, and every line is a command") {
  const Fixture f;
  const std::string text = f.report("github", f.everything());
  const std::vector<std::string> lines = lines_of(text);
  CHECK(lines.front().starts_with(
      "::error file=设备台账.csv,line=4,col=6,title=淘汰 工业和信息化部公告2016年第13号 一、2::"));
  int stage = 0;
  for (const std::string& line : lines) {
    const int here = line.starts_with("::error ")     ? 0
                     : line.starts_with("::warning ") ? 1
                     : line.starts_with("::notice ")  ? 2
                     : line.starts_with("::debug::")  ? 3
                                                      : -1;
    CHECK_MESSAGE(here >= stage, line);
    stage = here;
  }
  CHECK(count(text, "::notice ") == 1);
  CHECK(lines.back().starts_with("::debug::{\"run\":{\"tool\":"));
  for (const size_t block : {1U, 3U, 100U}) CHECK(f.report("github", f.everything(), block) == text);
}

TEST_CASE("GitHub: no cell ends a command, makes another or a property of it") {
  Fixture f;
  Item item = f.motor(2);
  item.id = "A,col=9::%0A::error file=x::y\n::warning::z\r";
  item.model = "100%:,";
  item.file = "a:b,c%.csv";
  const std::string text = f.report("github", {{item, Fixture::outcome({f.retire_finding()})}});
  const std::vector<std::string> lines = lines_of(text);
  CHECK(lines.size() == 3);  // the finding, the totals, the record
  CHECK(lines[0].starts_with("::error file=a%3Ab%2Cc%25.csv,line=2"));
  CHECK(lines[0].find("%0A") == std::string::npos);
  CHECK(lines[0].find("%250A") != std::string::npos);
  CHECK(lines[0].find('\r') == std::string::npos);
}

TEST_CASE("GitHub: what is accepted is counted and not listed; of each verdict a thousand are") {
  Fixture f;
  const Waiver waiver{.rule = "*", .reason = "r", .who = "w", .until = f.run.as_of};
  Finding waived = f.retire_finding(), known = f.retire_finding();
  waived.waiver = &waiver;
  known.known = true;
  std::string text =
      f.report("github", {{f.motor(2), Fixture::outcome({waived})}, {f.motor(3), Fixture::outcome({known})}});
  CHECK(count(text, "::error ") == 0);
  CHECK(text.find("已豁免或基线已有 2 条") != std::string::npos);

  for (const size_t items : {1000U, 1001U}) {
    std::vector<std::pair<Item, Outcome>> many;
    for (size_t i = 0; i < items; ++i) many.emplace_back(f.motor(i + 2), Fixture::outcome({f.retire_finding()}));
    text = f.report("github", many);
    CHECK(count(text, "::error ") == 1000);
    CHECK((text.find("未逐一列出 1 条") != std::string::npos) == (items > 1000));
    CHECK(f.report("github", many, 7) == text);
  }
}
