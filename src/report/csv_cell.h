// One cell of a CSV file, RFC 4180.
#pragma once

#include <string>
#include <string_view>

namespace gengxin {

/// A text that a spreadsheet would take for a formula gets an apostrophe before it.
void append_csv_cell(std::string& out, std::string_view text);
/// Quotes what has been appended since `from`, where it needs it.
void quote_csv_tail(std::string& out, size_t from);

}  // namespace gengxin
