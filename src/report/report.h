// One output format behind one small interface; one file per format implements it.
//
// Items are evaluated and formatted on worker threads, a block of rows at a time, and the blocks' texts are
// written in input order: the output is the same for any --jobs.
#pragma once

#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "accept/baseline.h"
#include "base/diagnostic.h"
#include "base/sheet_copy.h"
#include "engine/engine.h"
#include "engine/finding.h"
#include "rules/rule.h"

namespace gengxin {

/// Findings by verdict; compliant and unchecked: items.
struct VerdictCounts {
  std::array<uint64_t, verdict_count> certain{}, suspected{};
  void count(const Outcome& outcome);
  void merge(const VerdictCounts& other);
  bool operator==(const VerdictCounts&) const = default;
};

/// One input file or sheet, for the reports' head and tail.
struct InputInfo {
  std::string file, sheet;            // of a workbook each sheet that is read is an input
  std::string sha256;                 // of the file's bytes, where a report wants it; empty: it could not be read
  bool one_of_sheets = false;         // further sheets of the file are read
  uint64_t items = 0;                 // rows that are equipment
  std::vector<std::string> unmapped;  // headers that name no field
  uint64_t skipped_rows = 0;          // totals and notes: rows with text that are no equipment
  uint64_t unreadable_cells = 0, unreadable_rows = 0;
  bool readable = true;
  VerdictCounts verdicts;
  uint64_t failing = 0;                        // findings that make the exit status 1
  uint64_t header_first = 0, header_last = 0;  // rows; 0: the format has keys, or no header was found
  uint16_t key_columns = 0;                    // the first columns up to the item's id and name
};

/// Adds to a sum of money; what needs more than 18 digits leaves it as it is and sets `overflow`.
void add_money(Decimal& total, Decimal value, bool& overflow);

/// One indicator's sums.
struct IndicatorSum {
  uint64_t met = 0, of = 0;  // items that count, of those of which it is known
  uint64_t unknown = 0;      // items of which it is not
  struct Weight {
    int64_t met = 0, of = 0;  // thousandths of the field's unit
    uint64_t items = 0;       // items whose weight is known: what `of` is the sum of
    bool operator==(const Weight&) const = default;
  };
  std::array<Weight, Indicator::max_weights> weights;
  bool any() const { return of + unknown > 0; }
  bool operator==(const IndicatorSum&) const = default;
};

/// What is counted of all items and of each company's: sums of what each item says by itself.
struct Totals : VerdictCounts {
  uint64_t items = 0, checked = 0;
  uint64_t violations = 0;
  bool amount_overflow = false;                                 // a sum needs more than 18 digits and is not complete
  std::map<const Rule*, std::pair<uint64_t, Decimal>> amounts;  // incentive clause -> items with an amount, total yuan
  std::vector<IndicatorSum> indicators;                         // by position in RuleBase::indicators; may be shorter
  void count(const Outcome& outcome);
  void merge(const Totals& other);
  bool operator==(const Totals&) const = default;
  IndicatorSum indicator(size_t position) const {
    return position < indicators.size() ? indicators[position] : IndicatorSum{};
  }
};

/// A company by its name; by its credit code, where no name is known.
struct CompanyId {
  std::string_view name, credit_code;
  auto operator<=>(const CompanyId&) const = default;
};

/// What a run counts beside findings, found once: the fields that name the company, the indicators in force.
class Counting {
 public:
  explicit Counting(const Engine& engine);
  CompanyId company_of(const Item& item) const;
  /// Counts the item in the indicators in force.
  void count(const Item& item, const Outcome& outcome, Totals& totals) const {
    if (item.category != no_id && !by_category_[item.category].empty()) count_in(item, outcome, totals);
  }

 private:
  void count_in(const Item& item, const Outcome& outcome, Totals& totals) const;

  const RuleBase& base_;
  FieldId company_, credit_code_, use_;
  double in_use_choice_;
  std::vector<std::vector<char>> reaches_;          // by indicator and region: whether its document is in force there
  std::vector<std::vector<uint16_t>> by_category_;  // the indicators in force
};

/// The indicators whose document is in force on the day.
std::vector<uint16_t> indicators_in_force(const RuleBase& base, Day as_of);

/// Whether the target is reached; nullopt where it has no number or nothing is known.
std::optional<bool> indicator_reached(const Indicator& indicator, const IndicatorSum& sum);

/// The totals of a run; sums of parts, so they merge in any order.
class Summary {
 public:
  /// Without `counting`, neither companies nor indicators are counted.
  explicit Summary(const Counting* counting = nullptr) : counting_(counting) {}
  // A copy would have to find its place in the companies again; totals are merged, not copied.
  Summary(Summary&&) = default;
  Summary& operator=(Summary&&) = default;

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
  uint64_t unreadable_cells = 0, unreadable_rows = 0, unreadable_files = 0;
  uint64_t inferred_by_name = 0, inferred_by_model = 0;  // categories
  void add(const Item& item, const Outcome& outcome);
  void merge(const Summary& other);
  /// Missing fields, the most useful first: by settles, then named, then the field's order.
  std::vector<std::pair<FieldId, Missing>> ranked_missing() const;

  /// Of all items. An item is counted once, with its company: this adds the companies up.
  Totals all() const;
  /// The totals of a company, to add to; without a name or a code, of the items that name none.
  Totals& company(const CompanyId& id);
  /// By name and credit code, in the order of their bytes; last the items that name no company, if there are any
  /// beside. Empty when no item names one.
  std::vector<std::pair<CompanyId, const Totals*>> companies() const;
  size_t company_count() const { return companies_.size(); }

 private:
  struct Name {
    std::string name, credit_code;
    operator CompanyId() const { return {name, credit_code}; }
  };
  struct Hash {
    using is_transparent = void;
    size_t operator()(const CompanyId& id) const {
      const std::hash<std::string_view> hash;
      return id.credit_code.empty() ? hash(id.name) : hash(id.name) * 31 + hash(id.credit_code);
    }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const CompanyId& a, const CompanyId& b) const { return a == b; }
  };
  const Counting* counting_;
  Totals nameless_;  // of the items that name no company
  std::unordered_map<Name, Totals, Hash, Equal> companies_;
  // The companies met last, by a few of their names' bytes: a hash and a comparison of every row's name were 3 % of a
  // run.
  struct Recent {
    CompanyId id;
    Totals* totals = nullptr;
  };
  std::array<Recent, 32> recent_;
};

struct RunInfo {
  const RuleBase* rules = nullptr;
  Day as_of = no_day;
  RegionId region = no_id;
  std::string options;        // what the run was told, as a JSON object from which it can be run again
  std::string selection;      // --only, --skip and --min-provenance, where given: totals of other rules do not add up
  bool all = false;           // also one compliant line an item with nothing found
  bool summary_only = false;  // totals only
  bool colour = false;
  int width = 100;                         // columns of the terminal, for text
  std::string program;                     // its name and version
  Day horizon = no_day;                    // --horizon: list what falls due up to this day
  std::optional<BaselineCounts> baseline;  // where the run has one; its counts are complete at end()
  bool accepts = false;                    // has waivers or a baseline
  uint64_t waived = 0;                     // findings that a waiver covers; complete at end()
  std::vector<std::pair<std::string, std::string>> also_read;  // further files that count, with their SHA-256
  /// Whether the finding makes the exit status 1.
  std::function<bool(const Finding&)> fails = [](const Finding&) { return false; };
  std::vector<InputInfo> inputs;  // complete when end() is called
  Diagnostics diagnostics;        // all of the run, in input order, at most the first 10,000; complete at end()
  /// Opens an input as it came, for a report that gives it back; nullptr: it cannot be read again, see `error`.
  std::function<std::unique_ptr<SheetSource>(const std::string& file, std::string& error)> original;
};

/// What a format gathers of a block of rows beside text; each format that does so derives its own.
struct PartData {
  virtual ~PartData() = default;
};

/// What formatting a block of rows gives, made on a worker and merged in input order.
struct Part {
  std::string text;                                            // appended to the output as it is
  std::array<std::vector<std::string>, verdict_count> groups;  // formats that group by verdict
  std::unique_ptr<PartData> data;                              // formats that show the whole at once
  /// The part's data, made when first asked for.
  template <class Data>
  Data& gather() {
    if (!data) data = std::make_unique<Data>();
    return static_cast<Data&>(*data);
  }
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
  /// Whether it writes while it reads: then a line of progress has no place on the same terminal.
  virtual bool streams() const { return false; }
  /// Whether it says what could not be read; else the command line does, on standard error.
  virtual bool shows_diagnostics() const { return true; }
  /// Whether begin() must know the columns of every input.
  virtual bool needs_columns() const { return false; }
  /// Whether it says what it was made from (run_record.h): then the inputs' bytes are hashed while they are read.
  virtual bool wants_record() const { return false; }
  /// Whether the record goes into a file beside the report's, for a format that has no place for it.
  virtual bool record_beside(const RunInfo& run) const { return (void)run, false; }
  /// Whether it cites the rules' notes (RuleBase::rule_details).
  virtual bool wants_details() const { return false; }
};

/// text, json, ndjson, csv, xlsx, html, markdown, sarif, junit, github, gitlab; nullptr when the name is none of them.
std::unique_ptr<Report> make_report(const std::string& format);
/// The names make_report knows.
std::vector<std::string> report_formats();
/// JSON Schema (draft 2020-12) of `-f json`, for `gengxin schema report`.
std::string report_schema();

}  // namespace gengxin
