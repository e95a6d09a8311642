// Looking an item up in a level table: which row, which thresholds, which grade.
//
// The grade is the best one whose thresholds all measures meet; equality meets. (With `combine: one` the limit is met
// by all measures, a better level by the limit and one of them: GB 19577 knows two indices.) A key outside the grid is
// out of scope, never a fail, and a printed dash is a level that does not exist: nobody meets it, and a measure that
// has nothing but dashes is not asked for. A grade is given as soon as it is certain: a transformer whose no-load loss
// alone is beyond grade 3 is below grade 3 whatever its load loss, and a kiln at grade 2 needs no altitude for grade 3.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/evaluate.h"
#include "engine/finding.h"
#include "rules/rule.h"

namespace gengxin {

constexpr uint32_t no_row = UINT32_MAX;

enum class LevelState : uint8_t { out_of_scope, undetermined, graded };

struct LevelOutcome {
  LevelState state = LevelState::out_of_scope;
  LevelResult result;
  bool recalled = false;  // rests on an interpolation that was recalled, not read
  bool interpolated = false;
  uint32_t row = no_row;         // the row used; when interpolated the lower neighbour
  uint32_t upper = no_row;       // when interpolated the upper neighbour
  std::vector<Result> locals;    // what the table defines, in its order; unknown where a value is missing
  std::vector<FieldId> missing;  // undetermined: keys and measures that would decide
};

/// A level table made ready for look-ups.
class LevelIndex {
 public:
  explicit LevelIndex(const Rule& rule);
  /// The scope's columns and locals are set here; everything else of it is the caller's.
  void evaluate(const Scope& scope, LevelOutcome& out) const;
  /// The fields without which no grade can be given, as far as they are missing.
  void add_missing(const Scope& scope, std::vector<FieldId>& missing) const;
  const Rule& rule() const { return *rule_; }
  /// The rows nearest to an item that is in none: those that most keys fit, at most three.
  std::vector<uint32_t> nearest(const Item& item) const;
  using Values = std::array<double, LevelTable::max_measures>;  // by measure of the table; NaN: none
  /// What equipment that just reaches the level (0 = the best) would measure where the item falls short of it.
  Values values_at(const LevelOutcome& graded, size_t level) const;
  /// kWh a year that `instead` would save over the present values; where it has none, the present value stays. Unknown
  /// with what it lacks.
  Result saving(const Scope& scope, const LevelOutcome& graded, std::span<const double> instead,
                std::vector<FieldId>& missing) const;
  /// Everything a grade rests on: keys, what the formulas read, measures; in this order.
  const std::vector<FieldId>& fields() const { return fields_; }

 private:
  bool key_fits(uint32_t row, size_t key, const Value& value) const;
  bool row_fits(uint32_t row, const Item& item, size_t skip) const;
  bool row_possible(uint32_t row, const Item& item) const;
  bool may_ask(const LevelMeasure& measure, const Item& item) const;
  bool key_possible(size_t key, const Value& value) const;
  uint32_t find(const Item& item) const;
  bool find_stepped(const Item& item, LevelOutcome& out) const;
  void columns_of(const Item& item, const LevelOutcome& out, std::span<double> columns) const;
  void grade(const Scope& scope, std::span<const double> columns, LevelOutcome& out) const;
  uint64_t hash_of(const Item& item) const;
  bool declared_counts(const Scope& scope) const;

  const Rule* rule_;
  std::vector<FieldId> fields_;
  size_t stepped_;                                    // the key that matches by step or line; SIZE_MAX = none
  std::unordered_multimap<uint64_t, uint32_t> rows_;  // by the hash of the pointed keys, in order of rows
  std::vector<uint32_t> wild_;                        // rows that the hash cannot find ('*' in a pointed key)
  std::vector<std::vector<uint64_t>> known_;          // by key: what its column holds, hashed and sorted
  std::vector<std::pair<double, double>> reach_;      // by key: its lowest and highest number
  std::vector<std::pair<const Expression*, std::vector<FieldId>>> formulas_;  // that read fields, and which
  std::vector<bool> always_asked_;  // by measure: every row has a number for it
  std::vector<bool> any_;           // by key: some row takes any value
};

}  // namespace gengxin
