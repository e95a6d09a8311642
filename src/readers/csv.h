// Comma-separated values.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "readers/encoding.h"
#include "readers/reader.h"

namespace gengxin {

struct CsvSizes {
  size_t piece = piece_size;
  size_t longest = longest_record;
};

/// nullptr and a file_error when the file is empty. Throws UsageError for an unknown options.encoding.
std::unique_ptr<Reader> open_csv(std::unique_ptr<ByteSource> source, const std::string& path,
                                 const ReadOptions& options, Diagnostics& errors, CsvSizes sizes = {});

/// Among , ; tab | the one that parts the first lines most evenly; "sep=X" in the first line names it.
char detect_delimiter(std::string_view text);

// Records, as libcsv reads them when not strict: a quote opens a quoted field only at the field's start; inside it two
// quotes are one, and one followed by anything but blanks and the field's end belongs to the text.

/// The end of the last record that is whole, line end included; `begin` when none is. A \r at the very end is
/// whole only when `last`: a \n may follow.
const char* cut_records(const char* begin, const char* end, char delimiter, bool last);
/// Splits whole records of UTF-8 text into `out.rows` and `out.cells`; a quote still open at the end is a row_error.
void parse_records(std::string_view text, uint64_t first_line, char delimiter, const std::string& path, Rows& out);

}  // namespace gengxin
