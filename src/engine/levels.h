// Looking an item up in a level table: which row, which thresholds, which grade.
//
// The grade is the best one whose thresholds all measures meet; equality meets. A key outside the grid is out of
// scope, never a fail, and a printed dash is a level that does not exist. A grade is given as soon as it is
// certain: a transformer whose no-load loss alone is beyond grade 3 is below grade 3 whatever its load loss.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/evaluate.h"
#include "engine/finding.h"
#include "rules/rule.h"

namespace gengxin {

enum class LevelState : uint8_t { out_of_scope, undetermined, graded };

struct LevelOutcome {
  LevelState state = LevelState::out_of_scope;
  LevelResult result;
  bool recalled = false;  // rests on an interpolation that was recalled, not read
  bool interpolated = false;
  const LevelRow* row = nullptr;    // the row used; when interpolated the lower neighbour
  const LevelRow* upper = nullptr;  // when interpolated the upper neighbour
  std::vector<FieldId> missing;     // undetermined: keys and measures that would decide
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
  /// Everything a grade rests on: keys, what the formulas read, measures; in this order.
  const std::vector<FieldId>& fields() const { return fields_; }

 private:
  bool key_fits(size_t key, const KeyCell& cell, const Value& value) const;
  bool row_fits(const LevelRow& row, const Item& item, size_t skip) const;
  bool key_possible(size_t key, const Value& value) const;
  const LevelRow* find(const Item& item) const;
  bool find_stepped(const Item& item, LevelOutcome& out) const;
  void grade(const Scope& scope, const double* columns, LevelOutcome& out) const;
  uint64_t hash_of(const Item& item) const;
  bool declared_counts(const Scope& scope) const;

  const Rule* rule_;
  std::vector<FieldId> fields_;
  size_t stepped_;                                    // the key that matches by step or line; SIZE_MAX = none
  std::unordered_multimap<uint64_t, uint32_t> rows_;  // by the hash of the pointed keys, in order of rows
  std::vector<uint32_t> wild_;                        // rows that the hash cannot find ('*' in a pointed key)
  std::vector<std::vector<double>> known_values_;     // by key: all numbers of its column, sorted
  std::vector<std::vector<FieldId>> define_fields_;   // by definition: what it reads
  std::vector<bool> any_;                             // by key: some row takes any value
};

}  // namespace gengxin
