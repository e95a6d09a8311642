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
  selected_.resize(base.rules.size());
  active_.resize(base.rules.size());
  levels_ = std::vector<Indexed>(base.rules.size());
  for (size_t i = 0; i < base.rules.size(); ++i) {
    const Rule& r = base.rules[i];
    selected_[i] = !r.documentation && r.provenance >= options_.min_provenance &&
                   (only_rules.empty() || named(only_rules, r)) && !named(skip_rules, r);
    active_[i] = selected_[i] && r.in_force_on(options_.as_of);
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

namespace {
struct Planned {
  uint16_t rule;
  Expression when;  // with all that category and region decide folded away
};
}  // namespace

// What remains of a plan's direct rules for items with the fields expected.
struct Session::Folded {
  std::vector<Planned> live;
  uint8_t silent_uses = 0;  // the uses that a rule left out of `live` checks
};

// The active rules that speak to one category in one region.
struct Session::Plan {
  std::vector<Planned> direct;                      // no designation asked
  std::vector<std::pair<uint32_t, Folded>> folded;  // by Session::expected_, the last one asked for in front
  std::vector<Planned> by_list;                     // rules with series, models or terms
  std::vector<const Derivation*> derivations;
  std::vector<uint16_t> by_terms;  // those of them with terms: positions in by_list, as all that follow
  uint8_t checked_uses = 0;        // the uses that a rule of by_list checks
  Matcher matcher;
  TextCache<std::vector<uint16_t>, 1 << 14> by_model, by_name;
  std::vector<uint16_t> hits;
};

Session::Session(const Engine& engine) : engine_(engine) {}
Session::~Session() = default;

// Whether the rule is about this kind of equipment, and its document in force where the item stands.
bool Session::speaks_to(const Item& item, const Rule& rule) const {
  const RuleBase& base = engine_.base_;
  return base.vocabulary.category_is_one_of(item.category, rule.categories) &&
         base.vocabulary.region_is_in(item.region, base.document_of(rule).region);
}

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
    if (base.vocabulary.category_is_one_of(item.category, d.categories)) plan->derivations.push_back(&d);
  for (uint16_t i = 0; i < static_cast<uint16_t>(base.rules.size()); ++i) {
    const Rule& r = base.rules[i];
    if (!engine_.active(i)) continue;
    if (!speaks_to(item, r)) continue;
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

void Session::expect(const std::vector<bool>& possible) {
  if (possible_ != nullptr && *possible_ == possible) return;
  const auto entry = expectations_.try_emplace(possible, static_cast<uint32_t>(expectations_.size() + 1)).first;
  possible_ = &entry->first;
  expected_ = entry->second;
}

// Most rules ask for fields that most inventories do not have (a loan, a retrofit): they are decided once, not a row.
const Session::Folded& Session::fold_plan(const Item& item, Plan& plan) {
  if (!plan.folded.empty() && plan.folded.front().first == expected_) return plan.folded.front().second;
  const auto found = std::find_if(plan.folded.begin(), plan.folded.end(),
                                  [&](const auto& folded) { return folded.first == expected_; });
  if (found != plan.folded.end()) {
    std::rotate(plan.folded.begin(), found, found + 1);
    return plan.folded.front().second;
  }
  constexpr size_t most = 16;
  if (plan.folded.size() == most) plan.folded.pop_back();
  auto& [key, folded] = *plan.folded.emplace(plan.folded.begin());
  key = expected_;
  for (const Planned& d : plan.direct) {
    Expression when = specialize(d.when, engine_.base_.vocabulary, item.category, item.region, possible_);
    const Rule& rule = engine_.base_.rules[d.rule];
    if (when.nodes.size() == 1 && when.root().op == Op::boolean && when.root().number == 0) {
      if (checks(rule)) folded.silent_uses |= rule.uses;
    } else {
      folded.live.push_back({d.rule, std::move(when)});
    }
  }
  return folded;
}

const std::vector<const Derivation*>& Session::derivations_for(const Item& item) { return plan_for(item).derivations; }

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
  const Folded& folded = fold_plan(item, plan);
  outcome.checked = (folded.silent_uses & engine_.use_of(item)) != 0;
  for (const Planned& d : folded.live) decide_rule(item, d.rule, d.when, outcome);
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
  level_.row = level_.upper = no_row;  // last_levels() is of this rule and item, or of none
  level_.locals.clear();
  const RuleBase& base = engine_.base_;
  const Rule& rule = base.rules[position];
  if (!engine_.active(position)) return Consideration::inactive;
  if (!speaks_to(item, rule)) return Consideration::elsewhere;
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

bool Session::matches(std::string_view text, const std::string& pattern) {
  const re2::RE2& compiled = engine_.pattern(pattern);
  auto& known = matched_[&compiled];  // names repeat, and most clauses ask every row of a category the same
  if (!known) known = std::make_unique<TextCache<bool, 1 << 12>>();
  if (const bool* found = known->find(text)) return *found;
  const std::string normal = nfkc(text);
  const bool matches = re2::RE2::PartialMatch(re2::StringPiece(normal), compiled);
  known->insert(text, matches);
  return matches;
}

namespace {

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
  if (a.verdict != b.verdict || !a.document || !b.document) return false;
  if (!a.rule && !b.rule) return a.suspected == b.suspected && a.missing == b.missing;  // lists that wait for one field
  if (!a.rule || !b.rule) return false;
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
      if (all[i].rule)
        all[k].also.push_back(all[i].rule);
      else
        all[k].also_documents.push_back(all[i].document);
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
