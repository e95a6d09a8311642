#include <doctest/doctest.h>

#include "report/test_fixture.h"

using namespace gengxin;
using test::Fixture;

namespace {

size_t count(const std::string& text, std::string_view part) {
  size_t n = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

size_t number(const std::string& text, const std::string& attribute) {
  const size_t at = text.find(' ' + attribute + "=\"");
  REQUIRE(at != std::string::npos);
  return std::stoul(text.substr(at + attribute.size() + 3));
}

}  // namespace

TEST_CASE("JUnit: a failure is what fails the run, and the counts are those of the cases") {
  Fixture f;
  f.run.fails = [](const Finding& finding) { return finding.verdict == Verdict::retire; };
  const std::string text = f.report("junit", f.everything());
  const std::string suite = text.substr(text.find("<testsuite "));
  CHECK(number(suite, "tests") == count(text, "<testcase "));
  CHECK(number(suite, "failures") == count(text, "<failure "));
  CHECK(number(suite, "skipped") == count(text, "<skipped>"));
  CHECK(number(suite, "errors") == 0);
  CHECK(count(text, "<failure type=\"retire\"") == 1);
  CHECK(number(text, "tests") == number(suite, "tests"));
  CHECK(text.find("<property name=\"gengxin.run\" value=\"{&quot;tool&quot;") != std::string::npos);
  for (const size_t block : {1U, 3U, 100U}) CHECK(f.report("junit", f.everything(), block) == text);

  f.run.fails = [](const Finding&) { return false; };
  CHECK(count(f.report("junit", f.everything()), "<failure ") == 0);
}

TEST_CASE("JUnit: what is accepted is skipped and says why; equal cases are numbered") {
  Fixture f;
  f.run.fails = [](const Finding& finding) { return !finding.accepted(); };
  const Waiver waiver{.rule = "*", .reason = "<更新>", .who = "设备科", .until = f.run.as_of};
  Finding waived = f.retire_finding(), known = f.retire_finding();
  waived.waiver = &waiver;
  known.known = true;
  const std::string text = f.report("junit", {{f.motor(2), Fixture::outcome({f.retire_finding()})},
                                              {f.motor(2), Fixture::outcome({waived})},
                                              {f.motor(2), Fixture::outcome({known})}});
  CHECK(count(text, "<failure ") == 1);
  CHECK(count(text, "<skipped>") == 2);
  CHECK(text.find("已豁免至 2025-07-01（设备科：&lt;更新&gt;）") != std::string::npos);
  CHECK(text.find("基线已有") != std::string::npos);
  CHECK(count(text, " (2)\"") == 1);
  CHECK(count(text, " (3)\"") == 1);
}

TEST_CASE("JUnit: unreadable files and rows are errors; no cell spoils the XML") {
  Fixture f;
  Item item = f.motor(2);
  item.id = "<a b=\"'\">&]]>\x01\n";
  Diagnostic d;
  d.severity = Severity::row_error;
  d.file = f.run.inputs[0].file;
  d.row = 7;
  d.message = "<![CDATA[";
  f.run.diagnostics = {d};
  f.run.inputs[0].unreadable_rows = 1;
  const std::string text = f.report("junit", {{item, Fixture::outcome({f.retire_finding()})}});
  CHECK(count(text, "<error type=\"") == 1);
  CHECK(number(text, "errors") == 1);
  CHECK(text.find("&lt;a b=&quot;&#39;&quot;&gt;&amp;]]&gt;") != std::string::npos);
  CHECK(text.find("CDATA[") != std::string::npos);
  CHECK(text.find("<![") == std::string::npos);
  CHECK(text.find('\x01') == std::string::npos);
}
