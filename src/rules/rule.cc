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

std::string_view relation_id(Combination::Relation relation) {
  static constexpr std::string_view ids[] = {"excludes", "reduces-base", "both", "ask"};
  return ids[static_cast<int>(relation)];
}

int provenance_by_id(std::string_view id) {
  for (int i = 0; i < 3; ++i)
    if (provenance_id(static_cast<Provenance>(i)) == id) return i;
  return -1;
}

std::string key_text(const LevelTable& table, uint32_t row, size_t key) {
  const KeyCell& cell = table.cell(row, key);
  const auto joined = [&](const auto& values) {
    return fmt::format("{}", fmt::join(values.data() + cell.first, values.data() + cell.first + cell.count, "/"));
  };
  switch (cell.kind) {
    case KeyCell::Kind::any:
      break;
    case KeyCell::Kind::point:
      return fmt::format("{}", cell.low);
    case KeyCell::Kind::list:
      return joined(table.listed);
    case KeyCell::Kind::texts:
      return joined(table.texts);
    case KeyCell::Kind::range:
      return fmt::format("{}{}, {}{}", cell.low_closed ? '[' : '(', cell.low, cell.high, cell.high_closed ? ']' : ')');
  }
  return "*";
}

std::string keys_text(const LevelTable& table, uint32_t row, size_t without) {
  std::string out;
  for (size_t k = 0; k < table.keys.size(); ++k) {
    if (k > 0) out += ", ";
    if (k == without)
      out += '*';
    else
      out += key_text(table, row, k);
  }
  return out;
}

const Document* RuleBase::document(std::string_view id) const {
  for (const Document& d : documents)
    if (d.id == id) return &d;
  return nullptr;
}

const Rule* RuleBase::rule(std::string_view id) const {
  for (const Rule& r : rules)
    if (r.id == id) return &r;
  return nullptr;
}

}  // namespace gengxin
