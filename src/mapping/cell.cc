#include "mapping/cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/diagnostic.h"
#include "base/text.h"

namespace gengxin {
namespace {

template <size_t n>
bool one_of(const std::array<std::string_view, n>& words, std::string_view text) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 14> yes_words = {"是", "有", "yes", "y",  "true", "t", "1",
                                                        "√",  "✓",  "✔",   "对", "v",    "☑", "具备"};
constexpr std::array<std::string_view, 17> no_words = {"否", "无", "no",   "n",    "false", "f",      "0",  "×", "✗",
                                                       "✘",  "x",  "没有", "不是", "☐",     "不具备", "未", "不"};

CellResult read_boolean(const Field& field, const Cell& cell, std::string_view folded, Value& value,
                        std::string& reason) {
  value.exact = true;
  const auto yes_no = [&](bool yes) {
    value.kind = ValueKind::boolean;
    value.number = yes ? 1 : 0;
    value.decimal = Decimal::from_int(yes);
    return CellResult::value;
  };
  for (const auto& [word, number] : field.words)
    if (folded == fold(word)) return yes_no(number != 0);
  if (cell.type != CellType::date) {
    // 无 beside 有 is an answer in a column of yes and no, not a gap.
    if (one_of(yes_words, folded)) return yes_no(true);
    if (one_of(no_words, folded)) return yes_no(false);
    if (means_missing(folded)) return CellResult::missing;
  }
  reason = say("应为“是”或“否”", "must be yes or no");
  return CellResult::unreadable;
}

CellResult read_choice(const Vocabulary& vocabulary, FieldId id, std::string_view folded, Value& value,
                       std::string& reason) {
  const int position = vocabulary.choice_by_text(id, folded);
  if (position >= 0) {
    value.kind = ValueKind::choice;
    value.number = position;
    return CellResult::value;
  }
  if (means_missing(folded)) return CellResult::missing;
  const Field& field = vocabulary.fields[id];
  constexpr size_t most = 8;
  std::string known;
  for (size_t i = 0; i < field.choices.size() && i < most; ++i) {
    if (i > 0) known += say("、", ", ");
    const Label& label = field.choices[i].label;
    known += lang() == Lang::zh ? label.zh : label.en;
  }
  if (field.choices.size() > most) known += say("等", " and others");
  reason = fmt::format(fmt::runtime(say("不是已知选项；应为 {}", "not a known choice; use {}")), known);
  return CellResult::unreadable;
}

}  // namespace

bool means_missing(std::string_view folded) {
  // fold() leaves nothing of dashes, underscores and white space.
  static constexpr std::array<std::string_view, 49> words = {
      "/",       "//",     "///",  "\\",   "\\\\",   "无",   "n/a",    "na",       "n.a.",   "n.a",
      "#n/a",    "nan",    "null", "none", "nil",    "不详", "暂无",   "未知",     "不明",   "不清楚",
      "不清",    "不知",   "缺",   "缺失", "空",     "(空)", "(空白)", "无数据",   "暂缺",   "待定",
      "待补",    "待补充", "待查", "未填", "未填写", "没有", "无铭牌", "铭牌不清", "看不清", "不适用",
      "unknown", "tbd",    "*",    "?",    "??",     ".",    "...",    "……",       "......"};
  return folded.empty() || (folded.size() <= 12 && one_of(words, folded));
}

CellResult read_cell(const Vocabulary& vocabulary, FieldId id, UnitId unit, const Cell& cell, Value& value,
                     std::string& reason) {
  value = Value{};
  const std::string_view text = trim(cell.text);
  value.text = text;
  if (cell.type == CellType::error) {
    reason = fmt::format(
        fmt::runtime(say("单元格没有值（{}）；应填入值本身", "the cell holds no value ({}); fill in the value itself")),
        text);
    return CellResult::unreadable;
  }
  if (cell.type == CellType::empty || text.empty()) return CellResult::missing;
  const Field& field = vocabulary.fields[id];
  const std::string folded = fold(text);
  switch (field.type) {
    case FieldType::text:
      if (means_missing(folded)) return CellResult::missing;
      value.kind = ValueKind::text;
      return CellResult::value;
    case FieldType::number:
    case FieldType::integer:
    case FieldType::money:
      return read_number(vocabulary, id, unit, cell, folded, value, reason);
    case FieldType::boolean:
      return read_boolean(field, cell, folded, value, reason);
    case FieldType::choice:
      return read_choice(vocabulary, id, folded, value, reason);
    case FieldType::date: {
      if (means_missing(folded)) return CellResult::missing;
      if (cell.type == CellType::boolean) {
        reason = say("应为日期，不是“是/否”", "must be a date, not yes or no");
        return CellResult::unreadable;
      }
      DateSpan span;
      if (!read_date(text, cell.type, span, &reason)) return CellResult::unreadable;
      if (static_cast<double>(span.last) < field.min || static_cast<double>(span.first) > field.max) {
        reason =
            fmt::format(fmt::runtime(say("{} 超出合理范围 {} 至 {}", "{} is outside of the plausible range {} to {}")),
                        format_span(span), format_date(static_cast<Day>(std::max(field.min, -700000.0))),
                        format_date(static_cast<Day>(std::min(field.max, 2900000.0))));
        return CellResult::unreadable;
      }
      value.kind = ValueKind::date;
      value.date = span;
      return CellResult::value;
    }
  }
  return CellResult::missing;
}

}  // namespace gengxin
