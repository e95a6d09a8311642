// Evaluation of expressions in Kleene's three-valued logic, over intervals.
//
// A missing field makes an operand unknown; `false && unknown` is false, `true || unknown` is true, everything else
// that an unknown touches is unknown. A date known only to its year is the interval of its days, and what is
// computed from it (years_since, year, comparisons) is the interval of all answers: a comparison that holds for
// all of them is true, for none false, else unknown. So a verdict never rests on a guess.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/finding.h"
#include "engine/item.h"
#include "rules/rule.h"

namespace gengxin {

enum class Truth : uint8_t { no, yes, unknown };

struct Result {
  enum class Kind : uint8_t { unknown, number, money, text, boolean, date, choice };
  Kind kind = Kind::unknown;
  double low = 0, high = 0;  // numbers: both ends; boolean 0/1; choice: its position
  Decimal money;
  DateSpan date;
  std::string_view text;

  static Result of(double number) { return {Kind::number, number, number, {}, {}, {}}; }
  static Result of(double low, double high) { return {Kind::number, low, high, {}, {}, {}}; }
  static Result of(Truth t) {
    if (t == Truth::unknown) return {};
    double v = t == Truth::yes;
    return {Kind::boolean, v, v, {}, {}, {}};
  }
  bool known() const { return kind != Kind::unknown; }
  Truth truth() const { return !known() ? Truth::unknown : low != 0 ? Truth::yes : Truth::no; }
};

/// What grade('rule') asks of the engine.
class Grader {
 public:
  virtual ~Grader() = default;
  /// The grade of the item by a levels rule; unknown when fields are missing, NaN when the item is out of its scope.
  virtual Result grade(const Item& item, uint16_t rule) = 0;
  /// The fields that would decide it.
  virtual void grade_missing(const Item& item, uint16_t rule, std::vector<FieldId>& missing) = 0;
  /// `text` as written; it is matched in its normal form (NFKC).
  virtual bool matches(std::string_view text, const std::string& pattern) = 0;
};

struct Scope {
  const RuleBase& base;
  const Item& item;
  Day as_of;
  Grader& grader;
  std::span<const double> columns{};
  std::span<const Result> locals{};  // one may be unknown
};

Result evaluate(const Expression& expression, const Scope& scope);
/// A condition; an empty one holds.
Truth decide(const Expression& expression, const Scope& scope);
/// Whether a part of a condition holds: the node at `position`, of type boolean.
Truth decide_part(const Expression& expression, uint16_t position, const Scope& scope);
/// The same condition for items of one category in one region: is_a() and in_region() are known and folded away, and
/// has() of fields that no item can have, where it is known which can.
Expression specialize(const Expression& expression, const Vocabulary& vocabulary, CategoryId category, RegionId region,
                      const std::vector<bool>* possible = nullptr);
/// The fields that would decide an expression whose value is unknown: the missing and the imprecise ones of its
/// unknown operands. Appends without repetition.
void missing_of(const Expression& expression, const Scope& scope, std::vector<FieldId>& missing);
/// A computed number without the noise of binary arithmetic: 4.5 x 1.2 is 5.4, not 5.3999999999999995, so that a value
/// that meets a computed limit exactly is decided as met. Numbers farther than 1e-13 (relative) from nine decimal
/// places stay as they are.
double settled(double computed);
void add_field(std::vector<FieldId>& fields, FieldId field);

}  // namespace gengxin
