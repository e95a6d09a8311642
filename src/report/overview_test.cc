#include "report/overview.h"

#include <doctest/doctest.h>

#include "report/test_fixture.h"

using namespace gengxin;

namespace {

struct Sums {
  explicit Sums(const test::Fixture& fixture) : f(fixture) {}
  void add(const Item& item, std::vector<Finding> findings) {
    overview.add(f.run, item, test::Fixture::outcome(std::move(findings)));
  }
  const test::Fixture& f;
  Overview overview;
};

}  // namespace

TEST_CASE("overview: an item counts once, by its gravest verdict") {
  const test::Fixture f;
  Overview all;
  for (const auto& [item, outcome] : f.everything()) all.add(f.run, item, outcome);
  uint64_t items = 0;
  for (const uint64_t n : all.gravest) items += n;
  CHECK(items == f.everything().size());
  uint64_t by_category = 0;
  for (const auto& [category, verdicts] : all.categories)
    for (const uint64_t n : verdicts) by_category += n;
  CHECK(by_category == items);
}

TEST_CASE("overview: of an item's savings the largest counts, to the level that comes next") {
  const test::Fixture f;
  Sums s(f);
  Finding small = f.grade_finding(91.0, 4, false), large = small;
  small.savings[0] = {true, 100, true, *Decimal::parse("65")};
  large.savings[0] = {true, 1234, true, *Decimal::parse("802.1")};
  large.savings[1] = {true, 5000, true, *Decimal::parse("3250")};  // to the best level: not what comes next
  s.add(f.motor(1), {small, large});
  Finding unpriced = f.grade_finding(91.0, 4, false);
  unpriced.savings[0] = {true, 66, false, {}};
  s.add(f.motor(2), {unpriced});
  REQUIRE(s.overview.energy.size() == 1);
  const Overview::Energy& energy = s.overview.energy.begin()->second;
  CHECK(energy.items == 2);
  CHECK(energy.priced == 1);
  CHECK(energy.kwh == 1300);
  CHECK(energy.yuan.to_fixed(2) == "802.10");
}

TEST_CASE("overview: money by year, certain and still to be checked apart") {
  const test::Fixture f;
  Sums s(f);
  Finding sure = f.credit_finding("100.05");
  sure.suspected = false;
  s.add(f.motor(1), {sure});
  s.add(f.motor(2), {f.credit_finding("50")});
  Finding split = f.credit_finding("10");
  split.amount = {true, {10, 0}, true, {6, 0}, {4, 0}};
  s.add(f.motor(3), {split});
  REQUIRE(s.overview.money.size() == 1);
  const auto& [year, money] = *s.overview.money.begin();
  CHECK(year == 2025);  // the run's: no day of purchase is known
  CHECK(money.items == 3);
  CHECK(money.certain.to_fixed(2) == "100.05");
  CHECK(money.suspected.to_fixed(2) == "60.00");
  CHECK(money.carried.to_fixed(2) == "4.00");
}

TEST_CASE("overview: of two incentives that exclude each other the larger counts") {
  test::Fixture f;
  Combination how{"", Combination::Relation::excludes, ""};
  Finding a = f.credit_finding("100"), b = f.credit_finding("100");
  b.rule = &f.base.rules[4];
  a.together = {{b.rule, &how}};
  b.together = {{a.rule, &how}};
  const auto counted = [&] {
    const Outcome o = test::Fixture::outcome({a, b});
    return int{counts_as_money(o.findings[0], o.findings)} * 2 + int{counts_as_money(o.findings[1], o.findings)};
  };
  CHECK(counted() == 2);  // of equal ones the first in the rule base
  b.amount.value = *Decimal::parse("100.01");
  CHECK(counted() == 1);
  b.amount.known = false;
  CHECK(counted() == 2);
  how.relation = Combination::Relation::both;
  b.amount.known = true;
  CHECK(counted() == 3);
}

TEST_CASE("overview: what falls due, by day and clause; parts merge in any cut") {
  const test::Fixture f;
  Finding late = f.retire_finding();  // 2017-12-31
  Finding soon = f.retire_finding();
  soon.deadline = *parse_iso_date("2025-07-02");
  Finding held = f.credit_finding("10");
  held.hold_until = *parse_iso_date("2029-12-31");
  Overview first, second;
  first.add(f.run, f.motor(1), test::Fixture::outcome({soon}));
  second.add(f.run, f.motor(2), test::Fixture::outcome({late}));
  second.add(f.run, f.motor(3), test::Fixture::outcome({soon, held}));
  first.merge(std::move(second));
  const auto days = [&](const char* until) { return due_days(f.run, first, *parse_iso_date(until)); };
  REQUIRE(days("2025-07-02").size() == 2);  // the horizon's day is in
  CHECK(days("2025-07-01").size() == 1);    // what has passed is always listed
  const auto all = days("2029-12-31");
  REQUIRE(all.size() == 3);
  CHECK(format_date(all[0].first->day) == "2017-12-31");
  CHECK(all[1].items.size() == 2);
  CHECK(all[1].items[0]->row == 1);
  CHECK(all[1].items[1]->row == 3);
  CHECK(due_kind_id(all[2].first->kind) == "hold-ends");
  // A deadline stays on the list when it has passed; the end of a credit's years does not.
  test::Fixture later;
  later.run.as_of = *parse_iso_date("2030-01-01");
  CHECK(due_days(later.run, first, *parse_iso_date("2031-01-01")).size() == 2);
}
