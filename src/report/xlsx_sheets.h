// The sheets of an annotated workbook, one kind a function.
#pragma once

#include <string>
#include <vector>

#include "report/report.h"
#include "report/xlsx_book.h"
#include "report/xlsx_items.h"

namespace gengxin {

/// Where an inventory's rows stand in the workbook.
struct PlacedInput {
  std::string sheet;                                // the sheet's name; empty: it could not be copied
  std::vector<std::pair<uint64_t, uint32_t>> rows;  // the input's row -> the sheet's, 0 = first; in rising order
  std::optional<uint32_t> row_of(uint64_t number) const;
};

/// Copies all inputs, with the verdict columns behind the rows of items. By position in `records.inputs`; what went
/// wrong is appended to `problems`. Throws UsageError for what no workbook can hold.
std::vector<PlacedInput> write_inventories(XlsxBook& book, const RunInfo& run, const ItemRecords& records,
                                           std::vector<std::string>& problems);

/// 汇总: run, totals, pictures. `records` may be empty (totals of other runs): then findings are shown and no items.
void write_summary(XlsxBook& book, const RunInfo& run, const Summary& summary, const ItemRecords& records,
                   const std::vector<std::string>& problems);
/// 依据条款
void write_clauses(XlsxBook& book, const RunInfo& run, const ItemRecords& records);
/// 到期清单: what --horizon asks for.
void write_due(XlsxBook& book, const RunInfo& run, const ItemRecords& records, const std::vector<PlacedInput>& placed);
/// 待补资料
void write_gaps(XlsxBook& book, const RunInfo& run, const ItemRecords& records, const std::vector<PlacedInput>& placed);

}  // namespace gengxin
