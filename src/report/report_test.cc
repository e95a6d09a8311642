#include "report/report.h"

#include <doctest/doctest.h>

#include "report/test_fixture.h"

using namespace gengxin;
using test::Fixture;

TEST_CASE("formats are found by name") {
  for (const std::string& name : report_formats()) CHECK(make_report(name) != nullptr);
  CHECK(make_report("pdf") == nullptr);
  CHECK(make_report("") == nullptr);
}

TEST_CASE("totals count findings, items and amounts") {
  const Fixture f;
  Summary s;
  for (const auto& [item, outcome] : f.everything()) s.add(item, outcome);
  const Totals all = s.all();
  const auto at = [](const auto& counts, Verdict v) { return counts[static_cast<size_t>(v)]; };
  CHECK(all.items == 10);
  CHECK(all.checked == 8);
  CHECK(at(all.certain, Verdict::retire) == 1);
  CHECK(at(all.certain, Verdict::below_access) == 2);
  CHECK(at(all.suspected, Verdict::below_access) == 1);
  CHECK(at(all.suspected, Verdict::eligible) == 2);
  CHECK(at(all.certain, Verdict::undetermined) == 3);
  CHECK(at(all.certain, Verdict::compliant) == 1);
  CHECK(at(all.certain, Verdict::unchecked) == 1);
  CHECK(all.violations == 1);
  CHECK(s.inferred_by_model == 1);
  REQUIRE(all.amounts.size() == 2);
  CHECK(all.amounts.begin()->second.first == 1);
  CHECK(all.amounts.begin()->second.second.to_string() == "12345.68");
  CHECK(s.missing[f.efficiency].settles == 1);
  CHECK(s.missing[f.efficiency].named == 2);
  CHECK(s.missing[f.price].named == 0);  // an amount is open, the verdict is not
}

TEST_CASE("totals of parts merge to the totals of the whole") {
  const Fixture f;
  const auto all = f.everything();
  Summary whole, merged;
  for (size_t i = 0; i < all.size(); ++i) {
    whole.add(all[i].first, all[i].second);
    Summary one;
    one.add(all[i].first, all[i].second);
    merged.merge(one);
  }
  CHECK(merged.all() == whole.all());
  CHECK(merged.missing[f.efficiency].named == whole.missing[f.efficiency].named);
}

TEST_CASE("missing fields are ranked by what they settle") {
  const Fixture f;
  Summary s;
  s.missing[f.power] = {1, 9};
  s.missing[f.model] = {3, 3};
  s.missing[f.name] = {1, 9};
  s.missing[f.poles] = {0, 20};
  const auto ranked = s.ranked_missing();
  REQUIRE(ranked.size() == 4);
  CHECK(ranked[0].first == f.model);
  CHECK(ranked[1].first == f.name);  // as useful as power_kw, earlier in the vocabulary
  CHECK(ranked[2].first == f.power);
  CHECK(ranked[3].first == f.poles);
}

TEST_CASE("a sum beyond 18 digits says so") {
  const Fixture f;
  Summary s;
  s.add(f.motor(1), Fixture::outcome({f.credit_finding("900000000000000001"), f.credit_finding("900000000000000001")}));
  CHECK(s.all().amount_overflow);
}
