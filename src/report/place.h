// Where a finding points, and what it is about, for the formats that pipelines read.
#pragma once

#include <string>

#include "base/diagnostic.h"
#include "engine/finding.h"
#include "engine/item.h"
#include "report/report.h"

namespace gengxin {

/// The cell that decided: the measured value that misses its limit, else the first value compared that has a cell; of
/// an undetermined finding the cell to fill in or to mend. nullptr: only the row is known. Its column counts from 0.
const Value* deciding_cell(const Item& item, const Finding& finding);
/// "C18"
void append_cell(const Item& item, const Value& cell, std::string& out);
/// The item's id, else "row N", as in -f json.
void append_item_name(const Item& item, std::string& out);
/// The item's value of a text field, empty where there is none.
std::string_view text_value(const Item& item, FieldId field);
/// The id of the rule or document that the finding cites; "applicability" where it is open which clauses apply.
std::string_view cited_id(const Finding& finding);
inline constexpr std::string_view applicability_id = "applicability";
/// A file's name without "./" before it: as a pipeline names the files of its working copy.
std::string_view working_path(std::string_view file);

/// The run's diagnostics; and where more could not be read than RunInfo keeps messages of, one for each input that
/// counts the others.
Diagnostics all_diagnostics(const RunInfo& run);
/// "unreadable-file", "unreadable-row", "unreadable-cell", "input-note".
std::string_view diagnostic_id(Severity severity);
/// What is wrong, with the cell's header and text but without its place.
std::string diagnostic_sentence(const Diagnostic& diagnostic);
/// "48 台设备；淘汰 8，…": one line of totals.
std::string totals_sentence(const Summary& summary);

}  // namespace gengxin
