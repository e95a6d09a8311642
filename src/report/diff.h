// What two days differ in: the rules in force, and item by item what they say.
//
// The run evaluates an item for the earlier day and hands it over; the same worker then evaluates it for the later one.
// Items that change are written as they come, so memory does not grow with the inventory.
#pragma once

#include <atomic>
#include <mutex>

#include "report/finding_json.h"
#include "report/report.h"
#include "rules/changes.h"

namespace gengxin {

struct Diff {
  const Engine& before;  // the run's
  const Engine& after;
  std::vector<RuleChange> rules;
  std::vector<DocumentChange> documents;  // the same, told by document
  bool inventory = false;                 // items follow; else only the rules are compared
};

/// One finding on both days; null where there is none.
struct FindingChange {
  const Finding* before = nullptr;
  const Finding* after = nullptr;
};

/// An item of which the two days say different things.
struct ItemChange {
  const Item &before, &after;           // the same but for what follows from the day
  Verdict from, to;                     // the gravest
  std::vector<FindingChange> findings;  // what appears, what disappears, what changes; may be empty
};

/// The findings of one list that answer to those of the other: of the same clause, else of the same verdict with a
/// clause in common. In the order of FindingChange's uses: appearing, disappearing, then the pairs.
std::vector<FindingChange> pair_findings(const FindingList& before, const FindingList& after);

class DiffReport : public Report {
 public:
  explicit DiffReport(const Diff& diff);
  ~DiffReport() override;

  void begin(const RunInfo& run, std::string& out) override;
  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override;
  /// Whether a rule or an item changes; complete when end() was called.
  bool any() const { return !diff_.rules.empty() || changed_ > 0; }

 protected:
  virtual void write_head(const RunInfo& run, std::string& out) = 0;
  virtual void write_item(const ItemChange& change, std::string& out) const = 0;

  struct ClauseCount {
    const Rule* rule;          // nullptr: of a document's lists that cannot be looked up
    const Document* document;  // nullptr: of items whose category is not known
    uint64_t appear, disappear, change;
  };
  /// Those with anything to count, in the order of the rule base.
  std::vector<ClauseCount> clause_counts() const;
  uint64_t moved(Verdict from, Verdict to) const { return moved_[static_cast<size_t>(from)][static_cast<size_t>(to)]; }
  uint64_t changed_items() const { return changed_; }
  uint64_t unmoved_items() const { return unmoved_; }

  const Diff& diff_;
  RunInfo before_, after_;  // what messages go by on either day
  FindingWriter writer_;

 private:
  struct Evaluation;
  std::unique_ptr<Evaluation> take() const;
  void count(const FindingChange& change) const;

  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Evaluation>> idle_;  // one a worker
  // Sums, so that the order in which workers add to them does not show.
  mutable std::atomic<uint64_t> changed_{0};
  mutable std::atomic<uint64_t> unmoved_{0};  // of the changed: the gravest verdict stays
  mutable std::array<std::array<std::atomic<uint64_t>, verdict_count>, verdict_count> moved_{};
  mutable std::vector<std::array<std::atomic<uint64_t>, 3>> clauses_;  // by rule, then by document, then of neither
};

/// text, json; nullptr when the name is none of them. `all`: text lists every clause of a document.
std::unique_ptr<DiffReport> make_diff_report(const std::string& format, const Diff& diff, bool all);
std::vector<std::string> diff_formats();
/// JSON Schema (draft 2020-12) of `rules diff -f json`, for `gengxin schema diff`.
std::string diff_schema();
std::unique_ptr<DiffReport> make_text_diff(const Diff& diff, bool all);
std::unique_ptr<DiffReport> make_json_diff(const Diff& diff);

}  // namespace gengxin
