#include "report/place.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "report/append.h"
#include "report/message.h"

namespace gengxin {

namespace {

const Value* with_cell(const Item& item, FieldId field) {
  if (field >= item.values.size()) return nullptr;
  const Value& value = item[field];
  return value.column != no_id ? &value : nullptr;
}

}  // namespace

const Value* deciding_cell(const Item& item, const Finding& finding) {
  if (finding.verdict == Verdict::undetermined) {
    const Value* empty = nullptr;
    for (const FieldId field : finding.missing) {
      const Value* cell = with_cell(item, field);
      if (cell != nullptr && cell->origin == Origin::unreadable) return cell;
      if (empty == nullptr) empty = cell;
    }
    if (empty != nullptr) return empty;
  }
  for (int i = 0; i < finding.level.measures && finding.level.rule != nullptr; ++i) {
    if (std::isnan(missed_limit(finding.level, i))) continue;
    if (const Value* cell = with_cell(item, finding.level.measured[static_cast<size_t>(i)].field)) return cell;
  }
  if (const Value* cell = with_cell(item, finding.targets[0].field)) return cell;
  for (const FieldId field : finding.values)
    if (const Value* cell = with_cell(item, field)) return cell;
  return nullptr;
}

void append_cell(const Item& item, const Value& cell, std::string& out) {
  append_column_letters(out, cell.column);
  append_int(out, static_cast<int64_t>(item.row));
}

void append_item_name(const Item& item, std::string& out) {
  if (!item.id.empty()) {
    out += item.id;
    return;
  }
  out += "row ";
  append_int(out, static_cast<int64_t>(item.row));
}

std::string_view text_value(const Item& item, FieldId field) {
  return field < item.values.size() && item[field].known() ? item[field].text : std::string_view();
}

std::string_view cited_id(const Finding& finding) {
  return finding.rule       ? std::string_view(finding.rule->id)
         : finding.document ? std::string_view(finding.document->id)
                            : applicability_id;
}

std::string_view working_path(std::string_view file) {
  while (file.starts_with("./") && file.size() > 2) file.remove_prefix(2);
  return file;
}

Diagnostics all_diagnostics(const RunInfo& run) {
  struct Said {
    uint64_t rows = 0, cells = 0;
    bool file = false;
  };
  std::map<std::pair<std::string, std::string>, Said> said;  // by file and sheet
  for (const Diagnostic& d : run.diagnostics) {
    Said& here = said[{d.file, d.sheet}];
    if (d.severity == Severity::row_error) ++here.rows;
    if (d.severity == Severity::cell_warning) ++here.cells;
    if (d.severity == Severity::file_error) here.file = said[{d.file, ""}].file = true;
  }
  Diagnostics all = run.diagnostics;
  for (const InputInfo& input : run.inputs) {
    const std::string sheet = input.one_of_sheets ? input.sheet : "";
    // A file given twice has its messages counted together: what the first input has of them, the second has not.
    Said& here = said[{input.file, sheet}];
    const auto rest = [&](Severity severity, uint64_t counted, uint64_t& shown, const char* words) {
      const uint64_t covered = std::min(counted, shown);
      shown -= covered;
      if (counted == covered) return;
      Diagnostic& d = all.emplace_back();
      d.severity = severity;
      d.file = input.file;
      d.sheet = sheet;
      d.message = fmt::format(fmt::runtime(words), counted - covered);
    };
    rest(Severity::row_error, input.unreadable_rows, here.rows,
         say("另有 {} 行读不出，未逐一列出", "{} further rows could not be read; they are not listed one by one"));
    rest(Severity::cell_warning, input.unreadable_cells, here.cells,
         say("另有 {} 个单元格读不出，未逐一列出",
             "{} further cells could not be read; they are not listed one by one"));
    if (!input.readable && !here.file && !said[{input.file, ""}].file) {
      Diagnostic& d = all.emplace_back();
      d.severity = Severity::file_error;
      d.file = input.file;
      d.sheet = sheet;
      d.message = say("读不出", "could not be read");
    }
  }
  return all;
}

std::string_view diagnostic_id(Severity severity) {
  switch (severity) {
    case Severity::file_error:
      return "unreadable-file";
    case Severity::row_error:
      return "unreadable-row";
    case Severity::cell_warning:
      return "unreadable-cell";
    case Severity::note:
      break;
  }
  return "input-note";
}

std::string diagnostic_sentence(const Diagnostic& diagnostic) {
  Diagnostic placeless = diagnostic;
  placeless.file.clear();
  placeless.sheet.clear();
  placeless.row = 0;
  placeless.column = 0;
  return format_diagnostic(placeless);
}

std::string totals_sentence(const Summary& summary) {
  const Totals all = summary.all();
  std::string out = items_words(all.items);
  const char* separator = say("：", ": ");
  const auto add = [&](std::string_view word, uint64_t n) {
    if (n == 0) return;
    out += fmt::format("{}{} {}", separator, word, n);
    separator = say("，", ", ");
  };
  for (size_t v = 0; v < static_cast<size_t>(Verdict::unchecked); ++v) {
    const std::string_view word = verdict_word(static_cast<Verdict>(v));
    add(word, all.certain[v]);
    add(fmt::format(fmt::runtime(say("疑似{}", "{} suspected")), word), all.suspected[v]);
  }
  separator = say("；", "; ");
  add(say("读不出的文件", "unreadable files"), summary.unreadable_files);
  add(say("读不出的行", "unreadable rows"), summary.unreadable_rows);
  add(say("读不出的单元格", "unreadable cells"), summary.unreadable_cells);
  return out;
}

}  // namespace gengxin
