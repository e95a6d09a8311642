#include "engine/levels.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "base/text.h"

namespace gengxin {
namespace {

uint64_t mix(uint64_t hash, double value) {
  if (value == 0) value = 0;  // -0 equals 0
  return (hash ^ std::bit_cast<uint64_t>(value)) * 0x9E3779B97F4A7C15ULL;
}

bool pointed(const LevelKey& key) { return key.match != MatchKind::range; }

}  // namespace

LevelIndex::LevelIndex(const Rule& rule) : rule_(&rule), stepped_(SIZE_MAX) {
  const LevelTable& t = rule.levels;
  for (size_t k = 0; k < t.keys.size(); ++k)
    if (t.keys[k].match != MatchKind::exact && t.keys[k].match != MatchKind::range) stepped_ = k;
  for (const LevelKey& key : t.keys) add_field(fields_, key.field);
  for (const auto& define : t.define) {
    define_fields_.push_back(fields_of(define.second));
    for (FieldId f : define_fields_.back()) add_field(fields_, f);
  }
  for (const LevelMeasure& m : t.measures) {
    for (const Expression& threshold : m.thresholds)
      for (FieldId f : fields_of(threshold)) add_field(fields_, f);
    add_field(fields_, m.field);
  }
  known_values_.resize(t.keys.size());
  any_.resize(t.keys.size());
  rows_.reserve(t.rows.size());
  for (uint32_t r = 0; r < t.rows.size(); ++r) {
    // A list in a key stands for several rows; texts and '*' are left to the comparison that follows the look-up.
    std::vector<uint64_t> hashes = {0};
    bool wild = false;
    for (size_t k = 0; k < t.keys.size(); ++k) {
      const KeyCell& cell = t.rows[r].keys[k];
      any_[k] = any_[k] || cell.any || !cell.texts.empty();
      known_values_[k].insert(known_values_[k].end(), cell.values.begin(), cell.values.end());
      if (!pointed(t.keys[k])) continue;
      if (cell.any || !cell.texts.empty()) {
        wild = true;
        continue;
      }
      std::vector<uint64_t> next;
      for (uint64_t h : hashes)
        for (double v : cell.values) next.push_back(mix(h, v));
      hashes = std::move(next);
    }
    if (wild)
      wild_.push_back(r);
    else
      for (uint64_t h : hashes) rows_.emplace(h, r);
  }
  for (auto& values : known_values_) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  }
}

uint64_t LevelIndex::hash_of(const Item& item) const {
  uint64_t hash = 0;
  for (const LevelKey& key : rule_->levels.keys)
    if (pointed(key)) hash = mix(hash, item[key.field].number);
  return hash;
}

bool LevelIndex::key_fits(size_t key, const KeyCell& cell, const Value& value) const {
  if (cell.any) return true;
  if (rule_->levels.keys[key].match == MatchKind::range) {
    bool above = cell.low_closed ? value.number >= cell.low : value.number > cell.low;
    bool below = cell.high_closed ? value.number <= cell.high : value.number < cell.high;
    return above && below;
  }
  if (!cell.texts.empty()) {
    std::string folded = fold(value.text);
    return std::find(cell.texts.begin(), cell.texts.end(), folded) != cell.texts.end();
  }
  return std::find(cell.values.begin(), cell.values.end(), value.number) != cell.values.end();
}

bool LevelIndex::row_fits(const LevelRow& row, const Item& item, size_t skip) const {
  for (size_t k = 0; k < row.keys.size(); ++k)
    if (k != skip && !key_fits(k, row.keys[k], item[rule_->levels.keys[k].field])) return false;
  return true;
}

const LevelRow* LevelIndex::find(const Item& item) const {
  const LevelTable& t = rule_->levels;
  uint32_t best = UINT32_MAX;
  auto [from, to] = rows_.equal_range(hash_of(item));
  for (auto it = from; it != to; ++it)
    if (it->second < best && row_fits(t.rows[it->second], item, SIZE_MAX)) best = it->second;
  for (uint32_t r : wild_)
    if (r < best && row_fits(t.rows[r], item, SIZE_MAX)) best = r;
  return best == UINT32_MAX ? nullptr : &t.rows[best];
}

// The neighbours along the stepped key among the rows whose other keys fit.
bool LevelIndex::find_stepped(const Item& item, LevelOutcome& out) const {
  const LevelTable& t = rule_->levels;
  double at = item[t.keys[stepped_].field].number;
  const LevelRow *lower = nullptr, *upper = nullptr;
  auto value = [&](const LevelRow* r) { return r->keys[stepped_].values.front(); };
  for (const LevelRow& row : t.rows) {
    if (row.keys[stepped_].any || !row_fits(row, item, stepped_)) continue;
    double v = value(&row);
    if (v < at && (!lower || v > value(lower))) lower = &row;
    if (v > at && (!upper || v < value(upper))) upper = &row;
  }
  MatchKind match = t.keys[stepped_].match;
  if (match == MatchKind::next_higher) {
    out.row = upper;
    return upper != nullptr;
  }
  out.row = lower;
  out.upper = upper;
  out.interpolated = true;
  out.recalled = match == MatchKind::linear_recalled;
  return lower && upper;
}

bool LevelIndex::key_possible(size_t key, const Value& value) const {
  if (any_[key]) return true;
  const LevelKey& k = rule_->levels.keys[key];
  if (k.match == MatchKind::range) {
    for (const LevelRow& row : rule_->levels.rows)
      if (key_fits(key, row.keys[key], value)) return true;
    return false;
  }
  const std::vector<double>& values = known_values_[key];
  if (k.match == MatchKind::exact) return std::binary_search(values.begin(), values.end(), value.number);
  if (values.empty() || value.number > values.back()) return false;
  return k.match == MatchKind::next_higher || value.number >= values.front();
}

bool LevelIndex::declared_counts(const Scope& scope) const {
  const LevelTable& t = rule_->levels;
  if (t.declared == no_id) return false;
  const Value& v = scope.item[t.declared];
  const double worst = t.benchmark ? 3 : 4;
  return v.known() && v.number >= 1 && v.number <= worst && decide(t.declared_when, scope) == Truth::yes;
}

void LevelIndex::add_missing(const Scope& outer, std::vector<FieldId>& missing) const {
  const LevelTable& t = rule_->levels;
  auto add = [&](FieldId f) {
    if (!outer.item[f].known()) add_field(missing, f);
  };
  for (const LevelKey& key : t.keys) add(key.field);
  // What the formulas will read, of those that lack something. The row is not known yet, so any numbers stand in for
  // its columns and for what was defined before.
  std::array<double, 16> any;
  any.fill(2);
  const Scope scope{outer.base, outer.item, outer.as_of, outer.grader, any, any};
  std::vector<FieldId> fields;
  for (size_t d = 0; d < t.define.size(); ++d) {
    const auto known = [&](FieldId f) { return outer.item[f].known(); };
    if (std::all_of(define_fields_[d].begin(), define_fields_[d].end(), known)) continue;
    fields.clear();
    missing_of(t.define[d].second, scope, fields);  // may name what has a value, which add() knows
    std::for_each(fields.begin(), fields.end(), add);
  }
  const bool declared = declared_counts(outer);
  for (const LevelMeasure& m : t.measures)
    if (!declared) add(m.field);
}

void LevelIndex::evaluate(const Scope& scope, LevelOutcome& out) const {
  const LevelTable& t = rule_->levels;
  out.state = LevelState::out_of_scope;
  out.result = {};
  out.recalled = out.interpolated = false;
  out.row = out.upper = nullptr;
  out.missing.clear();
  out.result.rule = rule_;

  for (size_t k = 0; k < t.keys.size(); ++k) {
    const Value& v = scope.item[t.keys[k].field];
    if (!v.known())
      add_field(out.missing, t.keys[k].field);
    else if (!key_possible(k, v))
      return;  // out of scope whatever the missing keys are
  }
  if (!out.missing.empty()) {
    out.state = LevelState::undetermined;
    add_missing(scope, out.missing);
    return;
  }
  out.row = find(scope.item);
  double columns[16];
  if (!out.row && (stepped_ == SIZE_MAX || !find_stepped(scope.item, out))) return;
  size_t width = std::min(t.columns.size(), std::size(columns));
  for (size_t c = 0; c < width; ++c) columns[c] = out.row->columns[c];
  if (out.upper) {
    double low = out.row->keys[stepped_].values.front(), high = out.upper->keys[stepped_].values.front();
    double part = (scope.item[t.keys[stepped_].field].number - low) / (high - low);
    for (size_t c = 0; c < width; ++c) columns[c] += part * (out.upper->columns[c] - columns[c]);
  }
  grade(scope, columns, out);
}

void LevelIndex::grade(const Scope& outer, const double* columns, LevelOutcome& out) const {
  const LevelTable& t = rule_->levels;
  double locals[16];
  size_t defined = 0;
  Scope scope{outer.base, outer.item, outer.as_of, outer.grader, {columns, t.columns.size()}, {locals, 0}};
  for (const auto& define : t.define) {
    Result r = gengxin::evaluate(define.second, scope);
    if (!r.known()) {  // what is built on it lacks the same
      missing_of(define.second, scope, out.missing);
      break;
    }
    locals[defined++] = r.low;
    scope.locals = {locals, defined};
  }

  LevelResult& result = out.result;
  size_t levels = t.benchmark ? 2 : 3;
  bool any_threshold = false, measured = true;
  for (const LevelMeasure& m : t.measures) {
    Measured& to = result.measured[result.measures++];
    const Value& v = scope.item[m.field];
    to.field = m.field;
    to.at_most = m.at_most;
    to.value = v.known() ? v.number : std::nan("");
    if (!v.known()) measured = false;
    to.thresholds = {std::nan(""), std::nan(""), std::nan("")};
    for (size_t l = 0; l < levels && out.missing.empty(); ++l) {
      const Expression& e = m.thresholds[l];
      Result r = gengxin::evaluate(e, scope);
      if (r.known())
        to.thresholds[l] = r.low;
      else
        missing_of(e, scope, out.missing);
      any_threshold |= !std::isnan(to.thresholds[l]);
    }
  }
  if (!out.missing.empty()) {  // a formula lacks a value
    out.state = LevelState::undetermined;
    add_missing(outer, out.missing);
    return;
  }
  if (!any_threshold) return;  // nothing but dashes: out of scope

  // The best level that is met, unless an unknown measure leaves a better one open.
  int reached = static_cast<int>(levels) + 1;
  bool open = false;
  for (size_t l = 0; l < levels && !open; ++l) {
    Truth met = Truth::yes;
    for (size_t m = 0; m < t.measures.size(); ++m) {
      const Measured& one = result.measured[m];
      Truth meets = Truth::no;  // a dash is met by nobody
      if (!std::isnan(one.thresholds[l])) {
        if (std::isnan(one.value))
          meets = Truth::unknown;
        else if (one.at_most ? one.value <= one.thresholds[l] : one.value >= one.thresholds[l])
          meets = Truth::yes;
      }
      if (meets == Truth::no)
        met = Truth::no;
      else if (meets == Truth::unknown && met == Truth::yes)
        met = Truth::unknown;
    }
    if (met == Truth::unknown) open = true;
    if (met == Truth::yes) {
      reached = static_cast<int>(l) + 1;
      break;
    }
  }

  const bool declared = declared_counts(outer);
  if (declared) result.declared_grade = static_cast<int>(outer.item[t.declared].number);
  if (!open) {
    result.grade = reached;
    result.conflict = measured && declared && result.declared_grade != reached;
    out.state = LevelState::graded;
    return;
  }
  if (declared) {
    result.grade = result.declared_grade;
    for (Measured& m : result.measured) m.declared = m.field != no_id;
    out.state = LevelState::graded;
    return;
  }
  out.state = LevelState::undetermined;
  add_missing(outer, out.missing);
}

}  // namespace gengxin
