// Text of cells, headers and files' names on its way into a report: an inventory must not be able to send a terminal
// commands, a browser markup or a mail program a table of its own.
#pragma once

#include <string>
#include <string_view>

namespace gengxin {

/// Control characters become spaces.
void append_plain(std::string& out, std::string_view text);
/// The same, and what is not UTF-8 becomes so.
std::string plain(std::string_view text);

/// For HTML text and quoted attributes. Controls that turn the direction of writing round, with which a cell could
/// show another text than it holds, become U+FFFD.
void append_html(std::string& out, std::string_view text);
/// For XML 1.0, text and quoted attributes: like append_html, but what turns the direction is data and stays; the
/// characters that XML forbids become spaces or U+FFFD.
void append_xml(std::string& out, std::string_view text);
/// For one line of CommonMark or one cell of a GFM table: nothing in it is markup, a link or a new line.
void append_markdown(std::string& out, std::string_view text);

/// What `append` writes, escaped by `escape`: for the functions that know no format.
template <class Escape, class Append>
void escaped(std::string& out, Escape escape, Append append) {
  std::string text;
  append(text);
  escape(out, text);
}

}  // namespace gengxin
