#include "engine/match.h"

#include <algorithm>

namespace gengxin {
namespace {
bool digit(char c) { return c >= '0' && c <= '9'; }
// Chinese and other letters beyond ASCII count as letters.
bool letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}
// The bracket is a separator too: S9(M)-315.
bool in_character(std::string_view form, size_t at) { return (static_cast<unsigned char>(form[at]) & 0xC0) == 0x80; }
// A number of stages or a length stands behind a cross: 6JD36×6, C630-1×2800.
bool cross(std::string_view form, size_t at) {
  return form.substr(at).starts_with("×") && at + 2 < form.size() && digit(form[at + 2]);
}
// A fan's size stands behind its series: 8-18No6D, T30No.5.
bool machine_number(std::string_view form, size_t at) {
  if (!form.substr(at).starts_with("NO")) return false;
  at += 2;
  if (at < form.size() && form[at] == '.') ++at;
  return at < form.size() && digit(form[at]);
}
}  // namespace

bool ends_series(std::string_view form, size_t length) {
  if (length == 0 || length > form.size()) return false;
  if (length == form.size()) return true;
  if (in_character(form, length)) return false;
  if (cross(form, length)) return true;
  char last = form[length - 1], next = form[length];
  if (digit(last) && machine_number(form, length)) return true;
  if (letter(next)) return false;
  if (digit(last)) return !digit(next) && !(next == '.' && length + 1 < form.size() && digit(form[length + 1]));
  if (!digit(next)) return true;
  return length + 1 < form.size() && digit(form[length + 1]);
}

bool ends_model(std::string_view form, size_t length) {
  if (length == 0 || length > form.size()) return false;
  if (length == form.size()) return true;
  char next = form[length];
  if (next == '(' || cross(form, length)) return true;
  return next == '/' && length + 1 < form.size() && digit(form[length + 1]);
}

std::string designation_key(std::string_view form) {
  std::string key(form);
  size_t i = 0;
  while (i < key.size() && digit(key[i])) ++i;
  const size_t letters = i;
  while (i < key.size() && key[i] >= 'A' && key[i] <= 'Z') ++i;
  if (i > letters && i + 1 < key.size() && key[i] == '-' && digit(key[i + 1])) key.erase(i, 1);
  if (size_t no = key.find("NO"); no != std::string::npos && no > 0) {
    const size_t point = no + 2;
    if (point + 1 < key.size() && key[point] == '.' && digit(key[point + 1])) key.erase(point, 1);
    if (point < key.size() && digit(key[point]) && key[no - 1] == '-') key.erase(no - 1, 1);
  }
  return key;
}

void Matcher::add(const Rule& rule, uint16_t position) {
  for (const std::string& s : rule.series) {
    series_[s].push_back(position);
    longest_ = std::max(longest_, s.size());
  }
  for (const std::string& m : rule.models) {
    std::string key = designation_key(m);
    longest_ = std::max(longest_, key.size());
    models_[std::move(key)].push_back(position);
  }
}

void Matcher::find(std::string_view form, std::vector<uint16_t>& rules) const {
  const size_t start = rules.size();
  // The longest beginning of the text that the table knows and that ends at a boundary.
  const auto look_up = [&](const Table& table, std::string_view text, bool (*ends)(std::string_view, size_t)) {
    for (size_t length = std::min(text.size(), longest_); length > 0; --length) {
      if (!ends(text, length)) continue;
      if (auto it = table.find(std::string(text.substr(0, length))); it != table.end()) {
        rules.insert(rules.end(), it->second.begin(), it->second.end());
        return;
      }
    }
  };
  look_up(series_, form, ends_series);
  look_up(models_, designation_key(form), ends_model);
  std::sort(rules.begin() + static_cast<ptrdiff_t>(start), rules.end());
  rules.erase(std::unique(rules.begin() + static_cast<ptrdiff_t>(start), rules.end()), rules.end());
}

}  // namespace gengxin
