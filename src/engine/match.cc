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
}  // namespace

bool ends_series(std::string_view form, size_t length) {
  if (length == 0 || length > form.size()) return false;
  if (length == form.size()) return true;
  if (in_character(form, length)) return false;
  char last = form[length - 1], next = form[length];
  if (letter(next)) return false;
  if (digit(last)) return !digit(next) && !(next == '.' && length + 1 < form.size() && digit(form[length + 1]));
  if (!digit(next)) return true;
  return length + 1 < form.size() && digit(form[length + 1]);
}

bool ends_model(std::string_view form, size_t length) {
  if (length == 0 || length > form.size()) return false;
  if (length == form.size()) return true;
  char next = form[length];
  if (next == '(') return true;
  return next == '/' && length + 1 < form.size() && digit(form[length + 1]);
}

void Matcher::add(const Rule& rule, uint16_t position) {
  for (const std::string& s : rule.series) {
    series_[s].push_back(position);
    longest_ = std::max(longest_, s.size());
  }
  for (const std::string& m : rule.models) {
    models_[m].push_back(position);
    longest_ = std::max(longest_, m.size());
  }
}

void Matcher::find(std::string_view form, std::vector<uint16_t>& rules) const {
  size_t start = rules.size();
  bool series_found = false, model_found = false;
  for (size_t length = std::min(form.size(), longest_); length > 0; --length) {
    std::string_view part = form.substr(0, length);
    if (!model_found && ends_model(form, length))
      if (auto it = models_.find(part); it != models_.end()) {
        rules.insert(rules.end(), it->second.begin(), it->second.end());
        model_found = true;
      }
    if (!series_found && ends_series(form, length))
      if (auto it = series_.find(part); it != series_.end()) {
        rules.insert(rules.end(), it->second.begin(), it->second.end());
        series_found = true;
      }
  }
  std::sort(rules.begin() + static_cast<ptrdiff_t>(start), rules.end());
  rules.erase(std::unique(rules.begin() + static_cast<ptrdiff_t>(start), rules.end()), rules.end());
}

}  // namespace gengxin
