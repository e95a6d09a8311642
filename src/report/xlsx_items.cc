#include "report/xlsx_items.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/append.h"
#include "report/message.h"

namespace gengxin {

namespace {

constexpr size_t kLines = 3;  // of a cell: more would make the rows taller than a screen takes

void append_suspected(bool suspected, std::string& out) {
  if (suspected) out += say("（疑似）", " (suspected)");
}

/// The finding's clause; of a finding about a document its number. Empty where it is about neither.
std::string reference(const RunInfo& run, const Finding& f) {
  std::string out;
  if (f.rule != nullptr) {
    append_reference(*run.rules, *f.rule, out);
  } else if (f.document != nullptr) {
    out = number_of(*f.document);
  }
  return out;
}

/// Lines joined, the first few of them: "等 5 条" says how many there are.
std::string join(const std::vector<std::string>& lines, const char* more) {
  std::string out;
  for (size_t i = 0; i < lines.size() && i < kLines; ++i) {
    if (i > 0) out += '\n';
    out += lines[i];
  }
  if (lines.size() > kLines) out += '\n' + fmt::format(fmt::runtime(more), lines.size());
  return out;
}

void add_once(std::vector<std::string>& lines, std::string line) {
  if (!line.empty() && std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
}

}  // namespace

uint32_t TextPool::add(std::string_view text) {
  if (const auto found = numbers_.find(text); found != numbers_.end()) return found->second;
  const auto number = static_cast<uint32_t>(texts_.size());
  numbers_.emplace(texts_.emplace_back(text), number);
  return number;
}

std::string verdict_text(const Outcome& outcome) {
  const Verdict verdict = outcome.gravest();
  std::string out(verdict == Verdict::unchecked ? say("未涉及", "no clause applies") : verdict_word(verdict));
  if (outcome.findings.empty()) return out;
  const Finding& f = outcome.findings.front();
  if (f.violation) out += say("（违规）", " (violation)");
  append_suspected(f.suspected, out);
  if (f.accepted()) out += say("（", " (") + std::string(accepted_word(f)) + say("）", ")");
  return out;
}

std::string target_text(const Vocabulary& vocabulary, const FindingList& findings) {
  std::string out;
  for (const Finding& f : findings) {
    const Target& target = f.targets[0];
    if (target.level.empty()) continue;
    if (target.level == "benchmark" || target.level == "baseline" || target.level.starts_with("limit")) {
      out += level_name(target.level);
    } else {
      out += grade_name(target.at + 1);
    }
    if (!std::isfinite(target.value) || target.field >= vocabulary.fields.size()) return out;
    bool at_most = false;
    for (size_t m = 0; m < f.level.measures && m < f.level.measured.size(); ++m)
      if (f.level.measured[m].field == target.field) at_most = f.level.measured[m].at_most;
    out += ' ';
    out += label_of(vocabulary.fields[target.field]);
    out += at_most ? " ≤ " : " ≥ ";
    append_rounded(out, target.value);
    append_unit(vocabulary, target.field, out);
    return out;
  }
  return out;
}

uint32_t ItemRecords::basis(const RunInfo& run, const Outcome& outcome) {
  std::vector<std::string> lines;
  const Verdict gravest = outcome.gravest();
  for (const Finding& f : outcome.findings) {
    // What can be had, and what is not decided, has columns of its own: here only where there is nothing graver.
    if ((f.verdict == Verdict::eligible || f.verdict == Verdict::undetermined) && f.verdict != gravest) continue;
    std::string line = reference(run, f);
    if (line.empty()) continue;
    append_suspected(f.suspected, line);
    if (f.accepted()) line += say("（", " (") + accepted_words(f) + say("）", ")");
    add_once(lines, std::move(line));
  }
  return texts.add(join(lines, say("等 {} 条", "and others, {} in all")));
}

uint32_t ItemRecords::incentives(const RunInfo& run, const FindingList& findings) {
  std::vector<std::string> lines;
  for (const Finding& f : findings) {
    if (f.verdict != Verdict::eligible || f.rule == nullptr) continue;
    std::string line = title_of(*f.rule);
    line += say("（", " (");
    line += reference(run, f);
    line += say("）", ")");
    if (f.suspected || !f.rule->incentive.check.empty()) line += say("，须核对", ", to be checked");
    if (!f.missing.empty()) line += say("，金额待定", ", amount open");
    add_once(lines, std::move(line));
  }
  return texts.add(join(lines, say("等 {} 项", "and others, {} in all")));
}

void ItemRecords::amount(const FindingList& findings, ItemColumns& columns) {
  std::optional<Decimal> sum = Decimal{};
  std::string all;
  for (const Finding& f : findings) {
    if (!counts_as_money(f, findings)) continue;
    columns.amount_known = true;
    columns.amount_suspected |= f.suspected;
    if (sum) sum = Decimal::add(*sum, f.amount.value);
    if (!all.empty()) all += '+';
    append_money(all, f.amount.value);
  }
  if (sum) {
    columns.amount = *sum;
  } else {
    columns.amounts = texts.add(all);
  }
}

void ItemRecords::add_gaps(const RunInfo& run, const Item& item, const FindingList& findings, ItemColumns& columns) {
  const Vocabulary& vocabulary = run.rules->vocabulary;
  const size_t first = gaps.size();
  std::vector<FieldId> fields;
  for (const Finding& f : findings) {
    for (const FieldId field : f.missing) {
      if (field >= vocabulary.fields.size()) continue;
      auto at = std::find(fields.begin(), fields.end(), field);
      if (at == fields.end()) {
        at = fields.insert(at, field);
        gaps.push_back({static_cast<uint32_t>(incomplete.size()), field, 0, 0, 0});
      }
      Gap& gap = gaps[first + static_cast<size_t>(at - fields.begin())];
      ++gap.named;
      if (f.verdict == Verdict::undetermined && f.missing.size() == 1) ++gap.settles;
    }
  }
  if (fields.empty()) return;
  for (size_t i = 0; i < fields.size(); ++i) {
    std::vector<std::string> lines;
    for (const Finding& f : findings)
      if (std::find(f.missing.begin(), f.missing.end(), fields[i]) != f.missing.end())
        add_once(lines, reference(run, f));
    gaps[first + i].clauses = texts.add(join(lines, say("等 {} 条", "and others, {} in all")));
  }
  std::string labels;
  append_labels(vocabulary, fields, labels);
  columns.missing = texts.add(labels);
  const ItemPlace place = place_of(run, item);
  incomplete.push_back({static_cast<uint32_t>(inputs.size() - 1), item.row, texts.add(item.id),
                        texts.add(place.company), texts.add(place.name), texts.add(place.model)});
}

void ItemRecords::add(const RunInfo& run, const Item& item, const Outcome& outcome) {
  if (inputs.empty() || inputs.back().file != item.file || inputs.back().sheet != item.sheet)
    inputs.push_back({std::string(item.file), std::string(item.sheet), items.size(), items.size()});
  ItemColumns columns;
  columns.row = item.row;
  columns.verdict = outcome.gravest();
  columns.word = texts.add(verdict_text(outcome));
  columns.basis = basis(run, outcome);
  columns.target = texts.add(target_text(run.rules->vocabulary, outcome.findings));
  columns.incentives = incentives(run, outcome.findings);
  amount(outcome.findings, columns);
  for (const Finding& f : outcome.findings) {
    if (f.verdict == Verdict::undetermined || f.deadline == no_day) continue;
    // One that is sure goes before one that is to be confirmed.
    const bool better = columns.deadline == no_day || (columns.deadline_suspected && !f.suspected) ||
                        (columns.deadline_suspected == f.suspected && f.deadline < columns.deadline);
    if (better) columns.deadline = f.deadline, columns.deadline_suspected = f.suspected;
  }
  add_gaps(run, item, outcome.findings, columns);
  items.push_back(columns);
  inputs.back().end = items.size();

  std::vector<Cited> of_item;
  const auto cite = [&](const Finding& f, const Document* document, const Rule* rule) {
    if (document == nullptr && rule == nullptr) return;
    const Cited one{document, rule, f.verdict, f.suspected};
    const bool seen = std::any_of(of_item.begin(), of_item.end(), [&](const Cited& c) { return c.key() == one.key(); });
    if (!seen) of_item.push_back(one);
  };
  for (const Finding& f : outcome.findings) {
    cite(f, f.rule != nullptr ? &run.rules->document_of(*f.rule) : f.document, f.rule);
    for (const Rule* also : f.also) cite(f, &run.rules->document_of(*also), also);
    for (const Document* also : f.also_documents) cite(f, also, nullptr);
  }
  for (const Cited& one : of_item) ++cited[one];

  const size_t due_before = overview.due.size();
  overview.add(run, item, outcome);
  for (size_t i = due_before; i < overview.due.size(); ++i) {
    const Due& due = overview.due[i];
    DayCounts& counts = days[due.day];
    ++(due.kind == Due::Kind::deadline         ? counts.deadlines
       : due.kind == Due::Kind::incentive_ends ? counts.incentives_end
                                               : counts.holds_end);
  }
  // Counted; a list of all, which nobody asked for, would take more memory than the workbook.
  if (run.horizon == no_day) overview.due.clear();
}

void ItemRecords::append(ItemRecords&& later) {
  const auto text = [&](uint32_t number) { return texts.add(later.texts[number]); };
  std::vector<uint32_t> input_of;
  for (const Input& input : later.inputs) {
    const bool goes_on = !inputs.empty() && inputs.back().file == input.file && inputs.back().sheet == input.sheet &&
                         (inputs.back().end == inputs.back().begin || input.begin == input.end ||
                          items.back().row < later.items[input.begin].row);
    if (!goes_on) inputs.push_back({input.file, input.sheet, items.size(), items.size()});
    input_of.push_back(static_cast<uint32_t>(inputs.size() - 1));
    for (size_t i = input.begin; i < input.end; ++i) {
      ItemColumns columns = later.items[i];
      for (uint32_t* number :
           {&columns.word, &columns.basis, &columns.target, &columns.incentives, &columns.missing, &columns.amounts})
        *number = text(*number);
      items.push_back(columns);
    }
    inputs.back().end = items.size();
  }
  const auto first = static_cast<uint32_t>(incomplete.size());
  for (IncompleteItem item : later.incomplete) {
    item.input = input_of[item.input];
    for (uint32_t* number : {&item.item, &item.company, &item.name, &item.model}) *number = text(*number);
    incomplete.push_back(item);
  }
  for (Gap gap : later.gaps) {
    gap.item += first;
    gap.clauses = text(gap.clauses);
    gaps.push_back(gap);
  }
  for (const auto& [one, count] : later.cited) cited[one] += count;
  for (const auto& [day, counts] : later.days) {
    DayCounts& ours = days[day];
    ours.deadlines += counts.deadlines;
    ours.incentives_end += counts.incentives_end;
    ours.holds_end += counts.holds_end;
  }
  overview.merge(std::move(later.overview));
}

const ItemRecords::Input* ItemRecords::find(std::string_view file, std::string_view sheet) const {
  for (const Input& input : inputs)
    if (input.file == file && input.sheet == sheet) return &input;
  return nullptr;
}

}  // namespace gengxin
