#include "engine/engine.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>

#include "base/diagnostic.h"
#include "base/error.h"
#include "base/text.h"
#include "base/text_cache.h"

namespace gengxin {
namespace {

// "retire", "miit-obsolete-4", "gb18613-2020/table-1", "gb*".
bool names_rule(std::string_view pattern, const Rule& rule, const Document& document) {
  if (pattern.ends_with('*')) return rule.id.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == rule.id || pattern == document.id;
}

// Whether the rule's silence says anything good: a plan that does not name the machine and a credit that it does not
// earn do not.
bool checks(const Rule& rule) { return rule.verdict != Verdict::in_scope && rule.verdict != Verdict::eligible; }

bool is_one_of(const RuleBase& base, const std::vector<CategoryId>& categories, CategoryId category) {
  return std::any_of(categories.begin(), categories.end(),
                     [&](CategoryId c) { return base.vocabulary.category_is_a(category, c); });
}

// Whether the rule is about this kind of equipment, and its document in force where the item stands.
bool speaks_to(const RuleBase& base, const Rule& rule, const Item& item) {
  return is_one_of(base, rule.categories, item.category) &&
         base.vocabulary.region_is_in(item.region, base.document_of(rule).region);
}

// Whether the table knows a level better than the one that was reached.
bool better_exists(const LevelResult& result) {
  for (uint8_t m = 0; m < result.measures; ++m)
    for (size_t l = 0; l + 1 < static_cast<size_t>(result.grade); ++l)
      if (!std::isnan(result.measured[m].thresholds[l])) return true;
  return false;
}

void leave_open(const Rule& rule, Outcome& outcome) {
  if (!rule.has_levels) return;
  outcome.grade_open |= rule.levels.kind == LevelKind::grades;
  outcome.benchmark_open |= rule.levels.kind == LevelKind::benchmark;
}

// Whether one of the rule's terms stands in the folded text.
bool has_term(const Rule& rule, const std::string& folded) {
  return std::any_of(rule.terms.begin(), rule.terms.end(),
                     [&](const std::string& term) { return folded.find(term) != std::string::npos; });
}

}  // namespace

Engine::~Engine() = default;

Engine::Engine(const RuleBase& base, EngineOptions options) : base_(base), options_(std::move(options)) {
  const Vocabulary& v = base.vocabulary;
  use_ = v.field("use");
  name_ = v.field("name");
  model_ = v.field("model");
  category_ = v.field("category");
  in_service_date_ = v.field("in_service_date");
  plant_status_ = v.field("plant_status");
  if (plant_status_ != no_id) new_plant_ = v.choice_by_text(plant_status_, "new");
  electricity_price_ = v.field("electricity_price");
  for (const Choice& c : v.fields[use_].choices)
    use_bits_.push_back(c.id == "planned"     ? uint8_t(Use::planned)
                        : c.id == "purchased" ? uint8_t(Use::purchased)
                        : c.id == "in-use"    ? uint8_t(Use::in_use)
                                              : uint8_t(0));  // out of service: no rule speaks to it

  // A list of verdicts and a list of rules are two filters: --only retire --only gb* wants retire findings of gb*.
  std::vector<std::string> only_rules, skip_rules;
  for (const std::string& p : options_.only)
    if (verdict_by_id(p) < 0) only_rules.push_back(p);
  wanted_.fill(only_rules.size() == options_.only.size());
  for (const std::string& p : options_.only)
    if (int verdict = verdict_by_id(p); verdict >= 0) wanted_[static_cast<size_t>(verdict)] = true;
  for (const std::string& p : options_.skip) {
    if (int verdict = verdict_by_id(p); verdict >= 0)
      wanted_[static_cast<size_t>(verdict)] = false;
    else
      skip_rules.push_back(p);
  }
  auto named = [&](const std::vector<std::string>& patterns, const Rule& r) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& p) { return names_rule(p, r, base.document_of(r)); });
  };
  for (const auto* list : {&only_rules, &skip_rules})
    for (const std::string& p : *list)
      if (std::none_of(base.rules.begin(), base.rules.end(),
                       [&](const Rule& r) { return names_rule(p, r, base.document_of(r)); }))
        throw UsageError(
            fmt::format(fmt::runtime(say("“{}”不是判定结果、文件编号，也不是规则编号；见 gengxin rules list",
                                         "'{}' is no verdict, document id or rule id; see gengxin rules list")),
                        p));

  auto collect = [&](const Expression& e) {
    for (const Node& n : e.nodes)
      if (n.op == Op::matches) {
        const std::string& text = e.text(e.nodes[n.args[1]]);
        if (!patterns_.count(text)) patterns_.emplace(text, std::make_unique<re2::RE2>(text, re2::RE2::Quiet));
      }
  };
  active_.resize(base.rules.size());
  levels_ = std::vector<Indexed>(base.rules.size());
  for (size_t i = 0; i < base.rules.size(); ++i) {
    const Rule& r = base.rules[i];
    active_[i] = !r.documentation && r.in_force <= options_.as_of && (r.until == no_day || options_.as_of <= r.until) &&
                 r.provenance >= options_.min_provenance && (only_rules.empty() || named(only_rules, r)) &&
                 !named(skip_rules, r);
    collect(r.when);
    collect(r.levels.declared_when);
    for (const auto& define : r.levels.define) collect(define.second);
    for (const LevelMeasure& m : r.levels.measures)
      for (const Expression& threshold : m.thresholds) collect(threshold);
    collect(r.levels.energy);
  }
  for (const Derivation& d : base.derivations) {
    collect(d.when);
    collect(d.value);
  }
}

const re2::RE2& Engine::pattern(const std::string& text) const { return *patterns_.at(text); }

uint8_t Engine::use_of(const Item& item) const {
  const Value& v = item[use_];
  return v.known() ? use_bits_[static_cast<size_t>(v.number)] : uint8_t(Use::in_use);
}

// The active rules that speak to one category in one region.
struct Session::Plan {
  struct Planned {
    uint16_t rule;
    Expression when;  // with all that category and region decide folded away
  };
  std::vector<Planned> direct;       // no designation asked
  std::vector<Planned> live;         // those of them that can speak to items with the fields expected
  uint32_t folded_for = UINT32_MAX;  // Session::expected_ when `live` was made
  uint8_t silent_uses = 0;           // the uses that a rule left out of `live` checks
  std::vector<Planned> by_list;      // rules with series, models or terms
  std::vector<const Derivation*> derivations;
  std::vector<uint16_t> by_terms;  // those of them with terms: positions in by_list, as all that follow
  uint8_t checked_uses = 0;        // the uses that a rule of by_list checks
  Matcher matcher;
  TextCache<std::vector<uint16_t>, 1 << 14> by_model, by_name;
  std::vector<uint16_t> hits;
};

Session::Session(const Engine& engine) : engine_(engine) {}
Session::~Session() = default;

Session::Plan& Session::plan_for(const Item& item) {
  const uint32_t key = uint32_t(item.category) << 16 | item.region;
  if (last_plan_ && key == last_key_) return *last_plan_;  // rows of a kind often stand together
  auto& plan = plans_[key];
  last_key_ = key;
  last_plan_ = plan.get();
  if (plan) return *plan;
  plan = std::make_unique<Plan>();
  last_plan_ = plan.get();
  const RuleBase& base = engine_.base_;
  for (const Derivation& d : base.derivations)
    if (is_one_of(base, d.categories, item.category)) plan->derivations.push_back(&d);
  for (uint16_t i = 0; i < static_cast<uint16_t>(base.rules.size()); ++i) {
    const Rule& r = base.rules[i];
    if (!engine_.active(i)) continue;
    if (!speaks_to(base, r, item)) continue;
    Expression when = specialize(r.when, base.vocabulary, item.category, item.region);
    if (r.series.empty() && r.models.empty() && r.terms.empty()) {
      plan->direct.push_back({i, std::move(when)});
      continue;
    }
    const auto position = static_cast<uint16_t>(plan->by_list.size());
    plan->by_list.push_back({i, std::move(when)});
    if (checks(r)) plan->checked_uses |= r.uses;
    plan->matcher.add(r, position);
    if (!r.terms.empty()) plan->by_terms.push_back(position);
  }
  return *plan;
}

void Session::expect(const std::vector<bool>* possible) {
  possible_ = possible;
  ++expected_;
}

// Most rules ask for fields that most inventories do not have (a loan, a retrofit): they are decided once, not a row.
void Session::fold_plan(const Item& item, Plan& plan) {
  plan.folded_for = expected_;
  plan.live.clear();
  plan.silent_uses = 0;
  for (const Plan::Planned& d : plan.direct) {
    Expression when = specialize(d.when, engine_.base_.vocabulary, item.category, item.region, possible_);
    const Rule& rule = engine_.base_.rules[d.rule];
    if (when.nodes.size() == 1 && when.root().op == Op::boolean && when.root().number == 0) {
      if (checks(rule)) plan.silent_uses |= rule.uses;
    } else {
      plan.live.push_back({d.rule, std::move(when)});
    }
  }
}

// The list rules of the plan that the item's designation or name falls under.
std::span<const uint16_t> Session::listed(Plan& plan, const Item& item) {
  // The rules with terms of which one stands in the text.
  const auto with_terms = [&](std::string_view text, std::vector<uint16_t>& hits) {
    if (plan.by_terms.empty()) return;
    const std::string folded = fold(text);
    for (uint16_t position : plan.by_terms) {
      if (has_term(engine_.base_.rules[plan.by_list[position].rule], folded)) hits.push_back(position);
    }
  };
  plan.hits.clear();
  if (const Value& model = item[engine_.model_]; model.known()) {
    const std::vector<uint16_t>* hits = plan.by_model.find(model.text);
    if (!hits) {
      std::vector<uint16_t> fresh;
      plan.matcher.find(model_form(model.text), fresh);
      with_terms(model.text, fresh);
      hits = &plan.by_model.at(plan.by_model.insert(model.text, std::move(fresh)));
    }
    plan.hits = *hits;
  }
  if (const Value& name = item[engine_.name_]; !plan.by_terms.empty() && name.known()) {
    const std::vector<uint16_t>* hits = plan.by_name.find(name.text);
    if (!hits) {
      std::vector<uint16_t> fresh;
      with_terms(name.text, fresh);
      hits = &plan.by_name.at(plan.by_name.insert(name.text, std::move(fresh)));
    }
    plan.hits.insert(plan.hits.end(), hits->begin(), hits->end());
  }
  if (plan.hits.size() > 1) {
    std::sort(plan.hits.begin(), plan.hits.end());
    plan.hits.erase(std::unique(plan.hits.begin(), plan.hits.end()), plan.hits.end());
  }
  return plan.hits;
}

void Session::derive(Item& item) {
  if (item.category == no_id) return;
  for (const Derivation* d : plan_for(item).derivations) {
    Value& value = item.values[d->field];
    if (value.kind != ValueKind::missing || value.origin == Origin::unreadable) continue;
    const Scope s = scope(item);
    if (decide(d->when, s) != Truth::yes) continue;
    const Result r = gengxin::evaluate(d->value, s);
    if (!r.known() || r.low != r.high || !std::isfinite(r.low)) continue;
    const Field& field = engine_.base_.vocabulary.fields[d->field];
    if (r.low < field.min || r.low > field.max) continue;  // as a cell out of range is no value
    if (field.type == FieldType::integer && r.low != std::floor(r.low)) continue;
    value = {};
    value.kind = ValueKind::number;
    value.origin = Origin::derived;
    value.derivation = static_cast<uint16_t>(d - engine_.base_.derivations.data());
    value.number = settled(r.low);
    item.derived.push_back(d->field);
  }
}

// A missing value that could be computed and of whose inputs some are there is asked for by the inputs that are not:
// who has a pump's flow and speed can look up its head, not its specific speed.
void Session::name_inputs(const Item& item, std::vector<FieldId>& missing) {
  const std::vector<const Derivation*>& derivations = plan_for(item).derivations;
  if (derivations.empty()) return;
  const Scope s = scope(item);
  for (auto d = derivations.rbegin(); d != derivations.rend(); ++d) {  // a later one may read what an earlier one gives
    const auto at = std::find(missing.begin(), missing.end(), (*d)->field);
    if (at == missing.end() || item[(*d)->field].known()) continue;
    const Truth applies = decide((*d)->when, s);
    if (applies == Truth::no) continue;
    std::vector<FieldId> lacking;
    const std::vector<FieldId> inputs = fields_of((*d)->value);
    const bool some = std::any_of(inputs.begin(), inputs.end(), [&](FieldId f) { return item[f].known(); });
    if (!some) continue;
    if (applies == Truth::unknown) missing_of((*d)->when, s, lacking);
    missing_of((*d)->value, s, lacking);
    if (lacking.empty()) continue;  // computed, and not plausible
    missing.erase(at);
    for (FieldId f : lacking) add_field(missing, f);
  }
}

void Session::evaluate(const Item& item, Outcome& outcome) {
  grades_.clear();
  outcome.findings.clear();
  outcome.checked = false;
  outcome.grade = outcome.benchmark = 0;
  outcome.grade_open = outcome.benchmark_open = false;
  if (item.category == no_id) {
    Finding& f = outcome.findings.add();
    f.verdict = Verdict::undetermined;
    f.missing.push_back(engine_.category_);
    if (!engine_.wanted(Verdict::undetermined)) outcome.findings.clear();
    return;
  }
  Plan& plan = plan_for(item);
  if (plan.folded_for != expected_) fold_plan(item, plan);
  outcome.checked = (plan.silent_uses & engine_.use_of(item)) != 0;
  for (const Plan::Planned& d : plan.live) decide_rule(item, d.rule, d.when, outcome);
  if (!plan.by_list.empty()) {
    for (uint16_t position : listed(plan, item))
      decide_rule(item, plan.by_list[position].rule, plan.by_list[position].when, outcome);
    decide_unlisted(item, plan, outcome);
  }
  arrange(outcome);
}

// Lists that cannot be looked up because the designation or the name is missing: one finding a document, not one a
// clause.
void Session::decide_unlisted(const Item& item, Plan& plan, Outcome& outcome) {
  bool model = item[engine_.model_].known(), name = item[engine_.name_].known();
  uint8_t use = engine_.use_of(item);
  if (model && (name || plan.by_terms.empty())) {
    outcome.checked |= (plan.checked_uses & use) != 0;
    return;
  }
  Scope s = scope(item);
  const Document* said = nullptr;
  for (uint16_t position = 0; position < static_cast<uint16_t>(plan.by_list.size()); ++position) {
    const Rule& rule = engine_.base_.rules[plan.by_list[position].rule];
    if (!(rule.uses & use) || std::binary_search(plan.hits.begin(), plan.hits.end(), position)) continue;
    const Document* document = &engine_.base_.document_of(rule);
    if (document == said) continue;
    bool needs_model = !model && (!rule.series.empty() || !rule.models.empty() || !name);
    bool needs_name = !name && !rule.terms.empty();
    if ((!needs_model && !needs_name) || decide(plan.by_list[position].when, s) == Truth::no) {
      outcome.checked |= checks(rule);
      continue;
    }
    said = document;
    if (!engine_.wanted(Verdict::undetermined)) continue;
    Finding& f = outcome.findings.add();
    f.verdict = Verdict::undetermined;
    f.document = document;
    f.suspected = document->provenance == Provenance::recalled;
    f.missing.push_back(needs_model ? engine_.model_ : engine_.name_);
  }
}

// The list test of one rule by itself, for `explain` and `rules test`.
Truth Session::listed_alone(const Item& item, const Rule& rule, FieldId& missing) const {
  const Value &model = item[engine_.model_], &name = item[engine_.name_];
  bool designations = !rule.series.empty() || !rule.models.empty();
  if (model.known()) {
    Matcher matcher;
    matcher.add(rule, 0);
    std::vector<uint16_t> hits;
    matcher.find(model_form(model.text), hits);
    if (!hits.empty()) return Truth::yes;
  }
  for (const Value* v : {&model, &name}) {
    if (!v->known()) continue;
    if (!rule.terms.empty() && has_term(rule, fold(v->text))) return Truth::yes;
  }
  if (designations && !model.known()) {
    missing = engine_.model_;
    return Truth::unknown;
  }
  if (!rule.terms.empty() && !name.known()) {
    missing = engine_.name_;
    return Truth::unknown;
  }
  return Truth::no;
}

Consideration Session::consider(const Item& item, uint16_t position, Outcome& outcome) {
  grades_.clear();
  const RuleBase& base = engine_.base_;
  const Rule& rule = base.rules[position];
  if (!engine_.active(position)) return Consideration::inactive;
  if (!speaks_to(base, rule, item)) return Consideration::elsewhere;
  if (!rule.series.empty() || !rule.models.empty() || !rule.terms.empty()) {
    if (!(rule.uses & engine_.use_of(item))) return Consideration::other_use;
    FieldId missing = no_id;
    Truth t = listed_alone(item, rule, missing);
    if (t == Truth::no) {
      outcome.checked |= checks(rule);
      return Consideration::no_match;
    }
    if (t == Truth::unknown) {
      if (decide(rule.when, scope(item)) == Truth::no) return Consideration::not_met;
      Finding& f = found(item, rule, Verdict::undetermined, outcome);
      f.missing.push_back(missing);
      return Consideration::undetermined;
    }
  }
  return decide_rule(item, position, rule.when, outcome);
}

Finding& Session::found(const Item& item, const Rule& rule, Verdict verdict, Outcome& outcome) {
  Finding& f = outcome.findings.add();
  f.verdict = verdict;
  f.rule = &rule;
  f.document = &engine_.base_.document_of(rule);
  f.suspected = rule.provenance == Provenance::recalled;
  f.deadline = rule.deadline;
  if ((!rule.series.empty() || !rule.models.empty()) && item[engine_.model_].known())
    f.values.push_back(engine_.model_);
  else if (!rule.terms.empty() && item[engine_.name_].known())
    f.values.push_back(engine_.name_);
  for (const Node& n : rule.when.nodes)
    if (n.op == Op::field && item[n.index].known()) add_field(f.values, n.index);
  return f;
}

Consideration Session::decide_rule(const Item& item, uint16_t position, const Expression& when, Outcome& outcome) {
  const Rule& rule = engine_.base_.rules[position];
  if (!(rule.uses & engine_.use_of(item))) return Consideration::other_use;
  Scope s = scope(item);
  Truth t = decide(when, s);
  if (t == Truth::no) {
    outcome.checked |= checks(rule);
    return Consideration::not_met;
  }
  if (t == Truth::unknown) {
    leave_open(rule, outcome);
    if (!engine_.wanted(Verdict::undetermined)) return Consideration::undetermined;
    Finding& f = found(item, rule, Verdict::undetermined, outcome);
    f.deadline = no_day;
    missing_of(when, s, f.missing);
    if (rule.has_levels) engine_.levels(position)->add_missing(s, f.missing);
    name_inputs(item, f.missing);
    return Consideration::undetermined;
  }
  if (rule.has_levels) return decide_levels(item, rule, position, outcome);
  outcome.checked |= checks(rule);
  if (!engine_.wanted(rule.verdict)) return Consideration::found;
  Finding& f = found(item, rule, rule.verdict, outcome);
  if (rule.has_incentive) set_incentive(item, rule, f);
  return Consideration::found;
}

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

Consideration Session::decide_levels(const Item& item, const Rule& rule, uint16_t position, Outcome& outcome) {
  Scope s = scope(item);
  engine_.levels(position)->evaluate(s, level_);
  auto fill = [&](Finding& f) {
    for (FieldId field : engine_.levels(position)->fields())
      if (item[field].known()) add_field(f.values, field);
    if (level_.result.declared_grade && item[rule.levels.declared].known()) add_field(f.values, rule.levels.declared);
    if (level_.recalled) f.suspected = true;
  };
  if (level_.state == LevelState::undetermined) {
    leave_open(rule, outcome);
    if (!engine_.wanted(Verdict::undetermined)) return Consideration::undetermined;
    Finding& f = found(item, rule, Verdict::undetermined, outcome);
    f.deadline = no_day;
    f.missing = level_.missing;
    name_inputs(item, f.missing);
    fill(f);
    return Consideration::undetermined;
  }
  outcome.checked = outcome.checked || level_.state == LevelState::graded;
  if (level_.state == LevelState::out_of_scope) return Consideration::out_of_scope;
  const LevelTable& table = rule.levels;
  const LevelResult& result = level_.result;
  if (table.kind != LevelKind::limits) {
    uint8_t& worst = table.kind == LevelKind::benchmark ? outcome.benchmark : outcome.grade;
    worst = std::max(worst, static_cast<uint8_t>(result.grade));
  }
  const int last = static_cast<int>(table.levels());
  Verdict verdict = Verdict::compliant;
  if (result.grade > last)
    verdict = table.recommended                    ? Verdict::upgrade
              : table.kind == LevelKind::benchmark ? Verdict::below_baseline
                                                   : Verdict::below_access;
  else if (table.kind == LevelKind::limits && result.grade == last && below_for_new_plant(item, rule, nullptr))
    verdict = Verdict::below_access;
  else if (result.grade > table.good() && better_exists(result))
    verdict = Verdict::upgrade;
  if (verdict == Verdict::compliant) {
    // A label that promises less than was measured: one of the two is wrong, and which is not for us to say.
    const bool doubtful = result.conflict && result.declared_grade > table.good();
    if (!doubtful) return Consideration::nothing;
    if (!engine_.wanted(Verdict::undetermined)) return Consideration::undetermined;
    Finding& f = found(item, rule, Verdict::undetermined, outcome);
    f.deadline = no_day;
    fill(f);
    f.level = result;
    return Consideration::undetermined;
  }
  if (!engine_.wanted(verdict)) return Consideration::found;
  Finding& f = found(item, rule, verdict, outcome);
  fill(f);
  f.level = result;
  if (verdict == Verdict::upgrade) f.deadline = no_day;
  for (const uint16_t other : rule.also) {
    const Rule& also = engine_.base_.rules[other];
    const bool in_force = also.in_force <= engine_.as_of() && (also.until == no_day || engine_.as_of() <= also.until);
    if (in_force && engine_.base_.vocabulary.region_is_in(item.region, engine_.base_.document_of(also).region))
      f.also.push_back(&also);
  }
  set_targets(rule, f);
  if (!table.energy.empty()) set_savings(item, position, f);
  if (table.kind == LevelKind::limits) {
    f.violation = verdict == Verdict::below_access;
    if (result.grade == last) below_for_new_plant(item, rule, &f);
    if (result.grade == last && f.violation) f.level.limit_at = 1;
  } else if (verdict == Verdict::below_access && table.effective != no_day) {
    const Value& date = item[engine_.in_service_date_];
    if (date.known()) add_field(f.values, engine_.in_service_date_);
    f.violation = date.known() && date.date.first >= table.effective;
    bool open = !date.known() || (date.date.first < table.effective && date.date.last >= table.effective);
    if (open) f.missing.push_back(engine_.in_service_date_);
  }
  return Consideration::found;
}

// Whether a line that keeps the limit of existing plants is a new one, for which grade 2 is the limit. With a finding:
// says there on what this rests, or what it lacks.
bool Session::below_for_new_plant(const Item& item, const Rule& rule, Finding* finding) const {
  const LevelResult& result = level_.result;
  if (std::isnan(result.measured[0].thresholds[1])) return false;  // no value is printed for new plants
  if (engine_.plant_status_ != no_id && item[engine_.plant_status_].known()) {
    if (finding) add_field(finding->values, engine_.plant_status_);
    return item[engine_.plant_status_].number == engine_.new_plant_;
  }
  const Value& date = item[engine_.in_service_date_];
  if (finding && date.known()) add_field(finding->values, engine_.in_service_date_);
  if (date.known() && date.date.first >= rule.levels.effective) return true;
  const bool open = !date.known() || date.date.last >= rule.levels.effective;
  if (finding && open) finding->missing.push_back(engine_.in_service_date_);
  return false;
}

// The levels to go to; of several measures the first that falls short of the level.
void Session::set_targets(const Rule& rule, Finding& f) const {
  const LevelTable& table = rule.levels;
  const LevelResult& result = f.level;
  const auto target = [&](size_t level, std::string_view name) {
    for (uint8_t m = 0; m < result.measures; ++m) {
      const Measured& one = result.measured[m];
      const double limit = one.thresholds[level];
      if (std::isnan(limit)) continue;
      const bool met = !std::isnan(one.value) && (one.at_most ? one.value <= limit : one.value >= limit);
      if (!met) return Target{name, one.field, static_cast<uint8_t>(level), limit};
    }
    return Target{};
  };
  if (table.kind == LevelKind::benchmark) {
    const bool below = f.verdict == Verdict::below_baseline;
    f.targets[0] = target(below ? 1 : 0, below ? "baseline" : "benchmark");
    if (below) f.targets[1] = target(0, "benchmark");
    return;
  }
  const bool limits = table.kind == LevelKind::limits;
  f.targets[0] = target(1, limits ? "limit-access" : "energy-saving");
  f.targets[1] = target(0, limits ? "limit-advanced" : "advanced");
  if (f.targets[0].field == no_id && f.verdict == Verdict::below_access)
    f.targets[0] = target(table.levels() - 1, limits ? "limit" : "access");
}

void Session::set_savings(const Item& item, uint16_t position, Finding& f) {
  const Scope s = scope(item);
  const LevelIndex& index = *engine_.levels(position);
  for (size_t i = 0; i < f.targets.size(); ++i) {
    if (f.targets[i].field == no_id) continue;
    const Result kwh = index.saving(s, level_, f.targets[i].at, f.saving_missing);
    if (!kwh.known()) name_inputs(item, f.saving_missing);
    if (!kwh.known() || !std::isfinite(kwh.low) || std::abs(kwh.low) > 1e15) continue;
    f.savings[i].known = true;
    f.savings[i].kwh = std::round(kwh.low);
    if (engine_.electricity_price_ == no_id) continue;
    const Value& price = item[engine_.electricity_price_];
    if (!price.known() || !price.exact) {
      add_field(f.saving_missing, engine_.electricity_price_);
      continue;
    }
    const auto yuan = Decimal::mul(Decimal{static_cast<int64_t>(f.savings[i].kwh), 0}, price.decimal);
    f.savings[i].priced = yuan.has_value();
    if (yuan) f.savings[i].yuan = *yuan;
  }
}

Result Session::grade(const Item& item, uint16_t rule) {
  for (const auto& [asked, known] : grades_)
    if (asked == rule) return known;
  const Result found = grade_anew(item, rule);
  grades_.emplace_back(rule, found);
  return found;
}

Result Session::grade_anew(const Item& item, uint16_t rule) {
  const LevelIndex* index = engine_.levels(rule);
  Scope s = scope(item);
  Truth in_scope = decide(index->rule().when, s);
  if (in_scope == Truth::unknown) return {};
  if (in_scope == Truth::no) return Result::of(std::nan(""));
  index->evaluate(s, graded_);
  if (graded_.state == LevelState::undetermined) return {};
  return Result::of(graded_.state == LevelState::graded ? graded_.result.grade : std::nan(""));
}

void Session::grade_missing(const Item& item, uint16_t rule, std::vector<FieldId>& missing) {
  const LevelIndex* index = engine_.levels(rule);
  Scope s = scope(item);
  if (decide(index->rule().when, s) == Truth::unknown) {
    missing_of(index->rule().when, s, missing);
    index->add_missing(s, missing);
    return;
  }
  index->evaluate(s, graded_);
  for (FieldId f : graded_.missing) add_field(missing, f);
}

bool Session::matches(std::string_view text, const std::string& pattern) {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), engine_.pattern(pattern));
}

namespace {

// How the incentives of one item stand to each other, said with either of the two.
void combine(FindingList& all) {
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

// "At once" (a retire clause without a date) comes before any date.
bool before(const Finding& a, const Finding& b) {
  if (a.verdict != b.verdict) return a.verdict < b.verdict;
  if (a.suspected != b.suspected) return !a.suspected;
  if (a.deadline != b.deadline) return a.deadline < b.deadline;  // no_day is the smallest
  return a.rule < b.rule;
}

// Several lists may name one machine: it retires once, by all of them. Clauses that wait for the same fields ask once,
// and the tables of one standard, of which at most one will apply, ask together.
bool same_matter(const Finding& a, const Finding& b) {
  if (a.verdict != b.verdict || !a.rule || !b.rule) return false;
  if (a.verdict == Verdict::retire) return true;
  if (a.verdict != Verdict::undetermined || a.suspected != b.suspected) return false;
  if (a.rule->has_levels && b.rule->has_levels) return a.document == b.document;
  return a.missing == b.missing;
}

}  // namespace

void Session::arrange(Outcome& outcome) const {
  FindingList& all = outcome.findings;
  if (all.size() < 2) return;
  combine(all);
  for (size_t i = 1; i < all.size(); ++i)  // a handful: insertion keeps it stable and allocates nothing
    for (size_t j = i; j > 0 && before(all[j], all[j - 1]); --j) std::swap(all[j], all[j - 1]);
  size_t kept = 0;
  for (size_t i = 1; i < all.size(); ++i) {
    bool merged = false;
    for (size_t k = 0; k <= kept && !merged; ++k) {
      if (!same_matter(all[k], all[i])) continue;
      all[k].also.push_back(all[i].rule);
      for (FieldId f : all[i].values) add_field(all[k].values, f);
      if (all[k].verdict == Verdict::undetermined)
        for (FieldId f : all[i].missing) add_field(all[k].missing, f);
      merged = true;
    }
    if (!merged && ++kept != i) std::swap(all[kept], all[i]);
  }
  while (all.size() > kept + 1) all.pop_back();
}

}  // namespace gengxin
