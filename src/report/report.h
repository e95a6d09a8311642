// One output format behind one small interface; one file per format implements it.
//
// Items are evaluated and formatted on worker threads, a block of rows at a time, and the blocks' texts are
// written in input order: the output is the same for any --jobs.
#pragma once

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "engine/finding.h"
#include "rules/rule.h"

namespace gengxin {

/// One input file, for the reports' head and tail.
struct InputInfo {
  std::string file, sheet;
  uint64_t items = 0;                 // rows that are equipment
  std::vector<std::string> unmapped;  // headers that name no field
  uint64_t skipped_rows = 0;          // totals and notes: rows with text that are no equipment
  uint64_t unreadable_cells = 0, unreadable_rows = 0;
  bool readable = true;
};

/// Totals; sums of parts, so they merge in any order.
struct Summary {
  uint64_t items = 0, checked = 0;
  std::array<uint64_t, verdict_count> certain{}, suspected{};  // findings by verdict; compliant: items
  uint64_t violations = 0;
  struct Missing {
    uint64_t settles = 0;  // undetermined findings that this field alone would decide
    uint64_t named = 0;    // undetermined findings that need this field, alone or with others
  };
  /// By field: a plain array, since every undetermined row counts here.
  class MissingByField {
   public:
    Missing& operator[](FieldId field) {
      if (field >= counts_.size()) counts_.resize(field + size_t{1});
      return counts_[field];
    }
    const std::vector<Missing>& counts() const { return counts_; }

   private:
    std::vector<Missing> counts_;
  };
  MissingByField missing;
  bool amount_overflow = false;
  std::map<const Rule*, std::pair<uint64_t, Decimal>> amounts;  // incentive clause -> items with an amount, total yuan
  uint64_t unreadable_cells = 0, unreadable_rows = 0, unreadable_files = 0;
  uint64_t inferred_by_name = 0, inferred_by_model = 0;  // categories
  void add(const Item& item, const Outcome& outcome);
  void merge(const Summary& other);
  /// Missing fields, the most useful first: by settles, then named, then the field's order.
  std::vector<std::pair<FieldId, Missing>> ranked_missing() const;
};

struct RunInfo {
  const RuleBase* rules = nullptr;
  Day as_of = no_day;
  RegionId region = no_id;
  bool all = false;           // also one compliant line an item with nothing found
  bool summary_only = false;  // totals only
  bool colour = false;
  int width = 100;                // columns of the terminal, for text
  std::vector<InputInfo> inputs;  // complete when end() is called
  Diagnostics diagnostics;        // all of the run, in input order, at most the first 10,000; complete at end()
};

/// What formatting a block of rows gives, made on a worker and merged in input order.
struct Part {
  std::string text;                                            // appended to the output as it is
  std::array<std::vector<std::string>, verdict_count> groups;  // formats that group by verdict
};

class Report {
 public:
  virtual ~Report() = default;
  /// Written before the first item. `unmapped` columns are known only per file.
  virtual void begin(const RunInfo& run, std::string& out) { (void)run, (void)out; }
  /// One item; called on worker threads at once, so it changes nothing but `part`.
  virtual void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const = 0;
  /// The next part in input order; `out` is then written.
  virtual void merge(Part& part, std::string& out) { out += part.text; }
  virtual void end(const RunInfo& run, const Summary& summary, std::string& out) {
    (void)run, (void)summary, (void)out;
  }
};

/// text, json, ndjson, csv; nullptr when the name is none of them.
std::unique_ptr<Report> make_report(const std::string& format);
/// The names make_report knows.
std::vector<std::string> report_formats();
/// JSON Schema (draft 2020-12) of `-f json`, for `gengxin schema report`.
std::string report_schema();

}  // namespace gengxin
