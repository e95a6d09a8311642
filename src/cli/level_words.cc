#include "cli/level_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/diagnostic.h"
#include "base/text.h"
#include "report/message.h"

namespace gengxin {

std::string level_words(const LevelTable& table, size_t level) {
  if (table.kind == LevelKind::benchmark) return level == 0 ? say("标杆", "benchmark") : say("基准", "baseline");
  return grade_name(static_cast<int>(level) + 1);
}

std::string key_words(const Vocabulary& v, const LevelTable& t, uint32_t row) {
  std::string out;
  for (size_t k = 0; k < t.keys.size(); ++k) {
    const KeyCell& cell = t.cell(row, k);
    if (cell.kind == KeyCell::Kind::any) continue;
    const Field& field = v.fields[t.keys[k].field];
    std::string text = key_text(t, row, k);
    if (field.type == FieldType::choice) {  // by their names, not their positions
      text.clear();
      const auto name = [&](double position) {
        const Choice& c = field.choices[static_cast<size_t>(position)];
        text += (text.empty() ? "" : "/") + (lang() == Lang::zh ? c.label.zh : c.label.en);
      };
      if (cell.kind == KeyCell::Kind::point) name(cell.low);
      for (uint16_t i = 0; i < cell.count; ++i) name(t.listed[size_t{cell.first} + i]);
    }
    // An open side of a range needs no infinity.
    if (cell.kind == KeyCell::Kind::range && std::isinf(cell.low))
      text = fmt::format("{} {}", cell.high_closed ? "<=" : "<", cell.high);
    else if (cell.kind == KeyCell::Kind::range && std::isinf(cell.high))
      text = fmt::format("{} {}", cell.low_closed ? ">=" : ">", cell.low);
    out += fmt::format("{}{} {}", out.empty() ? "" : say("，", ", "), label_of(field), text);
    append_unit(v, t.keys[k].field, out);
  }
  return out;
}

std::string row_words(const Vocabulary& v, const LevelTable& t, uint32_t row) {
  std::string out = key_words(v, t, row);
  std::vector<bool> said(t.columns.size());
  for (const LevelMeasure& m : t.measures) {
    std::string levels;
    for (size_t i = 0; i < m.thresholds.size(); ++i) {
      const Expression& e = m.thresholds[i];
      if (e.nodes.size() != 1 || e.root().op != Op::column) continue;
      said[e.root().index] = true;
      const double number = t.number(row, e.root().index);
      levels += fmt::format("{}{} {}", levels.empty() ? "" : say("，", ", "), level_words(t, i),
                            std::isnan(number) ? "—" : fmt::format("{} {}", m.at_most ? "<=" : ">=", number));
    }
    if (levels.empty()) continue;
    append_unit(v, m.field, levels);
    out += fmt::format("{}{} {}", out.empty() ? "" : say("；", "; "), label_of(v.fields[m.field]), levels);
  }
  for (size_t c = 0; c < t.columns.size(); ++c) {
    if (said[c]) continue;
    const double number = t.number(row, c);
    out += fmt::format("{}{} {}", out.empty() ? "" : say("；", "; "), t.columns[c],
                       std::isnan(number) ? "—" : fmt::format("{}", number));
  }
  return out;
}

bool row_may_fit(const LevelTable& t, uint32_t row, const Item& item) {
  for (size_t k = 0; k < t.keys.size(); ++k) {
    const Value& value = item[t.keys[k].field];
    if (!value.known()) continue;
    const KeyCell& cell = t.cell(row, k);
    const auto begin = t.listed.begin() + cell.first;
    switch (cell.kind) {
      case KeyCell::Kind::any:
        break;
      case KeyCell::Kind::point:
        if (value.number != cell.low) return false;
        break;
      case KeyCell::Kind::list:
        if (std::find(begin, begin + cell.count, value.number) == begin + cell.count) return false;
        break;
      case KeyCell::Kind::texts: {
        const std::string text = fold(value.text);
        const auto first = t.texts.begin() + cell.first;
        if (std::find(first, first + cell.count, text) == first + cell.count) return false;
        break;
      }
      case KeyCell::Kind::range:
        if (value.number < cell.low || (value.number == cell.low && !cell.low_closed)) return false;
        if (value.number > cell.high || (value.number == cell.high && !cell.high_closed)) return false;
        break;
    }
  }
  return true;
}

}  // namespace gengxin
