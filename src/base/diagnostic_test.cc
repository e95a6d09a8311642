#include "base/diagnostic.h"

#include <doctest/doctest.h>

using namespace gengxin;

TEST_CASE("diagnostic: one line with its place") {
  Diagnostic d{Severity::cell_warning, "a.csv", 5, 3, "功率\n(kW)", "12\tx", "不是数"};
  set_lang(Lang::zh);
  CHECK(format_diagnostic(d) == "a.csv:5:3: 列“功率 (kW)”，内容“12 x”：不是数");
  set_lang(Lang::en);
  d.message = "not a number";
  CHECK(format_diagnostic(d) == "a.csv:5:3: column \"功率 (kW)\", text \"12 x\": not a number");
  set_lang(Lang::zh);
  CHECK(format_diagnostic({Severity::file_error, "a.csv", 0, 0, "", "", "打不开"}) == "a.csv: 打不开");
  CHECK(format_diagnostic({Severity::row_error, "a.csv", 7, 0, "", "", "引号没有闭合"}) == "a.csv:7: 引号没有闭合");
  d = {Severity::row_error, "a.xlsx", 7, 2, "", "", "太宽"};
  d.sheet = "电\n机";
  CHECK(format_diagnostic(d) == "a.xlsx[电 机]:7:2: 太宽");
  CHECK(format_diagnostic({Severity::note, "", 0, 0, "", "", "提示"}) == "提示");
}
