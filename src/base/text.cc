#include "base/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace gengxin {
namespace {

bool ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// The code point at the front of the text, which it removes; -1 for a byte that belongs to none.
int32_t take(std::string_view& text) {
  utf8proc_int32_t c = -1;
  const auto n = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                  static_cast<utf8proc_ssize_t>(text.size()), &c);
  text.remove_prefix(n > 0 ? static_cast<size_t>(n) : 1);
  return n > 0 ? c : -1;
}

void append(std::string& out, int32_t c) {
  utf8proc_uint8_t bytes[4];
  const auto n = utf8proc_encode_char(c, bytes);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(n));
}

std::string repaired(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  while (!text.empty()) {
    const int32_t c = take(text);
    append(out, c < 0 ? 0xFFFD : c);
  }
  return out;
}

bool is_space(int32_t c) {
  if (c < 0x80) return c >= 0 && ascii_space(static_cast<char>(c));
  const auto category = utf8proc_category(c);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
         c == 0x85;
}

bool is_dash(int32_t c) {
  if (c < 0x80) return c == '-';
  return utf8proc_category(c) == UTF8PROC_CATEGORY_PD || c == 0x2212 || c == 0x2500;  // minus sign, drawn line
}

/// NFKC by utf8proc; case folded on request. Invisible characters (zero-width space, byte order mark) are dropped.
std::string normalized(std::string_view text, bool casefold) {
  std::string whole;
  if (!valid_utf8(text)) {
    whole = repaired(text);
    text = whole;
  }
  int options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_IGNORE;
  if (casefold) options |= UTF8PROC_CASEFOLD;
  utf8proc_uint8_t* result = nullptr;
  const auto n =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &result, static_cast<utf8proc_option_t>(options));
  std::string out;
  if (n >= 0)
    out.assign(reinterpret_cast<const char*>(result), static_cast<size_t>(n));
  else
    out = text;
  std::free(result);
  return out;
}

/// NFKC of text made of ASCII, ideographs, full-width ASCII and the ideographic space, comma and full stop, which needs
/// no tables: nearly all text of an inventory. Folds on request. false when the text holds anything else.
bool simple_normalized(std::string_view text, bool folded, std::string& out) {
  out.clear();
  out.reserve(text.size());
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = p + text.size();
  while (p < end) {
    unsigned char c = *p;
    if (c >= 0x80) {
      if (end - p < 3 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80 || c < 0xE3 || c > 0xEF) return false;
      const unsigned code = (c & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
      const bool ideograph = code >= 0x4E00 && code <= 0x9FEF;
      if (ideograph || code == 0x3001 || code == 0x3002) {
        out.append(reinterpret_cast<const char*>(p), 3);
        p += 3;
        continue;
      }
      if (code >= 0xFF01 && code <= 0xFF5E)
        c = static_cast<unsigned char>(code - 0xFF01 + 0x21);
      else if (code == 0x3000)
        c = ' ';
      else
        return false;
      p += 2;
    }
    ++p;
    if (folded) {
      if (c == '_' || c == '-' || ascii_space(static_cast<char>(c))) continue;
      if (c >= 'A' && c <= 'Z') c = static_cast<unsigned char>(c - 'A' + 'a');
    }
    out += static_cast<char>(c);
  }
  return true;
}

}  // namespace

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string_view trim(std::string_view text) {
  for (;;) {
    if (!text.empty() && ascii_space(text.front()))
      text.remove_prefix(1);
    else if (text.starts_with("\u3000"))
      text.remove_prefix(3);
    else if (text.starts_with("\u00A0"))
      text.remove_prefix(2);
    else
      break;
  }
  for (;;) {
    if (!text.empty() && ascii_space(text.back()))
      text.remove_suffix(1);
    else if (text.ends_with("\u3000"))
      text.remove_suffix(3);
    else if (text.ends_with("\u00A0"))
      text.remove_suffix(2);
    else
      break;
  }
  return text;
}

std::string nfkc(std::string_view text) {
  std::string out;
  if (!simple_normalized(text, false, out)) out = normalized(text, false);
  const std::string_view kept = trim(out);
  if (kept.size() == out.size()) return out;
  return std::string(kept);
}

std::string fold(std::string_view text) {
  std::string out;
  if (simple_normalized(text, true, out)) return out;
  const std::string whole = normalized(text, true);
  out.clear();
  for (std::string_view rest = whole; !rest.empty();) {
    const std::string_view before = rest;
    const int32_t c = take(rest);
    if (is_space(c) || c == '_' || is_dash(c)) continue;
    out.append(before.substr(0, before.size() - rest.size()));
  }
  return out;
}

bool valid_utf8(std::string_view text) {
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80)
      text.remove_prefix(1);
    else if (take(text) < 0)
      return false;
  }
  return true;
}

bool looks_like_formula(std::string_view text) {
  if (text.empty() || std::string_view("=+-@\t\r").find(text[0]) == std::string_view::npos) return false;
  if (text.find_first_not_of('-') == std::string_view::npos) return false;
  if (text[0] != '-' && text[0] != '+') return true;
  const char* const end = text.data() + text.size();
  double number = 0;
  const auto parsed = std::from_chars(text.data() + 1, end, number);
  const bool digit = text.size() > 1 && (text[1] == '.' || (text[1] >= '0' && text[1] <= '9'));
  return !(digit && parsed.ptr == end);
}

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const int32_t c = take(text);
    width += c < 0 ? 1 : utf8proc_charwidth(c);
  }
  return width;
}

std::string pad(std::string_view text, int width) {
  std::string out(text);
  const int missing = width - display_width(text);
  if (missing > 0) out.append(static_cast<size_t>(missing), ' ');
  return out;
}

std::string cut(std::string_view text, int width) {
  if (width <= 0) return {};
  int used = 0;
  size_t keep = 0;  // bytes that leave a column for the mark
  for (std::string_view rest = text; !rest.empty();) {
    const int32_t c = take(rest);
    used += c < 0 ? 1 : utf8proc_charwidth(c);
    if (used > width) return std::string(text.substr(0, keep)) + "…";
    if (used <= width - 1) keep = text.size() - rest.size();
  }
  return std::string(text);
}

}  // namespace gengxin
