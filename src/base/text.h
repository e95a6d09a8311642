// Text as people type it, brought to a form that compares.
#pragma once

#include <string>
#include <string_view>

namespace gengxin {

/// Unicode NFKC without leading and trailing white space: full-width letters, digits and punctuation become
/// ASCII. Invisible characters (zero-width space, byte order mark) go. Text that is not UTF-8 keeps its valid parts,
/// U+FFFD for the rest.
std::string nfkc(std::string_view text);
/// For looking up headers, aliases and choices: NFKC, lower case, all white space, underscores and dashes removed.
std::string fold(std::string_view text);
/// Without ASCII white space, U+3000 and U+00A0 at either end.
std::string_view trim(std::string_view text);
bool valid_utf8(std::string_view text);
/// Whether a spreadsheet that opens this text would take it for a formula: it begins with = + - @, a tab or a carriage
/// return, and is neither a plain number nor dashes alone.
bool looks_like_formula(std::string_view text);
/// Columns on a terminal; East Asian wide characters take two.
int display_width(std::string_view text);
/// `text` padded with spaces to `width` columns (never cut).
std::string pad(std::string_view text, int width);
/// `text` cut to at most `width` columns, with "…" where something was cut.
std::string cut(std::string_view text, int width);
/// Whether the text is ASCII only (the fast path of most cells).
bool is_ascii(std::string_view text);

}  // namespace gengxin
