// One object: the run, the work in its order, the sums, and what the budget pays for.
#include <cmath>
#include <nlohmann/json.hpp>

#include "plan/plan.h"
#include "report/message.h"

namespace gengxin {
namespace {

using Json = nlohmann::ordered_json;

/// Two digits, as money and years are given.
double two_digits(double x) { return std::round(x * 100) / 100; }

std::string money(Decimal yuan) { return yuan.to_fixed(2); }

void set(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

Json fields(const Vocabulary& v, const std::vector<FieldId>& ids) {
  Json out = Json::array();
  for (const FieldId f : ids) out.push_back(v.fields[f].id);
  return out;
}

Json clause(const RuleBase& base, const Rule& rule, bool suspected) {
  Json out;
  out["certainty"] = suspected ? "suspected" : "certain";
  out["rule"] = rule.id;
  out["document"] = number_of(base.document_of(rule));
  out["clause"] = rule.clause;
  out["title"] = rule.title;
  return out;
}

Json goal(const RuleBase& base, const Goal& goal) {
  Json out;
  if (goal.rule != nullptr) {
    out["standard"] = goal.rule->levels.standard;
    out["rule"] = goal.rule->id;
    out["level"] = goal.level;
    out["certainty"] = goal.suspected ? "suspected" : "certain";
    for (const Goal::Value& value : goal.values) {
      const Field& field = base.vocabulary.fields[value.field];
      Json one;
      one["field"] = field.id;
      one["is"] = value.at_most ? "at most" : "at least";
      one["value"] = value.limit;
      if (field.unit != no_id) one["unit"] = base.vocabulary.units[field.unit].id;
      out["values"].push_back(std::move(one));
    }
  }
  if (!goal.missing.empty()) out["missing"] = fields(base.vocabulary, goal.missing);
  return out;
}

Json option(const RuleBase& base, const Option& o) {
  Json out = Json::object();
  set(out, "offer", o.offer);
  set(out, "model", o.model);
  if (o.grade > 0) out["grade"] = o.grade;
  if (o.short_of_goal) out["short_of_goal"] = true;
  if (o.below_limit) out["below_limit"] = true;
  if (o.priced) {
    out["price"] = money(o.price);
    out["price_with_vat"] = o.with_vat;
  }
  if (o.saving.known) out["kwh_a_year"] = static_cast<int64_t>(o.saving.kwh);
  if (o.saving.priced) out["yuan_a_year"] = money(o.saving.yuan);
  if (!o.saving_missing.empty()) out["saving_missing"] = fields(base.vocabulary, o.saving_missing);
  for (const Earning& e : o.earnings) {
    Json one = clause(base, *e.rule, e.suspected);
    if (e.amount.known) one["amount"] = money(e.amount.value);
    if (e.amount.known) one["counts_as_money"] = e.counts;
    if (!e.rule->incentive.check.empty()) one["check"] = e.rule->incentive.check;
    if (!e.missing.empty()) one["missing"] = fields(base.vocabulary, e.missing);
    out["incentives"].push_back(std::move(one));
  }
  if (const Payback p = payback_of(o); p.known) {
    out["payback_years"] = two_digits(p.years());
    if (!o.certain.is_zero()) out["payback_years_after_incentives"] = two_digits(payback_after(o, false).years());
    if (!o.possible.is_zero()) out["payback_years_if_all_apply"] = two_digits(payback_after(o, true).years());
  }
  return out;
}

Json sums(const Plan::Sums& s) {
  Json out;
  out["items"] = s.items;
  out["priced"] = s.priced;
  out["price"] = money(s.price);
  out["kwh_a_year"] = s.kwh;
  out["yuan_a_year"] = money(s.yuan);
  out["incentives_certain"] = money(s.certain);
  out["incentives_possible"] = money(s.possible);
  return out;
}

}  // namespace

void write_plan_json(const RunInfo& run, const Plan& plan, std::string& out) {
  const RuleBase& base = *run.rules;
  Json all;
  all["rule_base"] = {{"digest", base.digest}};
  all["as_of"] = format_date(run.as_of);
  if (run.region < base.vocabulary.regions.size()) all["region"] = base.vocabulary.regions[run.region].id;
  all["work"] = Json::array();
  for (const PlannedRenewal& p : plan.work) {
    const Renewal& r = p.renewal;
    Json one;
    one["file"] = r.place.file;
    set(one, "sheet", r.place.sheet);
    one["row"] = r.place.row;
    one["item"] = r.place.item;
    set(one, "company", r.place.company);
    set(one, "name", r.place.name);
    set(one, "model", r.place.model);
    if (r.category != no_id) one["category"] = base.vocabulary.categories[r.category].id;
    one["duty"] = r.must ? "must" : "should";
    if (r.deadline != no_day) one["deadline"] = format_date(r.deadline);
    for (const Reason& reason : r.reasons) {
      Json why;
      why["verdict"] = verdict_id(reason.verdict);
      why.update(clause(base, *reason.rule, reason.suspected));
      if (reason.violation) why["violation"] = true;
      if (reason.deadline != no_day) why["deadline"] = format_date(reason.deadline);
      one["reasons"].push_back(std::move(why));
    }
    if (Json g = goal(base, r.goal); !g.empty()) one["goal"] = std::move(g);
    for (const Option& o : r.options) one["options"].push_back(option(base, o));
    one["option"] = p.option;
    if (plan.budget) one["budget"] = place_id(p.place);
    all["work"].push_back(std::move(one));
  }
  for (const auto& [offer, replaces] : plan.unused)
    all["unused_offers"].push_back({{"offer", offer}, {"item", replaces}});
  all["summary"]["must"] = sums(plan.must);
  all["summary"]["should"] = sums(plan.should);
  if (plan.overflow) all["summary"]["incomplete"] = true;
  if (plan.budget) {
    Json& budget = all["summary"]["budget"];
    budget["budget"] = money(*plan.budget);
    budget["chosen"] = sums(plan.chosen);
    budget["weighed_in"] = plan.by_money ? "yuan" : "kWh";
    budget["optimum_proven"] = plan.proven;
  }
  out += all.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace gengxin
