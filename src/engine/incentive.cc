// Incentives: what one comes to for an item, until when the item must be kept, and how it stands to the others.
//
// The amount is exact decimal: base times rate, at most the cap; where the year's tax is known it is split into what
// that leaves room for and what is carried forward. A base below zero earns nothing, not a debt.
#include <algorithm>

#include "engine/engine.h"

namespace gengxin {

// What the incentive comes to, as far as the values that it needs are there.
void Session::set_incentive(const Item& item, const Rule& rule, Finding& f) {
  const Scope s = scope(item);
  const Incentive& incentive = rule.incentive;
  if (!incentive.check.empty()) f.suspected = true;
  if (incentive.hold_years > 0) {
    const Value &from = item[incentive.hold_from], &left = item[incentive.hold_left];
    if (from.known() && year_of(from.date.first) == year_of(from.date.last)) {
      add_field(f.values, incentive.hold_from);
      f.hold_until = *make_day(year_of(from.date.first) + incentive.hold_years, 12, 31);
      f.repay = left.known() && left.date.last <= f.hold_until;
      if (f.repay) add_field(f.values, incentive.hold_left);
    }
  }
  if (incentive.base.empty()) return;
  for (const Node& n : incentive.base.nodes)
    if (n.op == Op::field && item[n.index].known()) add_field(f.values, n.index);
  Result base = gengxin::evaluate(incentive.base, s);
  if (!base.known()) {
    missing_of(incentive.base, s, f.missing);
    return;
  }
  // A base below zero (more public money than price) earns nothing, not a debt.
  Decimal money = base.money.mantissa < 0 ? Decimal{} : base.money;
  auto amount = Decimal::mul(money, incentive.rate);
  if (!amount) return;
  if (incentive.has_cap && *amount > incentive.cap) amount = incentive.cap;
  f.amount = {true, *amount, false, {}, {}};
  if (incentive.within.empty()) return;
  const Result within = gengxin::evaluate(incentive.within, s);
  if (!within.known()) return;  // the amount stands; when it can be used is open
  for (FieldId field : fields_of(incentive.within))
    if (item[field].known()) add_field(f.values, field);
  const Decimal room = within.money.mantissa < 0 ? Decimal{} : within.money;
  const Decimal now = *amount < room ? *amount : room;
  const auto rest = Decimal::sub(*amount, now);
  if (rest) f.amount = {true, *amount, true, now, *rest};
}

// How the incentives of one item stand to each other, said with either of the two.
void Session::combine(FindingList& all) {
  for (Finding& a : all) {
    if (a.verdict != Verdict::eligible || !a.rule) continue;
    for (const Combination& c : a.rule->incentive.combine)
      for (Finding& b : all) {
        if (&a == &b || b.verdict != Verdict::eligible || !b.rule || b.rule == a.rule) continue;
        const bool named = b.rule->id == c.with || b.document->id == c.with;
        if (!named) continue;
        const bool said =
            std::any_of(a.together.begin(), a.together.end(), [&](const Together& t) { return t.other == b.rule; });
        if (said) continue;  // both documents may say it
        a.together.push_back({b.rule, &c});
        b.together.push_back({a.rule, &c});
      }
  }
}

}  // namespace gengxin
