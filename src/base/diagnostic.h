// What went wrong with an input, for the person who reads it: where, what, and what would be right.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gengxin {

enum class Lang : uint8_t { zh, en };
/// The language of messages and reports; set once by the command line before anything else runs.
Lang lang();
void set_lang(Lang lang);
/// The text in the language of the run.
inline const char* say(const char* zh, const char* en) { return lang() == Lang::zh ? zh : en; }

enum class Severity : uint8_t {
  note,          // worth knowing: an unmapped column, an inferred category
  cell_warning,  // a cell that cannot be read: counts as missing; an error with --strict
  row_error,     // a row that cannot be read: exit status 3
  file_error,    // a file that cannot be read: exit status 3
};

struct Diagnostic {
  Severity severity = Severity::note;
  std::string file;
  uint64_t row = 0;        // 1 = first line of the file or sheet; 0 = the whole file
  uint32_t column = 0;     // 1 = first column; 0 = the whole row
  std::string header;      // the column's header, where there is one
  std::string text;        // the cell's text, where there is one
  std::string message;     // what is wrong and what would be right, in the run's language
  std::string sheet = {};  // of a workbook of which several sheets are read
};

using Diagnostics = std::vector<Diagnostic>;

/// "file:row:column: message", "file[sheet]:row:column: message", with header and text where known; what stderr shows.
std::string format_diagnostic(const Diagnostic& d);

}  // namespace gengxin
