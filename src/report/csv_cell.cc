#include "report/csv_cell.h"

#include "base/text.h"

namespace gengxin {

namespace {

bool needs_quotes(std::string_view text) {
  unsigned char found = 0;
  for (const char c : text) found |= static_cast<unsigned char>((c == ',') | (c == '"') | (c == '\n') | (c == '\r'));
  // A space at an end is quoted too: some readers cut it off otherwise.
  return found != 0 || (!text.empty() && (text.front() == ' ' || text.back() == ' '));
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

void append_csv_cell(std::string& out, std::string_view text) {
  if (looks_like_formula(text)) return append_csv_cell(out, "'" + std::string(text));
  if (needs_quotes(text)) {
    append_quoted(out, text);
  } else {
    out += text;
  }
}

/// Quotes what has been appended since `from`, where it needs it.
void quote_csv_tail(std::string& out, size_t from) {
  const std::string_view tail = std::string_view(out).substr(from);
  if (!needs_quotes(tail)) return;
  const std::string copy(tail);
  out.resize(from);
  append_quoted(out, copy);
}

}  // namespace gengxin
