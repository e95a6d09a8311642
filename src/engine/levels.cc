#include "engine/levels.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>

#include "base/text.h"

namespace gengxin {
namespace {

using Kind = KeyCell::Kind;

constexpr double infinity = std::numeric_limits<double>::infinity();

uint64_t token(double value) {
  if (value == 0) value = 0;  // -0 equals 0
  return std::bit_cast<uint64_t>(value);
}
uint64_t token(const std::string& folded) { return std::hash<std::string>()(folded); }
uint64_t token(const Value& value) {
  return value.kind == ValueKind::text ? token(fold(value.text)) : token(value.number);
}

uint64_t mix(uint64_t hash, uint64_t token) { return (hash ^ token) * 0x9E3779B97F4A7C15ULL; }

bool is_column(const Expression& e) { return e.nodes.size() == 1 && e.root().op == Op::column; }

bool pointed(const LevelKey& key) { return key.match != MatchKind::range; }

// What a pointed cell names.
template <class F>
void each_token(const LevelTable& t, const KeyCell& cell, F f) {
  if (cell.kind == Kind::point) f(token(cell.low));
  for (uint16_t i = 0; i < cell.count; ++i) {
    const size_t at = size_t{cell.first} + i;
    f(cell.kind == Kind::texts ? token(t.texts[at]) : token(t.listed[at]));
  }
}

}  // namespace

LevelIndex::LevelIndex(const Rule& rule) : rule_(&rule), stepped_(SIZE_MAX) {
  const LevelTable& t = rule.levels;
  for (size_t k = 0; k < t.keys.size(); ++k)
    if (t.keys[k].match != MatchKind::exact && t.keys[k].match != MatchKind::range) stepped_ = k;
  for (const LevelKey& key : t.keys) add_field(fields_, key.field);
  const auto reads = [&](const Expression& formula) {
    std::vector<FieldId> fields = fields_of(formula);
    if (fields.empty()) return;
    for (FieldId f : fields) add_field(fields_, f);
    formulas_.emplace_back(&formula, std::move(fields));
  };
  for (const auto& define : t.define) reads(define.second);
  for (const LevelMeasure& m : t.measures) {
    bool always = true;
    for (const Expression& threshold : m.thresholds) reads(threshold);
    for (uint32_t r = 0; r < t.rows && always; ++r)
      always = std::any_of(m.thresholds.begin(), m.thresholds.end(), [&](const Expression& e) {
        return !e.empty() && (!is_column(e) || !std::isnan(t.number(r, e.root().index)));
      });
    always_asked_.push_back(always);
    add_field(fields_, m.field);
  }
  known_.resize(t.keys.size());
  any_.resize(t.keys.size());
  reach_.assign(t.keys.size(), {infinity, -infinity});
  rows_.reserve(t.rows);
  std::vector<uint64_t> hashes, next;
  for (uint32_t r = 0; r < t.rows; ++r) {
    hashes = {0};  // a list in a key stands for several rows
    bool wild = false;
    for (size_t k = 0; k < t.keys.size(); ++k) {
      const KeyCell& cell = t.cell(r, k);
      any_[k] = any_[k] || cell.kind == Kind::any;
      if (cell.kind == Kind::point || cell.kind == Kind::range)
        reach_[k] = {std::min(reach_[k].first, cell.low),
                     std::max(reach_[k].second, cell.kind == Kind::point ? cell.low : cell.high)};
      if (!pointed(t.keys[k])) continue;
      if (cell.kind == Kind::any) {
        wild = true;
        continue;
      }
      next.clear();
      each_token(t, cell, [&](uint64_t one) {
        known_[k].push_back(one);
        for (uint64_t h : hashes) next.push_back(mix(h, one));
      });
      std::swap(hashes, next);
    }
    if (wild)
      wild_.push_back(r);
    else
      for (uint64_t h : hashes) rows_.emplace(h, r);
  }
  for (auto& values : known_) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  }
}

uint64_t LevelIndex::hash_of(const Item& item) const {
  uint64_t hash = 0;
  for (const LevelKey& key : rule_->levels.keys)
    if (pointed(key)) hash = mix(hash, token(item[key.field]));
  return hash;
}

bool LevelIndex::key_fits(uint32_t row, size_t key, const Value& value) const {
  const LevelTable& t = rule_->levels;
  const KeyCell& cell = t.cell(row, key);
  switch (cell.kind) {
    case Kind::any:
      return true;
    case Kind::point:
      return value.number == cell.low;
    case Kind::range:
      return (cell.low_closed ? value.number >= cell.low : value.number > cell.low) &&
             (cell.high_closed ? value.number <= cell.high : value.number < cell.high);
    case Kind::list: {
      const double* from = t.listed.data() + cell.first;
      return std::find(from, from + cell.count, value.number) != from + cell.count;
    }
    case Kind::texts: {
      const std::string* from = t.texts.data() + cell.first;
      return std::find(from, from + cell.count, fold(value.text)) != from + cell.count;
    }
  }
  return false;
}

bool LevelIndex::row_fits(uint32_t row, const Item& item, size_t skip) const {
  const LevelTable& t = rule_->levels;
  for (size_t k = 0; k < t.keys.size(); ++k)
    if (k != skip && !key_fits(row, k, item[t.keys[k].field])) return false;
  return true;
}

uint32_t LevelIndex::find(const Item& item) const {
  uint32_t best = no_row;
  auto [from, to] = rows_.equal_range(hash_of(item));
  for (auto it = from; it != to; ++it)
    if (it->second < best && row_fits(it->second, item, SIZE_MAX)) best = it->second;
  for (uint32_t r : wild_)
    if (r < best && row_fits(r, item, SIZE_MAX)) best = r;
  return best;
}

// The neighbours along the stepped key among the rows whose other keys fit.
bool LevelIndex::find_stepped(const Item& item, LevelOutcome& out) const {
  const LevelTable& t = rule_->levels;
  const double at = item[t.keys[stepped_].field].number;
  uint32_t lower = no_row, upper = no_row;
  const auto value = [&](uint32_t r) { return t.cell(r, stepped_).low; };
  for (uint32_t r = 0; r < t.rows; ++r) {
    if (t.cell(r, stepped_).kind != Kind::point || !row_fits(r, item, stepped_)) continue;
    const double v = value(r);
    if (v < at && (lower == no_row || v > value(lower))) lower = r;
    if (v > at && (upper == no_row || v < value(upper))) upper = r;
  }
  MatchKind match = t.keys[stepped_].match;
  if (match == MatchKind::next_higher) {
    out.row = upper;
    return upper != no_row;
  }
  out.row = lower;
  out.upper = upper;
  out.interpolated = true;
  out.recalled = match == MatchKind::linear_recalled;
  return lower != no_row && upper != no_row;
}

bool LevelIndex::key_possible(size_t key, const Value& value) const {
  if (any_[key]) return true;
  switch (rule_->levels.keys[key].match) {
    case MatchKind::range:
      for (uint32_t r = 0; r < rule_->levels.rows; ++r)
        if (key_fits(r, key, value)) return true;
      return false;
    case MatchKind::exact:
      return std::binary_search(known_[key].begin(), known_[key].end(), token(value));
    case MatchKind::next_higher:
      return value.number <= reach_[key].second;
    default:
      return value.number >= reach_[key].first && value.number <= reach_[key].second;
  }
}

std::vector<uint32_t> LevelIndex::nearest(const Item& item) const {
  const LevelTable& t = rule_->levels;
  struct Near {
    size_t misses;
    double distance;
    uint32_t row;
    bool operator<(const Near& o) const {
      return std::tie(misses, distance, row) < std::tie(o.misses, o.distance, o.row);
    }
  };
  std::vector<Near> all;
  for (uint32_t r = 0; r < t.rows; ++r) {
    Near near{0, 0, r};
    for (size_t k = 0; k < t.keys.size(); ++k) {
      const Value& v = item[t.keys[k].field];
      if (!v.known() || key_fits(r, k, v)) continue;
      ++near.misses;
      const KeyCell& cell = t.cell(r, k);
      if (v.kind != ValueKind::number) {
        near.distance += 1e6;  // another kind is farther than any number
        continue;
      }
      const double low = cell.low, high = cell.kind == Kind::range ? cell.high : cell.low;
      const double away = v.number < low ? low - v.number : v.number - high;
      near.distance += std::abs(away) / std::max(std::abs(v.number), 1e-9);
    }
    all.push_back(near);
  }
  const size_t shown = std::min<size_t>(all.size(), 3);
  std::partial_sort(all.begin(), all.begin() + static_cast<ptrdiff_t>(shown), all.end());
  std::vector<uint32_t> rows;
  for (size_t i = 0; i < shown && all[i].misses == all[0].misses; ++i) rows.push_back(all[i].row);
  std::sort(rows.begin(), rows.end());
  return rows;
}

bool LevelIndex::declared_counts(const Scope& scope) const {
  const LevelTable& t = rule_->levels;
  if (t.declared == no_id) return false;
  const Value& v = scope.item[t.declared];
  return v.known() && v.number >= 1 && v.number <= static_cast<double>(t.levels() + 1) &&
         decide(t.declared_when, scope) == Truth::yes;
}

void LevelIndex::add_missing(const Scope& outer, std::vector<FieldId>& missing) const {
  const LevelTable& t = rule_->levels;
  auto add = [&](FieldId f) {
    if (!outer.item[f].known()) add_field(missing, f);
  };
  for (const LevelKey& key : t.keys) add(key.field);
  if (!formulas_.empty()) {
    // What the formulas will read, of those that lack something. The row is not known yet, so any numbers stand in for
    // its columns and for what was defined before.
    std::array<double, LevelTable::max_columns> any;
    any.fill(2);
    const std::vector<Result> locals(t.define.size(), Result::of(2));
    const Scope scope{outer.base, outer.item, outer.as_of, outer.grader, any, locals};
    std::vector<FieldId> fields;
    for (const auto& [formula, reads] : formulas_) {
      const auto known = [&](FieldId f) { return outer.item[f].known(); };
      if (std::all_of(reads.begin(), reads.end(), known) || gengxin::evaluate(*formula, scope).known()) continue;
      fields.clear();
      missing_of(*formula, scope, fields);  // may name what has a value, which add() knows
      std::for_each(fields.begin(), fields.end(), add);
    }
  }
  if (declared_counts(outer)) return;
  for (size_t m = 0; m < t.measures.size(); ++m)
    if (always_asked_[m] || may_ask(t.measures[m], outer.item)) add(t.measures[m].field);
}

// Whether some row that the known keys leave open has a number for the measure, whose thresholds are all columns
// (another measure is always asked for).
bool LevelIndex::may_ask(const LevelMeasure& m, const Item& item) const {
  const LevelTable& t = rule_->levels;
  for (uint32_t r = 0; r < t.rows; ++r) {
    if (!row_possible(r, item)) continue;
    for (const Expression& e : m.thresholds)
      if (!e.empty() && !std::isnan(t.number(r, e.root().index))) return true;
  }
  return false;
}

bool LevelIndex::row_possible(uint32_t row, const Item& item) const {
  const LevelTable& t = rule_->levels;
  for (size_t k = 0; k < t.keys.size(); ++k) {
    const Value& v = item[t.keys[k].field];
    if (k != stepped_ && v.known() && !key_fits(row, k, v)) return false;
  }
  return true;
}

void LevelIndex::evaluate(const Scope& scope, LevelOutcome& out) const {
  const LevelTable& t = rule_->levels;
  out.state = LevelState::out_of_scope;
  out.result.rule = rule_;
  out.result.grade = out.result.declared_grade = 0;
  out.result.measures = 0;
  out.result.limit_at = static_cast<uint8_t>(t.levels() - 1);
  out.result.conflict = false;
  out.recalled = out.interpolated = false;
  out.row = out.upper = no_row;
  out.missing.clear();

  for (size_t k = 0; k < t.keys.size(); ++k) {
    const Value& v = scope.item[t.keys[k].field];
    if (!v.known())
      add_field(out.missing, t.keys[k].field);
    else if (!key_possible(k, v)) {
      out.missing.clear();
      return;  // out of scope whatever the missing keys are
    }
  }
  if (!out.missing.empty()) {
    // The known keys together may lead to no row.
    uint32_t r = 0;
    while (r < t.rows && !row_possible(r, scope.item)) ++r;
    if (r == t.rows) {
      out.missing.clear();
      return;
    }
    out.state = LevelState::undetermined;
    add_missing(scope, out.missing);
    return;
  }
  out.row = find(scope.item);
  if (out.row == no_row && (stepped_ == SIZE_MAX || !find_stepped(scope.item, out))) return;
  std::array<double, LevelTable::max_columns> columns;
  columns_of(scope.item, out, columns);
  grade(scope, {columns.data(), t.columns.size()}, out);
}

void LevelIndex::columns_of(const Item& item, const LevelOutcome& out, std::span<double> columns) const {
  const LevelTable& t = rule_->levels;
  for (size_t c = 0; c < t.columns.size(); ++c) columns[c] = t.number(out.row, c);
  if (out.upper == no_row) return;
  const double low = t.cell(out.row, stepped_).low, high = t.cell(out.upper, stepped_).low;
  const double part = (item[t.keys[stepped_].field].number - low) / (high - low);
  for (size_t c = 0; c < t.columns.size(); ++c) columns[c] += part * (t.number(out.upper, c) - columns[c]);
}

void LevelIndex::grade(const Scope& outer, std::span<const double> columns, LevelOutcome& out) const {
  const LevelTable& t = rule_->levels;
  Scope scope{outer.base, outer.item, outer.as_of, outer.grader, columns, {}};
  out.locals.clear();
  for (const auto& define : t.define) {
    scope.locals = out.locals;
    out.locals.push_back(gengxin::evaluate(define.second, scope));
  }
  scope.locals = out.locals;

  // What each measure says of each level.
  LevelResult& result = out.result;
  const size_t levels = t.levels();
  std::array<std::array<Truth, LevelTable::max_levels>, LevelTable::max_measures> meets;
  bool exists[LevelTable::max_levels] = {};
  bool measured = true;
  for (const LevelMeasure& m : t.measures) {
    Measured& to = result.measured[result.measures];
    const Value& v = scope.item[m.field];
    to.field = m.field;
    to.at_most = m.at_most;
    to.declared = false;
    to.value = v.known() ? v.number : std::nan("");
    to.thresholds.fill(std::nan(""));
    bool asked = false;
    for (size_t l = 0; l < levels; ++l) {
      Truth& met = meets[result.measures][l];
      met = Truth::no;  // a dash is met by nobody
      if (m.thresholds[l].empty()) continue;
      const Result r = gengxin::evaluate(m.thresholds[l], scope);
      if (r.known() && std::isnan(r.low)) continue;
      asked = exists[l] = true;
      if (!r.known() || !v.known() || r.low != r.high) {
        met = Truth::unknown;
        if (r.known()) to.thresholds[l] = r.low;
        continue;
      }
      const double limit = settled(r.low);
      to.thresholds[l] = limit;
      met = to.meets(limit) ? Truth::yes : Truth::no;
    }
    if (!asked) continue;  // nothing but dashes: this row does not ask for the measure
    if (!v.known()) measured = false;
    ++result.measures;
  }
  if (result.measures == 0) return;  // nothing but dashes: out of scope

  // The best level that is met, unless something unknown leaves a better one open.
  const auto all_meet = [&](size_t l) {
    Truth met = Truth::yes;
    for (uint8_t m = 0; m < result.measures; ++m)
      met = std::min(met, meets[m][l], [](Truth a, Truth b) {
        constexpr int order[] = {0, 2, 1};  // no, yes, unknown: no < unknown < yes
        return order[static_cast<int>(a)] < order[static_cast<int>(b)];
      });
    return met;
  };
  const auto one_meets = [&](size_t l) {
    Truth met = Truth::no;
    for (uint8_t m = 0; m < result.measures; ++m) {
      if (meets[m][l] == Truth::yes) return Truth::yes;
      if (meets[m][l] == Truth::unknown) met = Truth::unknown;
    }
    return met;
  };
  int reached = static_cast<int>(levels) + 1;
  bool open = false;
  for (size_t l = 0; l < levels && !open; ++l) {
    if (!exists[l]) continue;
    Truth met = all_meet(l);
    if (t.one_of && l + 1 < levels) {
      const Truth limit = all_meet(levels - 1), one = one_meets(l);
      met = limit == Truth::no || one == Truth::no     ? Truth::no
            : limit == Truth::yes && one == Truth::yes ? Truth::yes
                                                       : Truth::unknown;
    }
    open = met == Truth::unknown;
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
  if (declared && !measured) {
    result.grade = result.declared_grade;
    for (uint8_t m = 0; m < result.measures; ++m) result.measured[m].declared = true;
    out.state = LevelState::graded;
    return;
  }
  out.state = LevelState::undetermined;
  for (size_t d = 0; d < t.define.size(); ++d) {
    scope.locals = std::span<const Result>(out.locals).first(d);
    if (!out.locals[d].known()) missing_of(t.define[d].second, scope, out.missing);
  }
  scope.locals = out.locals;
  for (const LevelMeasure& m : t.measures)
    for (const Expression& e : m.thresholds)
      if (!e.empty() && !gengxin::evaluate(e, scope).known()) missing_of(e, scope, out.missing);
  if (!declared)
    for (uint8_t m = 0; m < result.measures; ++m)
      if (std::isnan(result.measured[m].value)) add_field(out.missing, result.measured[m].field);
}

LevelIndex::Values LevelIndex::values_at(const LevelOutcome& graded, size_t level) const {
  const LevelTable& t = rule_->levels;
  Values values;
  values.fill(std::nan(""));
  for (size_t m = 0; m < t.measures.size(); ++m)
    for (uint8_t i = 0; i < graded.result.measures; ++i) {
      const Measured& one = graded.result.measured[i];
      const double limit = one.thresholds[level];
      if (one.field == t.measures[m].field && !std::isnan(limit) && !one.meets(limit)) values[m] = limit;
    }
  return values;
}

Result LevelIndex::saving(const Scope& outer, const LevelOutcome& graded, std::span<const double> instead,
                          std::vector<FieldId>& missing) const {
  const LevelTable& t = rule_->levels;
  std::array<double, LevelTable::max_columns> columns;
  columns_of(outer.item, graded, columns);
  std::vector<Result> locals = graded.locals;
  for (size_t m = 0; m < t.measures.size(); ++m) {
    const Value& present = outer.item[t.measures[m].field];
    Result target;
    if (!present.known())
      add_field(missing, t.measures[m].field);
    else
      target = Result::of(std::isnan(instead[m]) ? present.number : instead[m]);
    locals.push_back(target);
  }
  const Scope scope{outer.base, outer.item, outer.as_of, outer.grader, {columns.data(), t.columns.size()}, locals};
  Result kwh = gengxin::evaluate(t.energy, scope);
  if (!kwh.known()) missing_of(t.energy, scope, missing);
  return kwh;
}

}  // namespace gengxin
