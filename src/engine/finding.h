// What the engine says of an item.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/decimal.h"
#include "engine/item.h"

namespace gengxin {

struct Rule;
struct Document;

/// In order of gravity, the gravest first; this order serves --fail-on and the one verdict of a CSV row.
enum class Verdict : uint8_t {
  retire,
  restrict_class,
  below_baseline,
  below_access,
  upgrade,
  overage,
  in_scope,
  eligible,
  undetermined,
  compliant,
  unchecked,  // no rule speaks to the item: no verdict
};
inline constexpr int verdict_count = 11;

/// "below-access"; `unchecked` is the empty string.
std::string_view verdict_id(Verdict v);
/// 低于准入水平
std::string_view verdict_zh(Verdict v);
/// By its id, or -1.
int verdict_by_id(std::string_view id);

/// One measured quantity beside its thresholds, best level first; NaN where the standard prints a dash.
struct Measured {
  FieldId field = no_id;
  bool at_most = false;    // smaller is better
  bool declared = false;   // no measured value: the grade is the declared one, `value` is NaN
  double value = 0;
  std::array<double, 3> thresholds{};
};

struct LevelResult {
  const Rule* rule = nullptr;  // the levels rule; nullptr = no level in this finding
  int grade = 0;               // 1, 2, 3; 4 = below grade 3. Benchmark kind: 1 at benchmark, 2 between, 3 below baseline
  uint8_t measures = 0;
  std::array<Measured, 2> measured{};
  bool conflict = false;       // the declared grade contradicts the measured value
  int declared_grade = 0;      // 0 = none
};

struct Target {
  std::string_view level;      // energy-saving, advanced, access, benchmark, baseline; empty = none
  FieldId field = no_id;
  double value = 0;
};

struct Amount {
  bool known = false;
  Decimal value;               // yuan
};

struct Finding {
  Verdict verdict = Verdict::unchecked;
  bool suspected = false;               // rests on a recalled clause
  bool violation = false;               // below access and put into service after the standard took effect
  const Rule* rule = nullptr;           // nullptr: the finding is about the document, or about the item (document nullptr too)
  const Document* document = nullptr;
  Day deadline = no_day;
  LevelResult level;
  std::array<Target, 2> targets{};      // the next level to buy, and the best
  Amount amount;
  std::vector<FieldId> values;          // the fields compared, in the order of the clause
  std::vector<FieldId> missing;         // undetermined: what would decide; eligible: what the amount needs
  std::vector<const Rule*> also;        // other clauses that say the same
};

struct Outcome {
  std::vector<Finding> findings;  // gravest first; within a verdict certain before suspected, earliest deadline first
  bool checked = false;           // at least one rule was decided for this item
  Verdict gravest() const {
    if (!findings.empty()) return findings.front().verdict;
    return checked ? Verdict::compliant : Verdict::unchecked;
  }
};

}  // namespace gengxin
