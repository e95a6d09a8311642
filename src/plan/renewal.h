// What is to be done about one item: why and by when, what to buy instead, what that saves and earns.
//
// The goal is the level that a clause asks for, with all its numbers; where a list retires the item without naming a
// level, it is the energy-saving level (else the last there is) of the table that speaks of such equipment. What a
// purchase earns is found by asking the rules of the purchase itself: the item as it would be bought (its technical
// values, the measured ones at the goal or as offered, `use` planned, the quoted price) is evaluated like any other.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "report/overview.h"

namespace gengxin {

/// An item whose texts are its own: it outlives the row that it was read from.
class KeptItem {
 public:
  explicit KeptItem(const Item& item);
  KeptItem(KeptItem&&) = default;
  KeptItem& operator=(KeptItem&&) = default;
  const Item& item() const { return item_; }

 private:
  std::deque<std::string> texts_;
  Item item_;
};

/// Offers by the item that each would replace.
using Offers = std::multimap<std::string, KeptItem, std::less<>>;

struct Reason {
  Verdict verdict = Verdict::unchecked;
  bool suspected = false, violation = false;
  const Rule* rule = nullptr;
  Day deadline = no_day;
};

/// What the equipment bought instead must measure.
struct Goal {
  struct Value {
    FieldId field = no_id;
    bool at_most = false;
    double limit = 0;
  };
  const Rule* rule = nullptr;  // the table; nullptr: none speaks of such equipment, or what it asks is missing
  int level = 0;               // 1 = the best
  bool suspected = false;
  std::vector<Value> values;
  std::vector<FieldId> missing;  // no table could be read without them
};

struct Earning {
  const Rule* rule = nullptr;
  bool suspected = false;  // something is still to be checked, or the clause was recalled
  Amount amount;
  bool counts = false;           // as money: see counts_as_money
  std::vector<FieldId> missing;  // what the amount needs
};

/// One way to replace the item.
struct Option {
  std::string offer, model;  // the offer's id and model; empty: what the goal asks for, at the inventory's own quote
  int grade = 0;             // of an offer, by the goal's table; 0 = not known
  bool short_of_goal = false;
  bool below_last = false;   // worse than the last grade
  bool below_limit = false;  // and the standard is mandatory: it may not be sold, and is no option for a budget
  bool priced = false, with_vat = false;
  Decimal price;  // yuan
  Saving saving;
  std::vector<FieldId> saving_missing;
  std::vector<Earning> earnings;
  Decimal certain, possible;  // sums of the earnings that count
};

struct Renewal {
  uint64_t position = 0;  // in the order of the input
  ItemPlace place;
  CategoryId category = no_id;
  bool must = false;      // by law: to be retired, a violation, below the baseline; not where that is only suspected
  Day deadline = no_day;  // of the duty; with `must` none means at once
  std::vector<Reason> reasons;
  Goal goal;
  std::vector<Option> options;  // at least one; the first is the best by itself
};

/// Makes renewals of items, one by one; each thread has its own.
class Planner {
 public:
  Planner(const Engine& engine, const RunInfo& run, const Offers& offers);
  /// nullopt: nothing must or should be done about the item.
  std::optional<Renewal> plan(const Item& item, const Outcome& outcome);

 private:
  void set_goal(const Item& item, const Outcome& outcome, Renewal& renewal);
  Goal goal_of_kind(const Item& item);
  Item purchase(const Item& item, const Goal& goal, const Item* offer);
  /// What the tables of grades for such equipment are, and which fields belong to the machine that goes: what was
  /// measured of it, and the grade on its label. Found once a category.
  struct Kind {
    std::vector<uint16_t> tables;
    std::vector<FieldId> judged;
  };
  const Kind& kind(CategoryId category);
  Option option(const Item& item, const Goal& of_the_item, const Item* offer);
  void set_saving(const Item& item, const Goal& goal, const LevelIndex::Values& instead, Option& option);

  const Engine& engine_;
  const RuleBase& base_;
  const RunInfo& run_;
  const Offers& offers_;
  Session session_;
  FieldId use_, model_, quote_, price_net_, price_gross_, price_;
  std::map<CategoryId, Kind> kinds_;
  int planned_;  // the choice's position
};

/// Years until what is saved has paid the price; a value only where both are known. Compares without rounding.
struct Payback {
  Decimal price, yuan;
  bool known = false;
  double years() const { return price.to_double() / yuan.to_double(); }
};
Payback payback_of(const Option& option);
/// The same with what the purchase earns taken off the price; `possible`: also what is still to be checked.
Payback payback_after(const Option& option, bool possible);
/// Shorter before longer, known before unknown.
bool pays_back_sooner(const Payback& a, const Payback& b);

}  // namespace gengxin
