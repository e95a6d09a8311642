// On the shipped rules: a Y160M-4 motor of 11 kW and four poles, listed for elimination, 88 % efficient, at 6000 h and
// 70 % load. GB 18613-2020 table 1 asks 93.3 % for grade 2, 91.4 % for grade 3.
#include "plan/renewal.h"

#include <doctest/doctest.h>

#include "engine/test_item.h"
#include "plan/plan.h"
#include "rules/embed/embedded.h"

using namespace gengxin;

namespace {

const RuleBase& rules() {
  static const RuleBase& base = *new RuleBase(embedded_rules());
  return base;
}

struct Desk {
  explicit Desk(EngineOptions options = {}) : engine(rules(), TestEngine::dated(std::move(options))), session(engine) {
    run.rules = &rules();
    run.as_of = engine.as_of();
  }
  static TestItem motor(std::string_view id, const char* efficiency) {
    TestItem t(rules().vocabulary, "lv-motor");
    t.text("item_id", std::string(id)).number("power_kw", "11").number("poles", "4").number("voltage_v", "380");
    t.item.id = t.item[rules().vocabulary.field("item_id")].text;
    if (*efficiency != '\0') t.number("efficiency_pct", efficiency);
    t.number("running_hours_h", "6000").number("load_factor_pct", "70").number("electricity_price", "0.62");
    return t;
  }
  std::optional<Renewal> plan(const TestItem& t) {
    Outcome outcome;
    session.evaluate(t.item, outcome);
    return Planner(engine, run, offers).plan(t.item, outcome);
  }
  void offer(const TestItem& t, const char* replaces) { offers.emplace(replaces, KeptItem(t.item)); }
  Engine engine;
  Session session;
  RunInfo run;
  Offers offers;
};

TestItem offered(const char* id, const char* efficiency, const char* price) {
  TestItem t(rules().vocabulary, "lv-motor");
  t.text("item_id", id).text("model", "YE4-160M-4");
  t.item.id = t.item[rules().vocabulary.field("item_id")].text;
  if (*efficiency != '\0') t.number("efficiency_pct", efficiency);
  if (*price != '\0') t.number("purchase_price_ex_vat", price);
  return t;
}

}  // namespace

TEST_CASE("plan: a listed motor must go; its goal, saving, credit and payback") {
  Desk desk;
  TestItem t = Desk::motor("DJ-003", "88");
  t.text("model", "Y160M-4").number("price", "1000").date("purchase_date", "2003-05-01");  // of the old machine
  t.number("replacement_price_ex_vat", "5200").flag("vat_deductible", true);
  const auto renewal = desk.plan(t);
  REQUIRE(renewal);
  CHECK(renewal->must);
  CHECK(renewal->deadline == no_day);  // the list of 2012 names none: at once
  CHECK(renewal->reasons.front().verdict == Verdict::retire);
  REQUIRE(renewal->goal.rule);
  CHECK(renewal->goal.rule->id == "gb18613-2020/table-1");
  CHECK(renewal->goal.level == 2);
  REQUIRE(renewal->goal.values.size() == 1);
  CHECK(renewal->goal.values[0].limit == 93.3);
  CHECK_FALSE(renewal->goal.values[0].at_most);
  REQUIRE(renewal->options.size() == 1);
  const Option& option = renewal->options[0];
  // 11 kW x 0.7 x 6000 h x (1/0.88 - 1/0.933) = 2982.3 kWh
  REQUIRE(option.saving.known);
  CHECK(option.saving.kwh == 2982);
  CHECK(option.saving.yuan.to_fixed(2) == "1848.84");
  CHECK(option.priced);
  CHECK(option.price.to_fixed(2) == "5200.00");
  CHECK(option.possible.to_fixed(2) == "0.00");  // the credit waits for the public money in the price
  t.number("fiscal_funds", "0").item.values[rules().vocabulary.field("fiscal_funds")].origin = Origin::profile;
  const auto complete = desk.plan(t);
  const Option& credited = complete->options[0];
  CHECK(credited.possible.to_fixed(2) == "520.00");  // 10 % of the quote, to be checked against the list
  CHECK(credited.certain.is_zero());
  CHECK(payback_of(credited).years() == doctest::Approx(5200 / 1848.84));
  CHECK(payback_after(credited, true).years() == doctest::Approx(4680 / 1848.84));
}

TEST_CASE("plan: what is not in use, and what is good enough, needs nothing") {
  Desk desk;
  CHECK_FALSE(desk.plan(Desk::motor("A", "88").text("model", "Y160M-4").choice("use", "planned")));
  CHECK_FALSE(desk.plan(Desk::motor("A", "93.3")));  // exactly grade 2
  CHECK(desk.plan(Desk::motor("A", "93.2")));        // not quite
}

TEST_CASE("plan: below grade 3 is a duty where it is a violation, else advice") {
  Desk desk;
  // The standard took effect on 2021-06-01.
  const auto violation = desk.plan(Desk::motor("A", "91.3").date("in_service_date", "2021-06-01"));
  REQUIRE(violation);
  CHECK(violation->must);
  const auto older = desk.plan(Desk::motor("A", "91.3").date("in_service_date", "2021-05-31"));
  REQUIRE(older);
  CHECK_FALSE(older->must);
  CHECK_FALSE(desk.plan(Desk::motor("A", "91.4").date("in_service_date", "2021-06-01"))->must);  // the limit is met
}

TEST_CASE("plan: without a measured value the goal is known and the saving is not") {
  Desk desk;
  const auto renewal = desk.plan(Desk::motor("A", "").text("model", "Y160M-4"));
  REQUIRE(renewal);
  REQUIRE(renewal->goal.rule);
  CHECK(renewal->goal.values[0].limit == 93.3);
  CHECK_FALSE(renewal->options[0].saving.known);
  CHECK(renewal->options[0].saving_missing == std::vector<FieldId>{rules().vocabulary.field("efficiency_pct")});
}

TEST_CASE("plan: offers by what they measure and cost") {
  Desk desk;
  desk.offer(offered("short", "92.0", "100"), "DJ-1");
  desk.offer(offered("forbidden", "91.3", "10"), "DJ-1");
  desk.offer(offered("dear", "95.2", "20000"), "DJ-1");
  desk.offer(offered("good", "93.3", "5200"), "DJ-1");
  desk.offer(offered("other", "95.2", "1"), "DJ-2");
  const auto renewal = desk.plan(Desk::motor("DJ-1", "88").text("model", "Y160M-4"));
  REQUIRE(renewal);
  REQUIRE(renewal->options.size() == 4);
  CHECK(renewal->options[0].offer == "good");
  CHECK(renewal->options[0].grade == 2);
  CHECK(renewal->options[0].saving.kwh == 2982);
  CHECK(renewal->options[1].offer == "dear");
  CHECK(renewal->options[1].grade == 1);
  CHECK(renewal->options[2].offer == "short");
  CHECK(renewal->options[2].short_of_goal);
  CHECK_FALSE(renewal->options[2].below_limit);
  CHECK(renewal->options[3].offer == "forbidden");
  CHECK(renewal->options[3].below_limit);
}

TEST_CASE("plan: the order of work, and what a budget makes of it") {
  const Day today = *parse_iso_date("2026-11-23");
  const auto renewal = [](uint64_t position, bool must, Day deadline, const char* price, const char* yuan) {
    Renewal r;
    r.position = position;
    r.must = must;
    r.deadline = deadline;
    Option o;
    o.priced = *price != '\0';
    if (o.priced) o.price = *Decimal::parse(price);
    o.saving.known = o.saving.priced = *yuan != '\0';
    if (o.saving.known) o.saving.yuan = *Decimal::parse(yuan);
    if (o.saving.known) o.saving.kwh = o.saving.yuan.to_double() * 2;
    r.options.push_back(o);
    return r;
  };
  const Day next_year = *parse_iso_date("2027-12-31"), long_ago = *parse_iso_date("2017-12-31");
  std::vector<Renewal> all;
  all.push_back(renewal(0, false, no_day, "100", "10"));    // ten years
  all.push_back(renewal(1, false, no_day, "", "500"));      // no price
  all.push_back(renewal(2, true, next_year, "100", "50"));  // two years, due later
  all.push_back(renewal(3, true, no_day, "300", "10"));     // at once
  all.push_back(renewal(4, false, no_day, "100", "20"));    // five years
  all.push_back(renewal(5, true, long_ago, "900", "1"));    // overdue
  all.push_back(renewal(6, true, no_day, "200", "10"));     // at once, sooner paid back than 3
  const Plan plan = make_plan(all, today, Decimal::parse("500"));
  std::vector<uint64_t> order;
  for (const PlannedRenewal& p : plan.work) order.push_back(p.renewal.position);
  CHECK(order == std::vector<uint64_t>{5, 6, 3, 2, 4, 0, 1});
  // Two duties of the three that fit (2 with 3 or with 6) and 100 for advice, or 3 and 6: the first saves more.
  CHECK(plan.by_money);
  CHECK(plan.proven);
  std::vector<uint64_t> chosen;
  for (const PlannedRenewal& p : plan.work)
    if (p.place == Place::chosen) chosen.push_back(p.renewal.position);
  CHECK(chosen == std::vector<uint64_t>{6, 2, 4, 0});  // 200 + 100 + 100 + 100: 90 a year
  CHECK(plan.chosen.price.to_fixed(2) == "500.00");
  CHECK(plan.must.items == 4);
  CHECK(plan.should.items == 3);
  for (const PlannedRenewal& p : plan.work)
    if (p.renewal.position == 1) CHECK(p.place == Place::unpriced);
}

TEST_CASE("plan: paybacks compare without rounding") {
  const auto of = [](const char* price, const char* yuan) {
    return Payback{*Decimal::parse(price), *Decimal::parse(yuan), true};
  };
  CHECK(pays_back_sooner(of("100.00", "30.01"), of("100.00", "30.00")));
  CHECK_FALSE(pays_back_sooner(of("100", "30"), of("200", "60")));
  CHECK(pays_back_sooner(of("99999.99", "3"), of("100000", "3")));
  CHECK(pays_back_sooner(of("1", "1"), Payback{}));
  CHECK_FALSE(pays_back_sooner(Payback{}, of("1", "1")));
}
