// Inventory files as they look, for a report that gives them back: see base/sheet_copy.h.
#pragma once

#include <memory>
#include <string>

#include "base/sheet_copy.h"
#include "readers/reader.h"
#include "readers/zip.h"

namespace gengxin {

/// The sheets of an .xlsx workbook, all of them; of any other file those that open_readers() reads, without formats.
/// nullptr and a file_error for a file that cannot be read. `path` "-": standard input from where it stands.
std::unique_ptr<SheetSource> copy_sheets(const std::string& path, const ReadOptions& options, Diagnostics& errors);

/// Throws WorkbookError.
std::unique_ptr<SheetSource> copy_xlsx(std::shared_ptr<const Zip> zip);

}  // namespace gengxin
