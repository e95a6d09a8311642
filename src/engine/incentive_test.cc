#include <doctest/doctest.h>

#include "engine/test_item.h"
#include "report/message.h"

using namespace gengxin;

namespace {

constexpr const char* credit = R"(  - id: doc/credit
    clause: 一
    title: 抵免
    verdict: eligible
    category: motor
    use: [in-use, planned, purchased]
    incentive:
      kind: tax-credit
      base: price - fiscal_funds
      rate: 10%
      carry-forward-years: 5
      within: tax_payable
      hold: {from: purchase_date, years: 5, left: stop_date}
      basis: 投资额的10%
      combine:
        - {with: doc/loan, relation: both, basis: 贷款属自筹}
  - id: doc/loan
    clause: 二
    title: 贴息
    verdict: eligible
    category: motor
    use: [in-use, planned, purchased]
    when: price > 5000000
    incentive:
      kind: loan
      base: price * 2
      rate: 1.5%
      check: [贷款是否列入名单]
      basis: 1.5个百分点，2年
)";

TestItem& money(TestItem& t, std::string_view field, const std::string& yuan) { return t.number(field, yuan); }

}  // namespace

TEST_CASE("a credit beyond the year's tax is carried forward") {
  TestEngine e(test_document(credit));
  TestItem item = e.item("motor");
  money(item, "price", "1000000");
  money(item, "fiscal_funds", "0");
  REQUIRE(e.run(item).findings.size() == 1);
  CHECK(e.outcome.findings[0].amount.value.to_fixed(2) == "100000.00");
  CHECK_FALSE(e.outcome.findings[0].amount.split);  // the tax is not known: when it can be used is open
  money(item, "tax_payable", "60000");
  e.run(item);
  REQUIRE(e.outcome.findings[0].amount.split);
  CHECK(e.outcome.findings[0].amount.now.to_fixed(2) == "60000.00");
  CHECK(e.outcome.findings[0].amount.carried.to_fixed(2) == "40000.00");
  money(item, "tax_payable", "100000");  // exactly enough
  e.run(item);
  CHECK(e.outcome.findings[0].amount.now.to_fixed(2) == "100000.00");
  CHECK(e.outcome.findings[0].amount.carried.to_fixed(2) == "0.00");
  money(item, "tax_payable", "-5");  // a loss leaves no room
  e.run(item);
  CHECK(e.outcome.findings[0].amount.now.to_fixed(2) == "0.00");
  CHECK(e.outcome.findings[0].amount.carried.to_fixed(2) == "100000.00");
}

TEST_CASE("transferred within five tax years: what was credited is to be repaid") {
  TestEngine e(test_document(credit));
  TestItem item = e.item("motor");
  money(item, "price", "1000000");
  money(item, "fiscal_funds", "0");
  item.date("purchase_date", "2022-05-01");
  const auto& f = e.run(item).findings;
  CHECK(format_date(f[0].hold_until) == "2027-12-31");
  CHECK_FALSE(f[0].repay);
  item.date("stop_date", "2027-12-31");
  CHECK(e.run(item).findings[0].repay);
  item.date("stop_date", "2028-01-01");
  CHECK_FALSE(e.run(item).findings[0].repay);
  item.date("stop_date", year_span(2027));
  CHECK(e.run(item).findings[0].repay);
  item.date("purchase_date", DateSpan{*parse_iso_date("2021-12-01"), *parse_iso_date("2022-01-31")});
  CHECK(e.run(item).findings[0].hold_until == no_day);  // the tax year is not known
}

TEST_CASE("what must be checked makes the answer a check, and incentives say how they stand together") {
  TestEngine e(test_document(credit));
  TestItem item = e.item("motor");
  money(item, "price", "20000000");
  money(item, "fiscal_funds", "0");
  const auto& found = e.run(item).findings;
  REQUIRE(found.size() == 2);
  CHECK(found[0].rule->id == "doc/credit");  // certain before suspected
  CHECK_FALSE(found[0].suspected);
  CHECK(found[1].suspected);
  CHECK(found[1].amount.value.to_fixed(2) == "600000.00");
  REQUIRE(found[0].together.size() == 1);
  REQUIRE(found[1].together.size() == 1);
  CHECK(found[0].together[0].other == found[1].rule);
  CHECK(found[1].together[0].how->basis == "贷款属自筹");
}

TEST_CASE("an incentive's clock and partners are checked as it loads") {
  const auto error = [](const std::string& more) {
    try {
      test_base(
          test_document("  - id: doc/1\n    clause: 一\n    title: x\n    verdict: eligible\n    category: motor\n"
                        "    incentive: {kind: tax-credit, basis: x, " +
                        more + "}\n"));
    } catch (const std::exception& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(error("hold: {from: price, years: 5, left: stop_date}").find("no field of type date") != std::string::npos);
  CHECK(error("hold: {from: stop_date, years: x, left: stop_date}").find("number of years") != std::string::npos);
  CHECK(error("combine: [{with: nobody, relation: ask, basis: y}]").find("no rule or document") != std::string::npos);
  CHECK(error("combine: [{with: doc, relation: maybe, basis: y}]").find("excludes") != std::string::npos);
  CHECK(error("within: fuel") != "");
}
