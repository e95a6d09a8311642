#include "report/xlsx_items.h"

#include <doctest/doctest.h>

#include "report/test_fixture.h"

using namespace gengxin;
using test::Fixture;

namespace {

ItemRecords records(const Fixture& f, const std::vector<std::pair<Item, Outcome>>& items, size_t block) {
  ItemRecords all;
  for (size_t i = 0; i < items.size(); i += block) {
    ItemRecords part;
    for (size_t j = i; j < std::min(items.size(), i + block); ++j) part.add(f.run, items[j].first, items[j].second);
    all.append(std::move(part));
  }
  return all;
}

std::string shown(const ItemRecords& all, size_t i) {
  const ItemColumns& c = all.items.at(i);
  std::string out = all.texts[c.word] + "|" + all.texts[c.basis] + "|" +
                    (c.deadline == no_day ? "" : format_date(c.deadline)) + "|" + all.texts[c.target] + "|" +
                    all.texts[c.incentives] + "|" + (c.amount_known ? c.amount.to_fixed(2) : "") +
                    (c.amount_suspected ? "?" : "") + all.texts[c.amounts] + "|" + all.texts[c.missing];
  std::replace(out.begin(), out.end(), '\n', '/');
  return out;
}

}  // namespace

TEST_CASE("verdict columns of an item") {
  const Fixture f;
  const ItemRecords all = records(f, f.everything(), 3);
  REQUIRE(all.items.size() == 10);
  CHECK(shown(all, 0) == "淘汰|工业和信息化部公告2016年第13号 一、2|2017-12-31||||效率、投运日期");
  CHECK(shown(all, 1) ==
        "低于准入水平（违规）|GB 18613-2020 4.2 表1||2级 效率 ≥ 93.3 %|节能节水专用设备投资额抵免（主席令第63号 "
        "第三十四条），须核对|12345.68?|");
  CHECK(shown(all, 2).starts_with("低于准入水平（疑似）|GB 18613-2020 4.2 表1（疑似）||2级 效率 ≥ 93.3 %|"));
  CHECK(shown(all, 5) == "低于准入水平|泵的两项指标 1||2级 额定功率 ≤ 10 kW|||");
  CHECK(shown(all, 7) == "资料不足|GB 18613-2020 4.2 表1|||||效率");
  CHECK(shown(all, 8) == "符合||||||");
  CHECK(shown(all, 9) == "未涉及||||||");
  set_lang(Lang::en);
  CHECK(shown(records(f, {f.everything()[1]}, 1), 0) ==
        "below-access (violation)|GB 18613-2020 4.2 表1||grade 2 efficiency ≥ 93.3 %|节能节水专用设备投资额抵免 "
        "(主席令第63号 第三十四条), to be checked|12345.68?|");
  set_lang(Lang::zh);
}

TEST_CASE("verdict columns: many clauses, sums, deadlines") {
  const Fixture f;
  Finding sure = f.retire_finding(), doubtful = f.retire_finding();
  doubtful.suspected = true;
  doubtful.deadline = *parse_iso_date("2010-01-01");
  Finding level = f.grade_finding(91, 4, false), pump = level, credit = level;
  pump.rule = &f.base.rules[3], credit.rule = &f.base.rules[2];
  const ItemRecords some = records(
      f,
      {{f.motor(5),
        Fixture::outcome({sure, doubtful, level, pump, credit, f.credit_finding("0.1"), f.credit_finding("0.105")})}},
      1);
  CHECK(shown(some, 0).find("等 5 条|2017-12-31|") != std::string::npos);
  CHECK(some.items[0].amount == *Decimal::parse("0.205"));
  CHECK_FALSE(some.items[0].deadline_suspected);
  const ItemRecords only = records(f, {{f.motor(5), Fixture::outcome({doubtful})}}, 1);
  CHECK(only.items[0].deadline == *parse_iso_date("2010-01-01"));
  CHECK(only.items[0].deadline_suspected);
  const ItemRecords huge =
      records(f,
              {{f.motor(5),
                Fixture::outcome({f.credit_finding("900000000000000001"), f.credit_finding("900000000000000001")})}},
              1);
  CHECK(huge.texts[huge.items[0].amounts] == "900000000000000001.00+900000000000000001.00");
}

TEST_CASE("gaps: what each would settle, and who waits") {
  const Fixture f;
  Item item = f.motor(5);
  item.sheet = "二车间";
  const ItemRecords all = records(
      f,
      {{f.motor(4), Fixture::outcome({})},
       {item, Fixture::outcome({f.credit_finding(nullptr),
                                f.undetermined(&f.base.rules[1], &f.base.documents[1], {f.efficiency}),
                                f.undetermined(&f.base.rules[3], &f.base.documents[3], {f.efficiency, f.price})})}},
      1);
  REQUIRE(all.gaps.size() == 2);
  CHECK(all.gaps[0].field == f.price);
  CHECK(all.gaps[0].settles == 0);
  CHECK(all.gaps[0].named == 2);
  CHECK(all.texts[all.gaps[0].clauses] == "主席令第63号 第三十四条\n泵的两项指标 1");
  CHECK(all.gaps[1].field == f.efficiency);
  CHECK(all.gaps[1].settles == 1);
  CHECK(all.gaps[1].named == 2);
  REQUIRE(all.incomplete.size() == 1);
  const IncompleteItem& who = all.incomplete[0];
  CHECK(who.row == 5);
  CHECK(all.inputs.at(who.input).sheet == "二车间");
  CHECK(all.texts[who.item] == "M-07");
  CHECK(all.texts[who.company] == "洛阳某厂");
  CHECK(all.texts[who.name] == "循环水泵电机");
  CHECK(all.texts[who.model] == "YE3-160M-4");
}

TEST_CASE("parts come to the same in any cut") {
  const Fixture f;
  const auto items = f.everything();
  const ItemRecords whole = records(f, items, 100);
  for (const size_t block : {1, 2, 3, 7}) {
    const ItemRecords parts = records(f, items, block);
    REQUIRE(parts.items.size() == whole.items.size());
    for (size_t i = 0; i < whole.items.size(); ++i) CHECK(shown(parts, i) == shown(whole, i));
    REQUIRE(parts.inputs.size() == 1);
    CHECK(parts.inputs[0].end == whole.items.size());
    REQUIRE(parts.gaps.size() == whole.gaps.size());
    for (size_t i = 0; i < whole.gaps.size(); ++i) {
      CHECK(parts.gaps[i].field == whole.gaps[i].field);
      CHECK(parts.incomplete[parts.gaps[i].item].row == whole.incomplete[whole.gaps[i].item].row);
    }
    CHECK(parts.cited.size() == whole.cited.size());
    CHECK(std::equal(parts.cited.begin(), parts.cited.end(), whole.cited.begin(),
                     [](const auto& a, const auto& b) { return a.second == b.second; }));
    CHECK(parts.days.size() == whole.days.size());
  }
}
