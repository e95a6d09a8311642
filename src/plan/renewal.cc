#include "plan/renewal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/diagnostic.h"

namespace gengxin {
namespace {

bool is_key(const LevelTable& table, FieldId field) {
  return std::any_of(table.keys.begin(), table.keys.end(), [&](const LevelKey& k) { return k.field == field; });
}

void set_number(Value& value, double number) {
  value = {};
  value.kind = ValueKind::number;
  value.number = number;
}

bool calls_for_action(Verdict verdict) { return verdict <= Verdict::overage; }

bool is_duty(const Finding& f) {
  if (f.suspected) return false;
  return f.verdict == Verdict::retire || f.verdict == Verdict::below_baseline ||
         (f.verdict == Verdict::below_access && f.violation);
}

/// The numbers of the table's level for an item that was looked up in it.
void set_values(const LevelResult& result, size_t at, Goal& goal) {
  goal.level = static_cast<int>(at) + 1;
  for (uint8_t m = 0; m < result.measures; ++m) {
    const Measured& one = result.measured[m];
    if (!std::isnan(one.thresholds[at])) goal.values.push_back({one.field, one.at_most, one.thresholds[at]});
  }
}

}  // namespace

KeptItem::KeptItem(const Item& item) : item_(item) {
  const auto keep = [&](std::string_view text) -> std::string_view {
    return text.empty() ? std::string_view() : std::string_view(texts_.emplace_back(text));
  };
  item_.file = keep(item.file);
  item_.sheet = keep(item.sheet);
  item_.id = keep(item.id);
  item_.model = keep(item.model);
  for (Value& value : item_.values) value.text = keep(value.text);
  item_.unmapped.clear();
}

Planner::Planner(const Engine& engine, const RunInfo& run, const Offers& offers)
    : engine_(engine), base_(engine.base()), run_(run), offers_(offers), session_(engine) {
  const Vocabulary& v = base_.vocabulary;
  use_ = v.field("use");
  model_ = v.field("model");
  quote_ = v.field("replacement_price_ex_vat");
  price_net_ = v.field("purchase_price_ex_vat");
  price_gross_ = v.field("purchase_price_incl_vat");
  price_ = v.field("price");
  planned_ = use_ == no_id ? -1 : v.choice_by_text(use_, "planned");
}

const Planner::Kind& Planner::kind(CategoryId category) {
  const auto [at, is_new] = kinds_.try_emplace(category);
  if (!is_new) return at->second;
  Kind& kind = at->second;
  for (uint16_t r = 0; r < static_cast<uint16_t>(base_.rules.size()); ++r) {
    const Rule& rule = base_.rules[r];
    if (!rule.has_levels || rule.levels.kind != LevelKind::grades) continue;
    if (!base_.vocabulary.category_is_one_of(category, rule.categories)) continue;
    kind.tables.push_back(r);
    for (const LevelMeasure& m : rule.levels.measures) add_field(kind.judged, m.field);
    if (rule.levels.declared != no_id) add_field(kind.judged, rule.levels.declared);
  }
  return kind;
}

std::optional<Renewal> Planner::plan(const Item& item, const Outcome& outcome) {
  if (engine_.use_of(item) != uint8_t(Use::in_use)) return std::nullopt;
  Renewal renewal;
  for (const Finding& f : outcome.findings) {
    if (!calls_for_action(f.verdict) || f.rule == nullptr) continue;
    renewal.reasons.push_back({f.verdict, f.suspected, f.violation, f.rule, f.deadline});
    if (!is_duty(f)) continue;
    // Of several duties the first to fall due; a duty without a date is due at once.
    if (!renewal.must || f.deadline == no_day || (renewal.deadline != no_day && f.deadline < renewal.deadline))
      renewal.deadline = f.deadline;
    renewal.must = true;
  }
  if (renewal.reasons.empty()) return std::nullopt;
  renewal.place = place_of(run_, item);
  renewal.category = item.category;
  set_goal(item, outcome, renewal);
  const auto [first, last] = offers_.equal_range(item.id);
  if (item.id.empty() || first == last) {
    renewal.options.push_back(option(item, renewal.goal, nullptr));
  } else {
    for (auto offer = first; offer != last; ++offer)
      renewal.options.push_back(option(item, renewal.goal, &offer->second.item()));
    // What may be sold before what may not, what reaches the goal before what does not; then by payback, then by price.
    std::stable_sort(renewal.options.begin(), renewal.options.end(), [](const Option& a, const Option& b) {
      if (a.below_limit != b.below_limit) return b.below_limit;
      if (a.short_of_goal != b.short_of_goal) return b.short_of_goal;
      const Payback pa = payback_of(a), pb = payback_of(b);
      if (pays_back_sooner(pa, pb) || pays_back_sooner(pb, pa)) return pays_back_sooner(pa, pb);
      if (a.priced != b.priced) return a.priced;
      return a.price < b.price;
    });
  }
  return renewal;
}

void Planner::set_goal(const Item& item, const Outcome& outcome, Renewal& renewal) {
  Goal& goal = renewal.goal;
  const Finding* named = nullptr;
  for (const Finding& f : outcome.findings) {
    if (f.level.rule == nullptr || f.targets[0].field == no_id || !calls_for_action(f.verdict)) continue;
    if (named == nullptr || (named->suspected && !f.suspected)) named = &f;
  }
  if (named != nullptr) {
    goal.rule = named->level.rule;
    goal.suspected = named->suspected;
    set_values(named->level, named->targets[0].at, goal);
    return;
  }
  goal = goal_of_kind(item);
}

// No clause names a level: the table of grades that a machine bought instead will be judged by.
Goal Planner::goal_of_kind(const Item& item) {
  Goal goal;
  std::vector<FieldId> missing;
  for (const uint16_t r : kind(item.category).tables) {
    const Rule& rule = base_.rules[r];
    const LevelOutcome* found = session_.look_up(item, r);
    if (found == nullptr || (found->state == LevelState::out_of_scope && found->result.measures == 0)) continue;
    if (found->row == no_row || found->result.measures == 0) {
      if (missing.empty())
        for (const LevelKey& key : rule.levels.keys)
          if (!item[key.field].known()) add_field(missing, key.field);
      continue;
    }
    const bool better = goal.rule == nullptr || (goal.rule->levels.recommended && !rule.levels.recommended) ||
                        (goal.suspected && rule.provenance != Provenance::recalled);
    if (!better) continue;
    for (size_t at = 1; at < rule.levels.levels(); ++at) {
      Goal one;
      one.rule = &rule;
      one.suspected = rule.provenance == Provenance::recalled || found->recalled;
      set_values(found->result, at, one);
      if (one.values.empty()) continue;  // a printed dash: the level does not exist
      goal = std::move(one);
      break;
    }
  }
  if (goal.rule == nullptr) goal.missing = std::move(missing);
  return goal;
}

// The item as it would be bought. Views in it are those of the item and of the offer.
Item Planner::purchase(const Item& item, const Goal& goal, const Item* offer) {
  Item bought = item;
  bought.unmapped.clear();
  bought.model = {};
  for (FieldId f = 0; f < static_cast<FieldId>(bought.values.size()); ++f) {
    Value& value = bought.values[f];
    if (!value.known() || value.origin == Origin::profile) continue;
    const FieldType type = base_.vocabulary.fields[f].type;
    // Dates and sums of money are those of the old machine.
    if (f == model_ || type == FieldType::date || type == FieldType::money) value = {};
  }
  for (const FieldId f : kind(item.category).judged)
    if (goal.rule == nullptr || !is_key(goal.rule->levels, f)) bought.values[f] = {};
  if (offer == nullptr) {
    for (const Goal::Value& value : goal.values) set_number(bought.values[value.field], value.limit);
    if (quote_ != no_id && price_net_ != no_id && item[quote_].known()) bought.values[price_net_] = item[quote_];
  } else {
    for (FieldId f = 0; f < static_cast<FieldId>(bought.values.size()); ++f)
      if (offer->values[f].known() && offer->values[f].origin != Origin::assumed) bought.values[f] = offer->values[f];
    bought.model = offer->model;
    if (offer->category != no_id) bought.category = offer->category;
  }
  if (planned_ >= 0) {
    Value& use = bought.values[use_];
    use = {};
    use.kind = ValueKind::choice;
    use.number = planned_;
  }
  return bought;
}

Option Planner::option(const Item& item, const Goal& of_the_item, const Item* offer) {
  Option option;
  Item bought = purchase(item, of_the_item, offer);
  session_.derive(bought);
  // The old machine's plate may lack what the offer states.
  const Goal goal = of_the_item.rule == nullptr && offer != nullptr ? goal_of_kind(bought) : of_the_item;
  for (const FieldId f : {price_net_, price_gross_, price_}) {
    if (f == no_id || !bought[f].known() || !bought[f].exact) continue;
    option.priced = true;
    option.with_vat = f == price_gross_;
    option.price = bought[f].decimal;
    break;
  }
  Outcome outcome;
  session_.evaluate(bought, outcome);
  for (const Finding& f : outcome.findings) {
    if (f.verdict != Verdict::eligible || f.rule == nullptr) continue;
    const bool counts = counts_as_money(f, outcome.findings);
    option.earnings.push_back({f.rule, f.suspected, f.amount, counts, f.missing});
    // In an inventory the price of what is to come stands under a name of its own.
    if (offer == nullptr && quote_ != no_id)
      std::replace(option.earnings.back().missing.begin(), option.earnings.back().missing.end(), price_net_, quote_);
    if (!counts) continue;
    bool overflow = false;
    add_money(f.suspected ? option.possible : option.certain, f.amount.value, overflow);
  }
  LevelIndex::Values instead;
  instead.fill(std::nan(""));
  if (offer != nullptr) {
    option.offer =
        offer->id.empty() ? fmt::format(fmt::runtime(say("报价行{}", "offer row {}")), offer->row) : offer->id;
    option.model = offer->model;
  }
  if (goal.rule == nullptr) return option;
  const auto rule = static_cast<uint16_t>(goal.rule - base_.rules.data());
  const std::vector<LevelMeasure>& measures = goal.rule->levels.measures;
  if (offer == nullptr) {
    for (size_t m = 0; m < measures.size(); ++m) {
      const Value& present = item[measures[m].field];
      for (const Goal::Value& v : goal.values) {
        const bool met = present.known() && (v.at_most ? present.number <= v.limit : present.number >= v.limit);
        if (v.field == measures[m].field && !met) instead[m] = v.limit;
      }
    }
  } else if (const LevelOutcome* found = session_.look_up(bought, rule);
             found != nullptr && found->state == LevelState::graded) {
    option.grade = found->result.grade;
    option.short_of_goal = option.grade > goal.level;
    option.below_last = option.grade > static_cast<int>(goal.rule->levels.levels());
    option.below_limit = option.below_last && !goal.rule->levels.recommended;
    for (size_t m = 0; m < measures.size(); ++m)
      for (uint8_t i = 0; i < found->result.measures; ++i) {
        const Measured& one = found->result.measured[i];
        if (one.field != measures[m].field) continue;
        // Of an offer that only states its grade it is known that it reaches the grade's number.
        const size_t at = static_cast<size_t>(option.grade) - 1;
        instead[m] = !one.declared ? one.value : at < one.thresholds.size() ? one.thresholds[at] : std::nan("");
      }
  } else {
    if (found != nullptr) option.saving_missing = found->missing;
    return option;  // what the offer measures is not known
  }
  set_saving(item, goal, instead, option);
  return option;
}

void Planner::set_saving(const Item& item, const Goal& goal, const LevelIndex::Values& instead, Option& option) {
  const auto rule = static_cast<uint16_t>(goal.rule - base_.rules.data());
  const Result kwh = session_.saving_to(item, rule, instead, option.saving_missing);
  if (kwh.known()) option.saving = session_.saving_of(item, kwh.low, option.saving_missing);
}

Payback payback_of(const Option& option) {
  const bool known = option.priced && option.saving.priced && option.saving.yuan > Decimal{};
  return {option.price, option.saving.yuan, known};
}

Payback payback_after(const Option& option, bool possible) {
  Payback out = payback_of(option);
  auto earned = std::optional(option.certain);
  if (possible) earned = Decimal::add(*earned, option.possible);
  const auto rest = earned ? Decimal::sub(out.price, *earned) : std::nullopt;
  if (!rest) return {};
  out.price = *rest < Decimal{} ? Decimal{} : *rest;
  return out;
}

bool pays_back_sooner(const Payback& a, const Payback& b) {
  if (!a.known || !b.known) return a.known && !b.known;
  const auto left = Decimal::mul(a.price, b.yuan), right = Decimal::mul(b.price, a.yuan);
  // Beyond 18 digits the order of two paybacks hangs on no fen.
  return left && right ? *left < *right : a.years() < b.years();
}

}  // namespace gengxin
