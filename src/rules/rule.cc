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

std::string keys_text(const LevelTable& table, uint32_t row) {
  std::string out;
  for (size_t k = 0; k < table.keys.size(); ++k) {
    const KeyCell& cell = table.cell(row, k);
    if (!out.empty()) out += ", ";
    switch (cell.kind) {
      case KeyCell::Kind::any:
        out += '*';
        break;
      case KeyCell::Kind::point:
        out += fmt::format("{}", cell.low);
        break;
      case KeyCell::Kind::list:
        out += fmt::format(
            "{}", fmt::join(table.listed.data() + cell.first, table.listed.data() + cell.first + cell.count, "/"));
        break;
      case KeyCell::Kind::texts:
        out += fmt::format(
            "{}", fmt::join(table.texts.data() + cell.first, table.texts.data() + cell.first + cell.count, "/"));
        break;
      case KeyCell::Kind::range:
        out +=
            fmt::format("{}{}, {}{}", cell.low_closed ? '[' : '(', cell.low, cell.high, cell.high_closed ? ']' : ')');
        break;
    }
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
