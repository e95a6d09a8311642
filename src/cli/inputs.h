// Which files a command reads: what its FILE arguments, --projects and --files-from come to.
//
// A FILE is a file, "-" for standard input, a folder (every inventory in it and below it), or, where no file has that
// name, a pattern with * ? or [ as a shell would expand it. What a person names twice is read twice; what a folder or a
// pattern finds is read once, and not where it is named already, be it as an input, as the run's report or as its
// table of companies. Nothing is dropped in silence: a folder without inventories, a pattern without files and a folder
// that cannot be read stay in the list, with the reason in Options::unreadable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"

namespace gengxin {

/// Replaces options.files and options.projects by the files that they come to, in the order given, a folder's in the
/// order of their paths' bytes. `others`: further files that the command uses and a folder's walk leaves out. To be
/// called before anything asks for the files; doing it again changes nothing. Throws UsageError for --files-from
/// that cannot be read and for standard input asked for twice.
void expand_inputs(Options& options, const std::vector<std::string>& others = {});

/// Whether a folder's walk takes a file of this name: an inventory by its ending, packed or not, and neither hidden nor
/// a spreadsheet program's mark of an open workbook (~$a.xlsx) nor the record of a run (.evidence.json).
bool is_inventory_name(std::string_view name);

/// The paths of a list: one a line, or each ended by a NUL where the list holds one.
std::vector<std::string> listed_paths(std::string_view list);

}  // namespace gengxin
