#include "mapping/row_kind.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"
#include "mapping/cell.h"
#include "mapping/header.h"

namespace gengxin {
namespace {

// What a merged cell says of the rows that it covers is not theirs alone: a row is what its own cells make it.
bool is_blank(const Cell& cell) {
  return cell.type == CellType::empty || cell.merged == Merged::covered || trim(cell.text).empty();
}

std::string without_colon(std::string_view text) {
  std::string folded = fold(text);
  if (folded.ends_with(":")) folded.pop_back();
  return folded;
}

bool is_total(std::string_view text) {
  // Asked of every row: nearly all are turned away by their length or by how they begin.
  if (text.size() < 5 || text.size() > 40) return false;
  static constexpr std::array<std::string_view, 6> beginnings = {"合", "小", "共", "总", "本", "Ｔ"};
  static constexpr std::array<std::string_view, 3> english = {"to", "su", "gr"};
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  const char start[] = {lower(text[0]), lower(text[1])};
  const bool likely =
      static_cast<unsigned char>(text[0]) >= 0x80
          ? std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view b) { return text.starts_with(b); })
          : std::find(english.begin(), english.end(), std::string_view(start, 2)) != english.end();
  if (!likely) return false;
  static constexpr std::array<std::string_view, 12> words = {"合计",     "总计",     "小计",       "共计",
                                                             "本页合计", "本页小计", "总合计",     "合计数",
                                                             "total",    "subtotal", "grandtotal", "totals"};
  return std::find(words.begin(), words.end(), without_colon(text)) != words.end();
}

bool has_colon(std::string_view text) {
  return std::memchr(text.data(), ':', text.size()) != nullptr || text.find("：") != std::string_view::npos;
}

/// 制表人：张三, 备注：..., 填报单位（盖章）：: a label of a form, a colon, and perhaps what was filled in.
bool is_form_line(std::string_view text) {
  if (!has_colon(text)) {
    const std::string_view word = trim(text);
    return word == "备注" || word == "注" || word == "说明" || word == "附注";
  }
  static constexpr std::array<std::string_view, 27> labels = {
      "制表", "填表", "填报", "审核", "复核", "审批", "批准", "编制",  "负责人",
      "联系", "电话", "日期", "单位", "企业", "备注", "注",   "说明",  "附注",
      "附",   "盖章", "签字", "签章", "统计", "经办", "note", "notes", "preparedby"};
  const std::string folded = fold(text);
  const std::string_view label = std::string_view(folded).substr(0, folded.find(':'));
  return std::any_of(labels.begin(), labels.end(), [&](std::string_view l) { return label.starts_with(l); }) &&
         label.size() <= 60;
}

/// 一、电机类; （二）变压器; II. Pumps: the title of a part of the table.
bool is_section_title(std::string_view folded) {
  std::string_view rest = folded;
  const bool bracket = rest.starts_with("(");
  if (bracket) rest.remove_prefix(1);
  size_t numerals = 0;
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view numeral : {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"})
      if (rest.starts_with(numeral)) {
        rest.remove_prefix(numeral.size());
        ++numerals;
        again = true;
      }
  }
  if (numerals == 0) return false;
  return bracket ? rest.starts_with(")") : rest.starts_with("、") || rest.starts_with(".") || rest.starts_with(",");
}

bool repeats_header(const Layout& layout, std::span<const Cell> cells, size_t first) {
  for (const auto& row : layout.header_rows) {
    if (first >= row.size() || trim(cells[first].text) != row[first]) continue;
    bool same = true;
    size_t shared = 0;
    for (size_t c = 0; c < cells.size() && same; ++c) {
      const std::string_view text = trim(cells[c].text);
      if (text.empty()) continue;
      same = c < row.size() && text == row[c];
      ++shared;
    }
    if (same && (shared >= 2 || layout.columns.size() == 1)) return true;
  }
  return false;
}

/// A lone cell in a table of several columns: is it text beside the table?
RowKind lone_cell(const Layout& layout, const RowColumns& columns, const Cell& cell, size_t column) {
  const std::string_view text = trim(cell.text);
  if (std::find(layout.titles.begin(), layout.titles.end(), text) != layout.titles.end()) return RowKind::header;
  const std::string folded = fold(text);
  const int at = static_cast<int>(column);
  const bool figure =
      cell.type == CellType::number ||
      (!folded.empty() && std::all_of(folded.begin(), folded.end(), [](char c) { return c >= '0' && c <= '9'; }));
  // A form with its rows numbered beforehand, more of them than there are machines.
  if (figure && (at == columns.line || (at == columns.id && folded.size() <= 4) ||
                 (column < layout.columns.size() && layout.columns[column].field == no_id)))
    return RowKind::empty;
  if (folded.empty() || means_missing(folded)) return RowKind::empty;
  const bool mapped = column < layout.columns.size() && layout.columns[column].field != no_id;
  const bool number = figure || cell.type != CellType::text || (folded.front() >= '0' && folded.front() <= '9');
  if (number && mapped && at != columns.line) return RowKind::item;
  const bool identity = at == columns.name || at == columns.model || at == columns.category;
  const bool prose = has_colon(text) || text.find("。") != std::string_view::npos ||
                     text.find("；") != std::string_view::npos || display_width(text) > 60;
  if (prose || is_section_title(folded)) return RowKind::note;
  // A name alone is a machine of which nothing else is known; words in a column of remarks or numbers are not one.
  if (identity || at == columns.id) return RowKind::item;
  return RowKind::note;
}

RowKind kind_of_own_cells(const Layout& layout, const RowColumns& columns, std::span<const Cell> cells) {
  size_t first = 0;
  while (first < cells.size() && is_blank(cells[first])) ++first;
  if (first == cells.size()) return RowKind::empty;
  if (layout.header_row == 0) return RowKind::item;  // keyed formats have no rows beside their items
  const std::string_view text = trim(cells[first].text);
  const auto filled = [&](int column) {
    return column >= 0 && static_cast<size_t>(column) < cells.size() && !is_blank(cells[static_cast<size_t>(column)]);
  };
  // "合计 | 53台（套）": a count may stand in the model's column; a designation has letters.
  const auto designation = [&](int column) {
    if (!filled(column) || column == static_cast<int>(first)) return false;
    const std::string_view model = cells[static_cast<size_t>(column)].text;
    return std::any_of(model.begin(), model.end(),
                       [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
  };
  // The word stands first in the row, or where the machines have their number or name.
  const auto says_total = [&](int column) {
    return column != static_cast<int>(first) && filled(column) && is_total(cells[static_cast<size_t>(column)].text);
  };
  if ((is_total(text) || says_total(columns.name) || says_total(columns.id) || says_total(columns.line)) &&
      !designation(columns.model))
    return RowKind::total;
  if (repeats_header(layout, cells, first)) return RowKind::header;
  if (layout.columns.size() < 3) return RowKind::item;
  size_t second = first + 1;
  while (second < cells.size() && is_blank(cells[second])) ++second;
  if (second == cells.size()) return lone_cell(layout, columns, cells[first], first);
  // 制表人：张三 | 审核：李四 | 日期：2024-05-01, with the signatures perhaps in cells of their own.
  if (is_form_line(text) && !filled(columns.model)) {
    size_t count = 0;
    bool figures = false;
    for (size_t c = first; c < cells.size(); ++c) {
      if (is_blank(cells[c])) continue;
      ++count;
      figures = figures || cells[c].type == CellType::number;
    }
    if (!figures && count * 2 <= layout.columns.size() + 1) return RowKind::note;
  }
  return RowKind::item;
}

}  // namespace

RowKind row_kind(const Layout& layout, const RowColumns& columns, std::span<const Cell> cells) {
  const RowKind kind = kind_of_own_cells(layout, columns, cells);
  if (kind != RowKind::empty && kind != RowKind::note) return kind;
  // Where a merged cell says what the machine is, a row that has one cell of its own, a line number or a place, is a
  // machine too; remarks and words in a column of no field go with the row above.
  const auto covered = [&](int column) {
    return column >= 0 && static_cast<size_t>(column) < cells.size() &&
           cells[static_cast<size_t>(column)].merged == Merged::covered;
  };
  if (!covered(columns.name) && !covered(columns.model) && !covered(columns.category)) return kind;
  for (size_t c = 0; c < cells.size(); ++c) {
    if (is_blank(cells[c])) continue;
    if (c >= layout.columns.size() || layout.columns[c].field == no_id || static_cast<int>(c) == columns.remarks)
      continue;
    if (means_missing(fold(trim(cells[c].text)))) continue;
    return RowKind::item;
  }
  return kind;
}

}  // namespace gengxin
