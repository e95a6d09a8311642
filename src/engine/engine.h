// One item, one pure function: what the rules say of it on a date.
//
// The Engine is read-only and shared; a Session holds one worker's caches: which rules speak to a category in a region
// (its plan), and which of them a model designation or a name falls under, each found once per distinct text.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/text_cache.h"
#include "engine/evaluate.h"
#include "engine/finding.h"
#include "engine/levels.h"
#include "engine/match.h"
#include "rules/rule.h"

namespace re2 {
class RE2;
}

namespace gengxin {

struct EngineOptions {
  Day as_of = no_day;
  Provenance min_provenance = Provenance::recalled;
  /// Verdicts, document ids, rule ids, or beginnings of ids followed by '*'. Nothing in `only` = everything.
  std::vector<std::string> only, skip;
};

class Engine {
 public:
  /// Throws UsageError when an entry of only or skip names nothing.
  Engine(const RuleBase& base, EngineOptions options);
  ~Engine();

  const RuleBase& base() const { return base_; }
  Day as_of() const { return options_.as_of; }
  /// In force on the date, trusted enough and not switched off.
  bool active(uint16_t rule) const { return active_[rule]; }
  /// The same whatever the day: trusted enough, not switched off, and not there only to be read.
  bool selected(uint16_t rule) const { return selected_[rule]; }
  bool wanted(Verdict v) const { return wanted_[static_cast<int>(v)]; }
  /// The rule's table made ready for look-ups; made when first asked for, by whichever worker comes first.
  const LevelIndex* levels(uint16_t rule) const {
    Indexed& one = levels_[rule];
    std::call_once(one.once, [&] { one.index = std::make_unique<LevelIndex>(base_.rules[rule]); });
    return one.index.get();
  }
  const re2::RE2& pattern(const std::string& text) const;
  /// The bit of Use for the item's `use` value.
  uint8_t use_of(const Item& item) const;

 private:
  friend class Session;
  const RuleBase& base_;
  EngineOptions options_;
  std::vector<char> selected_, active_;
  std::array<bool, verdict_count> wanted_{};
  struct Indexed {
    std::once_flag once;
    std::unique_ptr<LevelIndex> index;
  };
  mutable std::vector<Indexed> levels_;
  std::unordered_map<std::string, std::unique_ptr<re2::RE2>> patterns_;
  FieldId use_, name_, model_, category_, in_service_date_, plant_status_, electricity_price_;
  double new_plant_ = -1;          // the choice's position
  std::vector<uint8_t> use_bits_;  // by the choice's position
};

/// What became of one rule for one item; `explain` prints it.
enum class Consideration : uint8_t {
  inactive,      // not in force on the date, or switched off
  elsewhere,     // another category or region
  other_use,     // speaks to another use
  no_match,      // the designation or name is not on the list
  not_met,       // the condition is false
  out_of_scope,  // outside the table's grid
  nothing,       // decided, and nothing found: the level is good enough
  undetermined,
  found,
};

class Session : public Grader {
 public:
  explicit Session(const Engine& engine);
  ~Session() override;

  /// The fields that the items to come may have a value for, their own or one derived by the mapping: what asks for
  /// others is folded away. Without it every field may be there. What was expected before costs little when it is said
  /// again: the files of a run have few sets of columns.
  void expect(const std::vector<bool>& possible);
  /// Sets what follows from the item's values with certainty; comes before evaluate and consider.
  void derive(Item& item);
  void evaluate(const Item& item, Outcome& outcome);
  /// One rule by itself; appends what it finds.
  Consideration consider(const Item& item, uint16_t rule, Outcome& outcome);
  /// The look-up behind the last consideration of a levels rule.
  const LevelOutcome& last_levels() const { return level_; }
  /// The rule's table for the item whatever its use, as equipment of its kind would be judged: with a row even where a
  /// measured value is missing. nullptr when the rule is no table, not active, or not known to be about such an item.
  /// Stands until the next call of anything.
  const LevelOutcome* look_up(const Item& item, uint16_t rule);
  /// kWh a year between the item, as look_up found it, and values to come instead of its measures (by measure of the
  /// table; NaN where none is known: it stays as it is). Names what it lacks.
  Result saving_to(const Item& item, uint16_t rule, std::span<const double> instead, std::vector<FieldId>& missing);

  /// So many kilowatt-hours in whole ones, and in yuan where the item's price of electricity is known; else names the
  /// price. Unknown where the number is none that a plant could save.
  Saving saving_of(const Item& item, double kwh, std::vector<FieldId>& missing) const;

  Result grade(const Item& item, uint16_t rule) override;
  void grade_missing(const Item& item, uint16_t rule, std::vector<FieldId>& missing) override;
  bool matches(std::string_view text, const std::string& pattern) override;

 private:
  struct Folded;
  struct Plan;
  bool speaks_to(const Item& item, const Rule& rule) const;
  Plan& plan_for(const Item& item);
  const std::vector<const Derivation*>& derivations_for(const Item& item);
  static void leave_open(const Rule& rule, Outcome& outcome);
  static void combine(FindingList& all);
  const Folded& fold_plan(const Item& item, Plan& plan);
  std::span<const uint16_t> listed(Plan& plan, const Item& item);
  Truth listed_alone(const Item& item, const Rule& rule, FieldId& missing) const;
  /// `when`: the rule's condition, or the same specialized.
  Consideration decide_rule(const Item& item, uint16_t rule, const Expression& when, Outcome& outcome);
  Consideration decide_levels(const Item& item, const Rule& rule, uint16_t position, Outcome& outcome);
  void decide_unlisted(const Item& item, Plan& plan, Outcome& outcome);
  Result grade_anew(const Item& item, uint16_t rule);
  void set_incentive(const Item& item, const Rule& rule, Finding& finding);
  void name_inputs(const Item& item, std::vector<FieldId>& missing);
  bool below_for_new_plant(const Item& item, const Rule& rule, Finding* finding) const;
  void set_targets(const Rule& rule, Finding& finding) const;
  void set_savings(const Item& item, uint16_t position, Finding& finding);
  Finding& found(const Item& item, const Rule& rule, Verdict verdict, Outcome& outcome);
  void arrange(Outcome& outcome) const;
  Scope scope(const Item& item) { return {engine_.base_, item, engine_.options_.as_of, *this, {}, {}}; }

  const Engine& engine_;
  std::unordered_map<uint32_t, std::unique_ptr<Plan>> plans_;
  std::unordered_map<const re2::RE2*, std::unique_ptr<TextCache<bool, 1 << 12>>> matched_;
  const std::vector<bool>* possible_ = nullptr;         // in expectations_
  std::map<std::vector<bool>, uint32_t> expectations_;  // what expect() was told, numbered
  uint32_t expected_ = 0;                               // the number of what is expected now; 0: every field
  uint32_t last_key_ = 0;
  Plan* last_plan_ = nullptr;
  LevelOutcome level_;
  LevelOutcome graded_;                              // for grade(), which may be asked while level_ is in use
  std::vector<std::pair<uint16_t, Result>> grades_;  // of the item at hand, by rule: several clauses ask for one
};

}  // namespace gengxin
