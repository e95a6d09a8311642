// An inventory to fill in: what each column asks for, and how a spreadsheet helps with filling it in.
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "rules/verdict.h"
#include "vocabulary/vocabulary.h"

namespace gengxin {

struct TemplateColumn {
  /// How much hangs on the column; a header's colour says it.
  enum class Weight : uint8_t {
    key,       // without it most verdicts stay undetermined
    useful,    // some clauses ask for it
    money,     // for savings and incentives only
    identity,  // no clause asks: it says which machine the row is
  };
  enum class Entry : uint8_t { text, number, integer, money, date, list };

  std::string header;     // maps to `field` by itself
  FieldId field = no_id;  // what it is for
  std::string note;       // what it is and which verdicts it decides; empty: nothing to say
  Weight weight = Weight::identity;
  Entry entry = Entry::text;
  double min = -1e300, max = 1e300;   // number, integer and money: plausible values
  Day first = no_day, last = no_day;  // date: plausible days
  std::vector<std::string> choices;   // list
  bool free = false;                  // list: other texts are read as well (an address for a place)
  std::string advice;                 // said where something else is filled in
};

struct TemplateCell {
  enum class Kind : uint8_t { empty, text, number, date };
  Kind kind = Kind::empty;
  std::string text;  // text; a number's shortest decimal form; a date in ISO 8601
};

struct TemplateExample {
  std::vector<TemplateCell> cells;       // one a column
  Verdict verdict = Verdict::unchecked;  // the gravest that a check of the row gives
};

struct TemplateSheet {
  std::string name;
  std::vector<TemplateColumn> columns;
  std::vector<TemplateExample> examples;
};

struct InventoryTemplate {
  std::string title;
  std::vector<std::string> instructions;  // one a line, on the first sheet; the meaning of the colours goes below
  std::vector<TemplateSheet> sheets;
  Day as_of = no_day;  // the workbook's date, so that one input gives one output
};

/// Writes a workbook: the instructions, then a sheet a kind of equipment. Throws UsageError when it cannot be written.
void write_template_xlsx(const InventoryTemplate& inventory, const std::string& path);
/// One sheet as CSV for spreadsheet programs: UTF-8 with a byte order mark, the header and the examples.
std::string template_csv(const TemplateSheet& sheet);

}  // namespace gengxin
