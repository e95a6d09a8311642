// What one cell means: numbers, dates, choices and yes/no as people write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/item.h"
#include "readers/reader.h"
#include "vocabulary/vocabulary.h"

namespace gengxin {

enum class CellResult : uint8_t { value, missing, unreadable };

/// Reads a cell for a field. `unit` is the header's unit (no_id: the field's canonical one); a unit in the cell
/// ("7.5kW") goes before it. On `unreadable`, `reason` says what is wrong and what would be right, in the run's
/// language. Text values keep a view of cell.text.
CellResult read_cell(const Vocabulary& vocabulary, FieldId field, UnitId unit, const Cell& cell, Value& value,
                     std::string& reason);

/// "", "-", "—", "/", "无", "N/A", "不详", "暂无" ...: written for "no value".
bool means_missing(std::string_view folded);

/// A date as people write it: 2003-05-01, 2003/5/1, 2003.5.1, 2003年5月1日, 20030501, 2003-05, 2003.5, 2003年5月,
/// 200305, 2003, 2003年, 37742 (an Excel serial, 1900 system, from 1 January 1980 on), with or without a time of day. A
/// year or month alone is the span of its days. A spreadsheet's number 2003.1 is January or a cut 2003.10: the span
/// from January to October. 03/05/2003 could be March or May and is no date here. `reason` says why a text is none.
bool read_date(std::string_view text, CellType type, DateSpan& span, std::string* reason = nullptr);

/// How to get from a number in one unit to the number in another: × numerator / denominator × 10^exponent, exactly.
struct Conversion {
  int64_t numerator = 1, denominator = 1;
  int exponent = 0;
  bool exact = true;  // false when the fraction had to be cut to 63 bits
};
/// nullopt when the units' dimensions differ.
std::optional<Conversion> conversion(const Vocabulary& vocabulary, UnitId from, UnitId to);
/// The converted number: exact where the quotient is a decimal of 18 digits, else the nearest double.
void apply(const Conversion& conversion, Decimal value, Value& out);
/// value × unit, in the target unit. false when the dimensions differ.
bool convert(const Vocabulary& vocabulary, Decimal value, UnitId from, UnitId to, Value& out);

/// What keeps a number out of a field: outside of the plausible range, or not whole where it must be. Empty when
/// nothing does. `from` is the unit that the number was written in.
std::string number_problem(const Vocabulary& vocabulary, const Field& field, UnitId from, Decimal written,
                           const Value& value);

/// Reads a number field's cell; a part of read_cell. `folded` is fold(cell.text).
CellResult read_number(const Vocabulary& vocabulary, FieldId field, UnitId unit, const Cell& cell,
                       std::string_view folded, Value& value, std::string& reason);

}  // namespace gengxin
