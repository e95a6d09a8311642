#include "rules/rule.h"

#include <fmt/format.h>

namespace gengxin {

std::string_view provenance_id(Provenance p) {
  static constexpr std::string_view ids[] = {"recalled", "transcribed", "official"};
  return ids[static_cast<int>(p)];
}

std::string_view provenance_zh(Provenance p) {
  static constexpr std::string_view names[] = {"凭记忆", "据转录", "据官方文本"};
  return names[static_cast<int>(p)];
}

int provenance_by_id(std::string_view id) {
  for (int i = 0; i < 3; ++i)
    if (provenance_id(static_cast<Provenance>(i)) == id) return i;
  return -1;
}

std::string keys_text(const LevelRow& row) {
  std::string out;
  for (const KeyCell& k : row.keys) {
    if (!out.empty()) out += ", ";
    if (k.any)
      out += '*';
    else if (!k.texts.empty())
      out += fmt::format("{}", fmt::join(k.texts, "/"));
    else if (!k.values.empty())
      out += fmt::format("{}", fmt::join(k.values, "/"));
    else
      out += fmt::format("{}{}, {}{}", k.low_closed ? '[' : '(', k.low, k.high, k.high_closed ? ']' : ')');
  }
  return out;
}

const Rule* RuleBase::rule(std::string_view id) const {
  for (const Rule& r : rules)
    if (r.id == id) return &r;
  return nullptr;
}

}  // namespace gengxin
