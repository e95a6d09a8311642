// What one cell means: numbers, dates, choices and yes/no as people write them.
#pragma once

#include <string>
#include <string_view>

#include "engine/item.h"
#include "readers/reader.h"
#include "vocabulary/vocabulary.h"

namespace gengxin {

enum class CellResult : uint8_t { value, missing, unreadable };

/// Reads a cell for a field. `unit` is the header's unit (no_id: the field's canonical one); a unit in the cell
/// ("7.5kW") goes before it. On `unreadable`, `reason` says what is wrong and what would be right, in the run's language.
/// Text values keep a view of cell.text.
CellResult read_cell(const Vocabulary& vocabulary, FieldId field, UnitId unit, const Cell& cell, Value& value,
                     std::string& reason);

/// "", "-", "—", "/", "无", "N/A", "不详", "暂无" ...: written for "no value".
bool means_missing(std::string_view folded);

/// A date as people write it: 2003-05-01, 2003/5/1, 2003.5.1, 2003年5月1日, 20030501, 2003-05, 2003.5, 2003年5月, 200305, 2003, 2003年,
/// 37742 (an Excel serial, 1900 system, from 1 January 1980 on). A year or month alone is the span of its days.
bool read_date(std::string_view text, CellType type, DateSpan& span);

/// value × unit, in the target unit, exactly where the factor is a decimal. false when the dimensions differ.
bool convert(const Vocabulary& vocabulary, Decimal value, UnitId from, UnitId to, Value& out);

}  // namespace gengxin
