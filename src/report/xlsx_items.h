// What an annotated workbook says of each item: the columns behind its row, and the gaps to fill.
//
// Gathered on the workers a block of rows at a time, appended in input order. Texts that repeat (most items of a kind
// rest on the same clauses) are kept once.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "report/overview.h"
#include "report/report.h"

namespace gengxin {

/// Texts by number; 0 is the empty text.
class TextPool {
 public:
  TextPool() { add({}); }
  uint32_t add(std::string_view text);
  const std::string& operator[](uint32_t number) const { return texts_[number]; }

 private:
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, uint32_t> numbers_;
};

/// The verdict columns of one item; texts by their number in the pool.
struct ItemColumns {
  uint64_t row = 0;
  Verdict verdict = Verdict::unchecked;
  bool deadline_suspected = false, amount_suspected = false;
  bool amount_known = false;
  Day deadline = no_day;
  uint32_t word = 0, basis = 0, target = 0, incentives = 0, missing = 0;
  uint32_t amounts = 0;  // instead of `amount`, where the sum needs more than 18 digits
  Decimal amount;        // yuan
};

/// A field that an item lacks, with what waits for it.
struct Gap {
  uint32_t item = 0;  // position in ItemRecords::incomplete
  FieldId field = no_id;
  uint32_t settles = 0;  // undetermined findings that this field alone would decide
  uint32_t named = 0;    // findings that need it, alone or with others
  uint32_t clauses = 0;  // text
};

struct IncompleteItem {
  uint32_t input = 0;  // position in ItemRecords::inputs
  uint64_t row = 0;
  uint32_t item = 0, company = 0, name = 0, model = 0;  // texts
};

/// A clause, or a document as a whole, as the ground of a verdict.
struct Cited {
  const Document* document = nullptr;
  const Rule* rule = nullptr;
  Verdict verdict = Verdict::unchecked;
  bool suspected = false;
  auto key() const { return std::tuple(verdict, suspected, document, rule); }
  bool operator<(const Cited& other) const { return key() < other.key(); }
};

class ItemRecords final : public PartData {
 public:
  struct Input {
    std::string file, sheet;
    size_t begin = 0, end = 0;  // of `items`, in the order of the rows
  };
  std::vector<Input> inputs;
  std::vector<ItemColumns> items;
  std::vector<IncompleteItem> incomplete;
  std::vector<Gap> gaps;
  std::map<Cited, uint64_t> cited;  // items
  TextPool texts;
  Overview overview;  // its list of days only where --horizon asks for it:
  struct DayCounts {
    uint64_t deadlines = 0, incentives_end = 0, holds_end = 0;  // findings
  };
  std::map<Day, DayCounts> days;

  void add(const RunInfo& run, const Item& item, const Outcome& outcome);
  void append(ItemRecords&& later);
  /// The rows of the first input of this name; nullptr: it has none.
  const Input* find(std::string_view file, std::string_view sheet) const;

 private:
  uint32_t basis(const RunInfo& run, const Outcome& outcome);
  uint32_t incentives(const RunInfo& run, const FindingList& findings);
  void amount(const FindingList& findings, ItemColumns& columns);
  void add_gaps(const RunInfo& run, const Item& item, const FindingList& findings, ItemColumns& columns);
};

/// "淘汰", "低于准入水平（违规）", "可享受（疑似）": of the item's gravest finding.
std::string verdict_text(const Outcome& outcome);
/// "2级 效率 ≥ 93.3 %": the next level to buy; empty without one.
std::string target_text(const Vocabulary& vocabulary, const FindingList& findings);

}  // namespace gengxin
