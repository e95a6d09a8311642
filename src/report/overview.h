// What a report with pictures, a list of dates or a plan shows beside the totals: sums over items that Summary does
// not keep, and the days that come.
//
// Sums are made of what each item says by itself, so parts merge in input order and come to the same for any --jobs.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "report/report.h"

namespace gengxin {

/// Where a finding was made, kept when the item is gone.
struct ItemPlace {
  std::string file, sheet;
  uint64_t row = 0;
  std::string item;  // its id, else "row N"
  std::string name, model, company;
};
ItemPlace place_of(const RunInfo& run, const Item& item);

/// A day that an item's finding names.
struct Due {
  enum class Kind : uint8_t {
    deadline,        // the clause's deadline: until then the item must be gone or up to its level
    incentive_ends,  // the last day of an incentive that the item earns or may earn
    hold_ends,       // until then an item that earned a credit may not be sold or leased out
  };
  Day day = no_day;
  Kind kind = Kind::deadline;
  Verdict verdict = Verdict::unchecked;
  bool suspected = false;
  const Rule* rule = nullptr;
  const Document* document = nullptr;
  ItemPlace place;
};

class Overview {
 public:
  /// Electricity between what stands there and the next level to buy, a year; of an item's findings the largest.
  struct Energy {
    uint64_t items = 0, priced = 0;  // items whose saving is known; of those the ones with money
    int64_t kwh = 0;
    Decimal yuan;
  };
  /// Money that incentives come to: what counts once (see counts_as_money).
  struct Money {
    uint64_t items = 0;
    Decimal certain, suspected;  // suspected: something is still to be checked, or the clause was recalled
    Decimal carried;             // of both: beyond what the year's tax leaves room for, carried forward
  };

  void add(const RunInfo& run, const Item& item, const Outcome& outcome);
  void merge(Overview&& later);

  /// Items by their gravest verdict: unlike findings, they add up to the items.
  std::array<uint64_t, verdict_count> gravest{};
  /// By category (no_id: unknown) and gravest verdict.
  std::map<CategoryId, std::array<uint64_t, verdict_count>> categories;
  std::map<CategoryId, Energy> energy;
  /// By the year in which the item was bought; of what is still to be bought, and where no day is known, the year of
  /// the run's date.
  std::map<int, Money> money;
  /// In the order of the days, and within a day of the input, after sort().
  std::vector<Due> due;
  void sort();
  bool overflow = false;  // a sum of money needs more than 18 digits and is not complete
};

/// Whether the finding's amount is money that the item earns: a deduction from income is none, and of two that exclude
/// each other the smaller is none.
bool counts_as_money(const Finding& finding, const FindingList& of_the_item);

/// The items for which one clause names one day.
struct DueDay {
  const Due* first = nullptr;
  std::vector<const ItemPlace*> items;  // in the order of the input
};
/// What --horizon lists for programs, item by item (due_groups.h has it for people): deadlines that have passed, and
/// everything that falls due from the run's day up to `until`; by day, then in the order of the rule base.
std::vector<DueDay> due_days(const RunInfo& run, const Overview& overview, Day until);
/// "deadline", "incentive-ends", "hold-ends"
std::string_view due_kind_id(Due::Kind kind);
/// 期限, 政策截止, 抵免保留期满
const char* due_kind_word(Due::Kind kind);

/// An overview gathered part by part.
struct OverviewPart : PartData {
  Overview overview;
};

}  // namespace gengxin
