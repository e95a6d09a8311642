// From a grade to a finding: the verdict, the levels to go to, the electricity that they save; and grade() for
// conditions.
#include <algorithm>
#include <cmath>

#include "engine/engine.h"

namespace gengxin {
namespace {

// Whether the table knows a level better than the one that was reached.
bool better_exists(const LevelResult& result) {
  for (uint8_t m = 0; m < result.measures; ++m)
    for (size_t l = 0; l + 1 < static_cast<size_t>(result.grade); ++l)
      if (!std::isnan(result.measured[m].thresholds[l])) return true;
  return false;
}

}  // namespace

void Session::leave_open(const Rule& rule, Outcome& outcome) {
  if (!rule.has_levels) return;
  outcome.grade_open |= rule.levels.kind == LevelKind::grades;
  outcome.benchmark_open |= rule.levels.kind == LevelKind::benchmark;
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
    if (also.in_force_on(engine_.as_of()) &&
        engine_.base_.vocabulary.region_is_in(item.region, engine_.base_.document_of(also).region))
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
      if (!one.meets(limit)) return Target{name, one.field, static_cast<uint8_t>(level), limit};
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
    const Result kwh = index.saving(s, level_, index.values_at(level_, f.targets[i].at), f.saving_missing);
    if (!kwh.known()) name_inputs(item, f.saving_missing);
    if (kwh.known()) f.savings[i] = saving_of(item, kwh.low, f.saving_missing);
  }
}

Saving Session::saving_of(const Item& item, double kwh, std::vector<FieldId>& missing) const {
  Saving saving;
  if (!std::isfinite(kwh) || std::abs(kwh) > 1e15) return saving;
  saving.known = true;
  saving.kwh = std::round(kwh);
  if (engine_.electricity_price_ == no_id) return saving;
  const Value& price = item[engine_.electricity_price_];
  if (!price.known() || !price.exact) {
    add_field(missing, engine_.electricity_price_);
    return saving;
  }
  const auto yuan = Decimal::mul(Decimal{static_cast<int64_t>(saving.kwh), 0}, price.decimal);
  saving.priced = yuan.has_value();
  if (yuan) saving.yuan = *yuan;
  return saving;
}

const LevelOutcome* Session::look_up(const Item& item, uint16_t position) {
  grades_.clear();
  const Rule& rule = engine_.base_.rules[position];
  if (!engine_.active(position) || !rule.has_levels || !speaks_to(item, rule)) return nullptr;
  const Scope s = scope(item);
  if (decide(rule.when, s) != Truth::yes) return nullptr;
  engine_.levels(position)->evaluate(s, level_);
  return &level_;
}

Result Session::saving_to(const Item& item, uint16_t rule, std::span<const double> instead,
                          std::vector<FieldId>& missing) {
  const LevelOutcome* found = look_up(item, rule);
  if (found == nullptr || engine_.base_.rules[rule].levels.energy.empty()) return {};
  if (found->row == no_row) {
    for (const FieldId f : found->missing) add_field(missing, f);
    return {};
  }
  const Result kwh = engine_.levels(rule)->saving(scope(item), *found, instead, missing);
  if (!kwh.known()) name_inputs(item, missing);
  return kwh;
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

}  // namespace gengxin
