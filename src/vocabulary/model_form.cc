// A model designation as a nameplate, a ledger and a legal list each write it, in one form.
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/text.h"
#include "vocabulary/vocabulary.h"

namespace gengxin {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return c >= 'A' && c <= 'Z'; }

/// NFKC, upper case, one kind of dash and of space.
std::string upper_form(std::string_view model) {
  std::string out;
  const std::string text = nfkc(model);
  const auto* p = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t c = 0;
    utf8proc_ssize_t n = 1;
    if (*p < 0x80) {
      c = *p;
    } else {
      n = utf8proc_iterate(p, left, &c);
      if (n <= 0) break;  // nfkc() gives valid UTF-8
    }
    p += n;
    left -= n;
    if (c < 0x80) {
      char a = static_cast<char>(c);
      if (a >= 'a' && a <= 'z') a = static_cast<char>(a - 'a' + 'A');
      if (a >= '\t' && a <= '\r') a = ' ';
      out += a;
      continue;
    }
    const auto category = utf8proc_category(c);
    if (category == UTF8PROC_CATEGORY_PD || c == 0x2212 || c == 0x2500) {
      out += '-';
    } else if (category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
               category == UTF8PROC_CATEGORY_ZP) {
      out += ' ';
    } else {
      utf8proc_uint8_t bytes[4];
      const auto size = utf8proc_encode_char(utf8proc_toupper(c), bytes);
      out.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
    }
  }
  return out;
}

// Units that stand behind a model and in no designation after a space. A, M, T and P do: "No 5A", "4P".
constexpr std::array<std::string_view, 32> rating_units = {
    "KW",   "W",  "MW",   "KVA",    "MVA", "VA",   "V",      "KV",  "HZ", "R/MIN", "RPM",
    "HP",   "PS", "M3/H", "M3/MIN", "L/S", "T/H",  "MPA",    "KPA", "PA", "BAR",   "KVAR",
    "千瓦", "瓦", "马力", "匹",     "伏",  "千伏", "千伏安", "转",  "吨", "安"};
constexpr std::array<std::string_view, 3> rating_words = {"功率", "容量", "电压"};

/// Length of a rating ("11KW", "P=11 KW", "10/0.4KV", "功率:11KW") at the front of the text; 0 when there is none.
size_t rating_size(std::string_view text) {
  size_t i = 0;
  for (const auto word : rating_words)
    if (text.starts_with(word)) {
      i = word.size();
      break;
    }
  if (i > 0 && i < text.size() && text[i] == ':') ++i;
  if (i == 0) {
    size_t k = 0;
    while (k < text.size() && k < 2 && letter(text[k])) ++k;
    if (k > 0 && k < text.size() && text[k] == '=') i = k + 1;
  }
  const size_t number = i;
  while (i < text.size() &&
         (digit(text[i]) || (i > number && (text[i] == '.' || text[i] == '/' || text[i] == '~' || text[i] == '-') &&
                             i + 1 < text.size() && digit(text[i + 1]))))
    ++i;
  if (i == number) return 0;
  while (i < text.size() && text[i] == ' ') ++i;
  size_t longest = 0;
  for (const auto unit : rating_units) {
    if (unit.size() <= longest || !text.substr(i).starts_with(unit)) continue;
    const size_t end = i + unit.size();
    // "3W-0.9/7" is a compressor, not three watts.
    if (end < text.size() && (letter(text[end]) || digit(text[end]) || text[end] == '-' || text[end] == '/')) continue;
    longest = unit.size();
  }
  return longest == 0 ? 0 : i + longest;
}

/// B3, IM B35, V1: how a motor is mounted, written behind its designation.
bool is_mounting(std::string_view text) {
  if (text.starts_with("IM")) text.remove_prefix(2);
  if (text.starts_with(' ')) text.remove_prefix(1);
  if (text.size() < 2 || text.size() > 3 || (text[0] != 'B' && text[0] != 'V')) return false;
  return std::all_of(text.begin() + 1, text.end(), digit);
}

void cut_rating(std::string& text) {
  for (size_t i = 1; i < text.size(); ++i) {
    const char before = text[i - 1];
    const bool separated = before == ' ' || before == ',' || before == ';' || before == '(' || before == '[' ||
                           (i >= 3 && std::string_view(text).substr(i - 3, 3) == "、");
    const std::string_view rest = std::string_view(text).substr(i);
    if (!separated || (rating_size(rest) == 0 && !is_mounting(rest))) continue;
    size_t end = i;
    for (;;) {
      const char c = end > 0 ? text[end - 1] : 'x';
      if (c == ' ' || c == ',' || c == ';' || c == '(' || c == '[')
        --end;
      else if (end >= 3 && std::string_view(text).substr(end - 3, 3) == "、")
        end -= 3;
      else
        break;
    }
    if (end == 0) continue;  // the rating stands in front of the model
    text.resize(end);
    return;
  }
}

/// S9-315KVA/10KV is S9-315/10 with its units spelt out.
void drop_units(std::string& text) {
  for (const std::string_view unit : {std::string_view("KVA"), std::string_view("KV")}) {
    for (size_t at = text.find(unit, 1); at != std::string::npos; at = text.find(unit, at + 1)) {
      const size_t end = at + unit.size();
      if (digit(text[at - 1]) && (end == text.size() || !(letter(text[end]) || digit(text[end]))))
        text.erase(at, unit.size());
      if (at >= text.size()) break;
    }
  }
}

}  // namespace

std::string model_form(std::string_view model) {
  std::string text = upper_form(model);
  cut_rating(text);
  std::string form;
  form.reserve(text.size());
  for (const char c : text) {
    if (c == ' ' || (c == '-' && !form.empty() && form.back() == '-')) continue;
    form += c;
  }
  drop_units(form);
  for (const std::string_view tail : {std::string_view("系列"), std::string_view("型")})
    if (form.size() > tail.size() && form.ends_with(tail)) form.resize(form.size() - tail.size());
  return form;
}

}  // namespace gengxin
