#include "report/message.h"

#include <doctest/doctest.h>

#include "report/test_fixture.h"

using namespace gengxin;
using test::Fixture;

namespace {

struct InLanguage {
  explicit InLanguage(Lang l) : before(lang()) { set_lang(l); }
  ~InLanguage() { set_lang(before); }
  Lang before;
};

std::string message(const Fixture& f, const Item& item, const Finding& finding) {
  std::string out;
  append_message(f.run, item, finding, out);
  return out;
}

}  // namespace

TEST_CASE("below the access level: by how much, and whether it is a violation") {
  const Fixture f;
  const Item item = f.motor(5);
  const InLanguage zh(Lang::zh);
  CHECK(message(f, item, f.grade_finding(91, 4, true)) ==
        "效率 91.0 %，低于3级 91.4 %（GB 18613-2020），差 0.4 个百分点；投运晚于标准实施日，属违规；"
        "节能水平（2级）为 93.3 %；先进水平（1级，疑似）为 95 %");
  Finding renew = f.grade_finding(91, 4, false);
  renew.level.conflict = true;
  renew.level.declared_grade = 2;
  renew.suspected = true;
  CHECK(message(f, item, renew) ==
        "效率 91.0 %，低于3级 91.4 %（GB 18613-2020），差 0.4 个百分点；建议更新；节能水平（2级）为 93.3 %；"
        "先进水平（1级，疑似）为 95 %；申报为 2 级，与实测值不符；疑似，请对照官方文本核实");
  const InLanguage en(Lang::en);
  CHECK(message(f, item, f.grade_finding(91, 4, false)) ==
        "efficiency 91.0 % is below the grade 3 limit of 91.4 % (GB 18613-2020) by 0.4 percentage points; renewal "
        "advised; energy-saving level (grade 2): 93.3 %; advanced level (grade 1, suspected): 95 %");
}

TEST_CASE("a measured value that contradicts the declared grade, good by itself") {
  const Fixture f;
  Finding both = f.undetermined(&f.base.rules[1], &f.base.documents[1], {});
  both.level.rule = both.rule;
  both.level.grade = 2;
  both.level.declared_grade = 3;
  both.level.conflict = true;
  CHECK(message(f, f.motor(5), both) ==
        "申报为3级，实测却为2级：两者不符，须核实：三相异步电动机各能效等级（GB 18613-2020 4.2 表1）");
}

TEST_CASE("between the levels: the grade and the target") {
  const Fixture f;
  const InLanguage zh(Lang::zh);
  CHECK(message(f, f.motor(5), f.grade_finding(92.1, 3, false)) ==
        "效率 92.1 %，3级（GB 18613-2020）；节能水平（2级）为 93.3 %；先进水平（1级，疑似）为 95 %");
  Finding declared = f.grade_finding(NAN, 3, false);
  declared.level.measured[0].declared = true;
  CHECK(message(f, f.motor(5), declared) ==
        "按申报为3级（GB 18613-2020）；节能水平（2级）为 93.3 %；先进水平（1级，疑似）为 95 %");
}

TEST_CASE("elimination: model, clause and deadline") {
  const Fixture f;
  const InLanguage zh(Lang::zh);
  Item item = f.item(4);
  item.model = "S9-315/10";
  CHECK(message(f, item, f.retire_finding()) ==
        "S9-315/10 列入淘汰：S9 系列配电变压器（1997 年 12 月 31 日以前投运）（工业和信息化部公告2016年第13号 一、2），"
        "期限 2017-12-31（已过）");
}

TEST_CASE("incentives: possible, with the amount or what it needs") {
  const Fixture f;
  const InLanguage zh(Lang::zh);
  CHECK(message(f, f.motor(5), f.credit_finding("1234567.5")) ==
        "可能符合，请对照目录核实：节能节水专用设备投资额抵免（主席令第63号 第三十四条），金额 1,234,567.50 元；"
        "专用设备投资额的10%抵免应纳税额");
  CHECK(message(f, f.motor(5), f.credit_finding(nullptr)) ==
        "可能符合，请对照目录核实：节能节水专用设备投资额抵免（主席令第63号 第三十四条），金额待定，缺 不含税购置价；"
        "专用设备投资额的10%抵免应纳税额");
}

TEST_CASE("undetermined: what is missing") {
  const Fixture f;
  const InLanguage zh(Lang::zh);
  CHECK(message(f, f.motor(5), f.undetermined(nullptr, &f.base.documents[1], {f.efficiency, f.in_service})) ==
        "资料不足，缺 效率、投运日期：电动机能效限定值及能效等级（GB 18613-2020）");
  CHECK(message(f, f.motor(5), f.undetermined(nullptr, nullptr, {f.model})) ==
        "资料不足，缺 型号：无法确定适用哪些条款");
}

TEST_CASE("numbers side by side never look equal when they are not") {
  const auto both = [](double a, double b) {
    const SideBySide pair(a, b);
    std::string out;
    pair.first(out);
    out += '|';
    pair.second(out);
    out += '|';
    pair.difference(out);
    return out;
  };
  CHECK(both(91, 91.4) == "91.0|91.4|0.4");
  CHECK(both(91, 91.35294117647059) == "91|91.3529|0.3529");
  CHECK(both(91.35, 91.350000001).starts_with("91.35|91.350000001|"));
  CHECK(both(1e12, 5) == "1000000000000|5|999999999995");
}
