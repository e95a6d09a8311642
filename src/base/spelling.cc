#include "base/spelling.h"

#include <algorithm>
#include <string>
#include <vector>

namespace gengxin {
namespace {

int distance_of(const std::u32string& a, const std::u32string& b) {
  std::vector<int> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    int corner = row[0];
    row[0] = static_cast<int>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const int above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, corner + (a[i - 1] != b[j - 1])});
      corner = above;
    }
  }
  return row.back();
}

// One number a character of UTF-8: which number does not matter here.
std::u32string characters(std::string_view text) {
  std::u32string out;
  for (size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const size_t n = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    char32_t code = 0;
    for (size_t k = 0; k < n && i + k < text.size(); ++k) code = code << 8 | static_cast<unsigned char>(text[i + k]);
    out += code;
    i += n;
  }
  return out;
}

}  // namespace

int edit_distance(std::string_view a, std::string_view b) { return distance_of(characters(a), characters(b)); }

int spelling_distance(std::string_view wanted_text, std::string_view known_text) {
  const std::u32string wanted = characters(wanted_text), known = characters(known_text);
  int distance = distance_of(wanted, known);
  if (wanted.size() >= 2 && known.find(wanted) != std::u32string::npos) distance = std::min(distance, 1);
  const int allowed = std::max(1, static_cast<int>(std::max(wanted.size(), known.size())) / 3);
  return distance <= allowed ? distance : -1;
}

}  // namespace gengxin
