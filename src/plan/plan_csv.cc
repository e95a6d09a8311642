// One row a renewal, in the order of work.
#include <fmt/format.h>

#include "plan/plan.h"
#include "report/append.h"
#include "report/csv_cell.h"
#include "report/message.h"

namespace gengxin {
namespace {

void append_years(const Payback& payback, std::string& out) {
  if (payback.known) out += fmt::format("{:.2f}", payback.years());
}

}  // namespace

void write_plan_csv(const RunInfo& run, const Plan& plan, std::string& out) {
  const Vocabulary& v = run.rules->vocabulary;
  out +=
      "order,file,sheet,row,item,company,name,model,duty,deadline,verdict,rules,goal_standard,goal_level,goal,offer,"
      "offer_model,offer_grade,kwh_a_year,yuan_a_year,price,price_with_vat,incentives_certain,incentives_possible,"
      "incentives,payback_years,budget,missing\n";
  size_t order = 0;
  for (const PlannedRenewal& p : plan.work) {
    const Renewal& r = p.renewal;
    const Option& o = r.options[p.option];
    const auto cell = [&](std::string_view text) {
      out += ',';
      append_csv_cell(out, text);
    };
    const auto money = [&](bool known, Decimal yuan) {
      out += ',';
      if (known) append_money(out, yuan);
    };
    append_int(out, static_cast<int64_t>(++order));
    for (const std::string* text : {&r.place.file, &r.place.sheet}) cell(*text);
    out += ',';
    append_int(out, static_cast<int64_t>(r.place.row));
    for (const std::string* text : {&r.place.item, &r.place.company, &r.place.name, &r.place.model}) cell(*text);
    out += r.must ? ",must," : ",should,";
    if (r.deadline != no_day) append_date(out, r.deadline);
    cell(verdict_id(r.reasons.front().verdict));
    std::string rules, goal, incentives, missing;
    for (const Reason& reason : r.reasons) rules += (rules.empty() ? "" : ";") + reason.rule->id;
    cell(rules);
    cell(r.goal.rule != nullptr ? r.goal.rule->levels.standard : std::string());
    cell(r.goal.rule != nullptr ? fmt::format("{}", r.goal.level) : std::string());
    for (const Goal::Value& value : r.goal.values) {
      goal += fmt::format("{}{} {} ", goal.empty() ? "" : ";", v.fields[value.field].id, value.at_most ? "<=" : ">=");
      append_number(goal, value.limit);
      append_unit(v, value.field, goal);
    }
    cell(goal);
    cell(o.offer);
    cell(o.model);
    cell(o.grade > 0 ? fmt::format("{}", o.grade) : std::string());
    cell(o.saving.known ? fmt::format("{}", static_cast<int64_t>(o.saving.kwh)) : std::string());
    money(o.saving.priced, o.saving.yuan);
    money(o.priced, o.price);
    cell(o.priced ? (o.with_vat ? "true" : "false") : "");
    money(!o.certain.is_zero(), o.certain);
    money(!o.possible.is_zero(), o.possible);
    for (const Earning& earning : o.earnings) incentives += (incentives.empty() ? "" : ";") + earning.rule->id;
    cell(incentives);
    out += ',';
    append_years(payback_of(o), out);
    cell(plan.budget ? place_id(p.place) : "");
    for (const auto* fields : {&r.goal.missing, &o.saving_missing})
      for (const FieldId f : *fields) missing += (missing.empty() ? "" : ";") + v.fields[f].id;
    cell(missing);
    out += '\n';
  }
}

}  // namespace gengxin
