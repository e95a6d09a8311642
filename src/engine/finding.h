// What the engine says of an item.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/decimal.h"
#include "engine/item.h"
#include "rules/verdict.h"

namespace gengxin {

struct Combination;
struct Rule;
struct Document;

/// One measured quantity beside its thresholds, best level first; NaN where the standard prints a dash, and beyond the
/// levels that the table has.
struct Measured {
  FieldId field = no_id;
  bool at_most = false;   // smaller is better
  bool declared = false;  // no measured value: the grade is the declared one, `value` is NaN
  double value = 0;
  std::array<double, 5> thresholds{};
  /// Equality meets; what is not measured and what is not printed (NaN) meets nothing.
  bool meets(double limit) const { return at_most ? value <= limit : value >= limit; }
};

struct LevelResult {
  const Rule* rule = nullptr;  // the levels rule; nullptr = no level in this finding
  /// 1 to 3 (of five grades: 5), one more = below the last. Benchmark kind: 1 at benchmark, 2 between, 3 below
  /// baseline.
  int grade = 0;
  uint8_t limit_at = 2;  // the threshold that may not be missed: the last; of a new plant's limits the second
  uint8_t measures = 0;
  std::array<Measured, 4> measured{};
  bool conflict = false;   // the declared grade contradicts the measured value
  int declared_grade = 0;  // 0 = none
};

struct Target {
  /// energy-saving, advanced, access; benchmark, baseline; limit-advanced, limit-access, limit; empty = none.
  std::string_view level;
  FieldId field = no_id;
  uint8_t at = 0;  // the position of its threshold
  double value = 0;
};

/// Electricity between the present value and a target, a year.
struct Saving {
  bool known = false;
  double kwh = 0;  // whole kilowatt-hours
  bool priced = false;
  Decimal yuan;  // kwh times the price of electricity
};

struct Amount {
  bool known = false;
  Decimal value;       // yuan
  bool split = false;  // what it is set against is known
  Decimal now, carried;
};

/// How an incentive stands to another one that the same item or project earns.
struct Together {
  const Rule* other = nullptr;
  const Combination* how = nullptr;
};

/// An accepted finding: it is still reported, but does not fail the run until the waiver ends.
struct Waiver {
  std::string rule = {};    // the id of a rule or document, which may end in *
  std::string clause = {};  // or the document's number (or id), a space and the clause
  std::string item = {};    // the item's id or "row N", with * and ? as in file names; empty = every item
  std::string reason = {}, who = {};
  Day until = no_day;      // last day
  std::string where = {};  // "gengxin.toml:12"
};

struct Finding {
  Verdict verdict = Verdict::unchecked;
  bool suspected = false;  // rests on a recalled clause
  /// Below access and put into service after the standard took effect; of limits also every excess of the limit.
  bool violation = false;
  const Rule* rule = nullptr;  // nullptr: the finding is about the document, or about the item (document nullptr too)
  const Document* document = nullptr;
  Day deadline = no_day;
  LevelResult level;
  std::array<Target, 2> targets{};      // the next level to buy, and the best
  std::array<Saving, 2> savings{};      // by target
  std::vector<FieldId> saving_missing;  // what the savings need: the formula's values, the price
  Amount amount;
  Day hold_until = no_day;  // transferred or leased out up to this day the credit ends
  bool repay = false;       // and it was
  std::vector<Together> together;
  std::vector<FieldId> values;                  // the fields compared, in the order of the clause
  std::vector<FieldId> missing;                 // undetermined: what would decide; eligible: what the amount needs
  std::vector<const Rule*> also;                // other clauses that say the same
  std::vector<const Document*> also_documents;  // of a finding about a document: others that wait for the same
  // Set behind the engine, where the run's waivers and baseline are known (accept/).
  const Waiver* waiver = nullptr;  // the one in force that covers it
  bool known = false;              // the baseline has it
  /// Whether it is one that somebody has taken note of: it does not fail the run.
  bool accepted() const { return waiver != nullptr || known; }
};

/// How much a finding asks for, for the formats and the --fail-on that speak of severities.
enum class Urgency : uint8_t {
  note,     // an advice, a chance, or not decided: upgrade, in-scope, eligible, undetermined
  warning,  // within its clause's time, or asked for by a plan: restrict, below-baseline, below-access, overage
  error,    // against the law as it stands: retire, and below access since the standard took effect
};
/// By verdict and violation alone; what is suspected counts as its clause would if it were confirmed.
Urgency urgency_of(const Finding& finding);
/// The urgency to show: what is suspected is at most a warning.
Urgency shown_urgency(const Finding& finding);
/// "error", "warning", "note".
std::string_view urgency_id(Urgency urgency);

/// Findings of one item. Keeps the storage of earlier items' findings, so that a row costs no allocation.
class FindingList {
 public:
  Finding& add();
  void push_back(Finding finding) { add() = std::move(finding); }
  void pop_back() { --size_; }
  void clear() { size_ = 0; }
  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }
  Finding& operator[](size_t i) { return pool_[i]; }
  const Finding& operator[](size_t i) const { return pool_[i]; }
  Finding& front() { return pool_.front(); }
  const Finding& front() const { return pool_.front(); }
  Finding* begin() { return pool_.data(); }
  Finding* end() { return pool_.data() + size_; }
  const Finding* begin() const { return pool_.data(); }
  const Finding* end() const { return pool_.data() + size_; }

 private:
  std::vector<Finding> pool_;
  size_t size_ = 0;
};

struct Outcome {
  FindingList findings;  // gravest first; within a verdict certain before suspected, earliest deadline first
  bool checked = false;  // at least one rule was decided for this item
  // Of the tables that know the item's level, the worst; 0 = none does. Good levels too, which give no finding.
  uint8_t grade = 0;                                // of tables of grades
  uint8_t benchmark = 0;                            // of benchmark tables: 3 is below the baseline
  bool grade_open = false, benchmark_open = false;  // a table of the kind would speak, and lacks a value
  Verdict gravest() const {
    if (!findings.empty()) return findings.front().verdict;
    return checked ? Verdict::compliant : Verdict::unchecked;
  }
};

}  // namespace gengxin
