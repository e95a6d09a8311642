#include "report/escape.h"

#include <algorithm>

#include "base/text.h"

namespace gengxin {

namespace {

/// U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069; and the line and paragraph separators U+2028, U+2029.
/// The bytes it takes, or 0.
size_t turning(std::string_view text, size_t i) {
  const auto byte = [&](size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
  if (byte(i) == 0xD8 && byte(i + 1) == 0x9C) return 2;
  if (byte(i) != 0xE2) return 0;
  const unsigned second = byte(i + 1), third = byte(i + 2);
  if (second == 0x80 && (third == 0x8E || third == 0x8F || (third >= 0xA8 && third <= 0xAE))) return 3;
  return second == 0x81 && third >= 0xA6 && third <= 0xA9 ? 3 : 0;
}

void append_entity(std::string& out, char c) {
  switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\'':
      out += "&#39;";
      break;
    default:
      out += c;
  }
}

template <class One>
void append_each(std::string& out, std::string_view text, One one) {
  const std::string safe = plain(text);
  for (size_t i = 0; i < safe.size(); ++i) {
    if (const size_t length = turning(safe, i); length > 0) {
      out += "\uFFFD";
      i += length - 1;
    } else {
      one(safe[i], i + 1 < safe.size() ? safe[i + 1] : '\0');
    }
  }
}

}  // namespace

void append_plain(std::string& out, std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7F) {
      out += ' ';
    } else if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      out += ' ';
      ++i;
    } else {
      out += text[i];
    }
  }
}

std::string plain(std::string_view text) {
  std::string out;
  append_plain(out, text);
  return valid_utf8(out) ? out : nfkc(out);
}

void append_html(std::string& out, std::string_view text) {
  append_each(out, text, [&out](char c, char) { append_entity(out, c); });
}

void append_xml(std::string& out, std::string_view text) {
  const std::string safe = plain(text);
  for (size_t i = 0; i < safe.size(); ++i) {
    // U+FFFE and U+FFFF; other characters that XML forbids are no UTF-8 or controls.
    if (safe.compare(i, 3, "\xEF\xBF\xBE") == 0 || safe.compare(i, 3, "\xEF\xBF\xBF") == 0) {
      out += "\uFFFD";
      i += 2;
    } else {
      append_entity(out, safe[i]);
    }
  }
}

void append_markdown(std::string& out, std::string_view text) {
  const size_t start = out.size();
  append_each(out, text, [&out, start](char c, char next) {
    // GFM makes links of bare addresses: "://" and "www." are broken up. (An e-mail address stays one.)
    static constexpr std::string_view marks = "\\`*_[]<|~&$";
    const bool begins = out.size() == start;
    const bool digit_before = !begins && out.back() >= '0' && out.back() <= '9';
    // At the start of a line a list or a heading would begin; "1." too.
    const bool block = (begins && (c == '-' || c == '+' || c == '=' || c == '>' || c == '#')) ||
                       ((c == '.' || c == ')') && digit_before && (next == ' ' || next == '\0') &&
                        std::all_of(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
                                    [](char d) { return d >= '0' && d <= '9'; }));
    const bool link = (c == ':' && next == '/') ||
                      (c == '.' && out.size() - start >= 3 && (out.ends_with("www") || out.ends_with("WWW")));
    if (marks.find(c) != std::string_view::npos || block || link) out += '\\';
    out += c;
  });
}

}  // namespace gengxin
