// For a person at a terminal: what was found by verdict and clause, then what could not be read, then the totals.
#include "base/text.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <unordered_map>

#include "report/append.h"
#include "report/due_groups.h"
#include "report/escape.h"
#include "report/formats.h"
#include "report/message.h"
#include "report/paint.h"

namespace gengxin {

namespace {

// A person reads no more; and memory must not grow with the rows.
constexpr size_t kLinesPerGroup = 500;
constexpr size_t kDiagnostics = 50;
constexpr size_t kMissingFields = 12;
constexpr size_t kCompanies = 100;

// A finding waits as one line of columns until all are known, because the widths depend on all of them. Neither
// character can occur in a column: plain() takes control characters out.
constexpr char kColumn = '\x1f', kPart = '\x1e';
enum { kHeading, kFile, kSheet, kRow, kItem, kName, kModel, kMark, kResult, kEvidence, kColumns };

/// Takes control characters out of what has been appended since `from`.
void plain_tail(std::string& out, size_t from) {
  const std::string tail = out.substr(from);
  out.resize(from);
  append_plain(out, tail);
}

/// Where the values stand that were compared.
void append_evidence(const Vocabulary& vocabulary, const Item& item, const std::vector<FieldId>& fields,
                     std::string& out) {
  bool any = false;
  for (const FieldId field : fields) {
    if (field >= item.values.size() || !item[field].known()) continue;
    const Value& value = item[field];
    if (any) out += kPart;
    any = true;
    out += label_of(vocabulary.fields[field]);
    out += ' ';
    const size_t from = out.size();
    append_value(vocabulary, item, field, out);
    plain_tail(out, from);
    if (const char* origin = origin_words(value.origin)) {
      out += " (";
      out += origin;
      out += ')';
    } else if (value.column != no_id) {
      out += " (";
      append_column_letters(out, value.column);
      append_int(out, static_cast<int64_t>(item.row));
      out += ')';
    }
  }
}

class TextReport : public Report {
 public:
  void begin(const RunInfo& run, std::string& out) override {
    name_ = run.rules->vocabulary.field("name");
    append_title(run, say("更新核对", "Gengxin"), out);
  }

  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override {
    if (run.horizon != no_day) part.gather<OverviewPart>().overview.add(run, item, outcome);
    if (run.summary_only) return;
    for (const Finding& finding : outcome.findings) {
      const auto v = static_cast<size_t>(finding.verdict);
      if (full_[v].load(std::memory_order_relaxed) || part.groups[v].size() >= kLinesPerGroup) continue;
      line(run, item, &finding, part.groups[v].emplace_back());
    }
    const auto v = static_cast<size_t>(Verdict::compliant);
    if (!run.all || outcome.gravest() != Verdict::compliant || full_[v].load(std::memory_order_relaxed)) return;
    if (part.groups[v].size() < kLinesPerGroup) line(run, item, nullptr, part.groups[v].emplace_back());
  }

  void merge(Part& part, std::string&) override {
    if (part.data) due_.take(part.gather<OverviewPart>().overview);
    for (size_t v = 0; v < part.groups.size(); ++v) {
      for (std::string& text : part.groups[v]) {
        if (lines_[v].size() == kLinesPerGroup) break;
        lines_[v].push_back(std::move(text));
      }
      // The workers need not format what would be thrown away; when they notice changes nothing in the output.
      if (lines_[v].size() == kLinesPerGroup) full_[v].store(true, std::memory_order_relaxed);
    }
  }

  void end(const RunInfo& run, const Summary& summary, std::string& out) override {
    const Totals all = summary.all();
    if (!run.summary_only) {
      uint64_t findings = 0;
      for (size_t v = 0; v < static_cast<size_t>(Verdict::compliant); ++v) {
        findings += all.certain[v] + all.suspected[v];
        group(run, all, static_cast<Verdict>(v), out);
      }
      if (run.all) group(run, all, Verdict::compliant, out);
      if (findings == 0) {
        out += '\n';
        out += all.items == 0 ? say("没有读到设备。\n", "No equipment was read.\n")
               : all.checked == 0
                   ? say("没有任何设备适用规则库中的条款：请看设备类别和型号是否读对（gengxin explain）。\n",
                         "No clause speaks to any of the items: see whether categories and models "
                         "were read as meant (gengxin explain).\n")
                   : say("已核对，未发现问题。\n", "Checked, nothing found.\n");
      }
    }
    unreadable(run, summary, out);
    due(run, out);
    inputs(run, summary, out);
    totals(run, all, out);
    indicators(run, all, out);
    worth_asking(run, summary, out);
    companies(run, summary, out);
    out += '\n';
    out += paint(run, "2",
                 say("以上为依据所引条款作出的核对结果，不构成法律意见。",
                     "These are the results of checking against the clauses cited, not legal advice."));
    out += '\n';
  }

 private:
  /// One finding's columns; a null finding is a compliant item.
  void line(const RunInfo& run, const Item& item, const Finding* finding, std::string& out) const {
    const Vocabulary& vocabulary = run.rules->vocabulary;
    if (finding != nullptr) heading(run, *finding, out);
    out += kColumn;
    append_plain(out, item.file);
    out += kColumn;
    append_plain(out, item.sheet);
    out += kColumn;
    append_int(out, static_cast<int64_t>(item.row));
    out += kColumn;
    append_plain(out, item.id);
    out += kColumn;
    if (name_ < item.values.size() && item.values[name_].known()) {
      append_plain(out, item.values[name_].text);
    } else if (item.category < vocabulary.categories.size()) {
      const Label& label = vocabulary.categories[item.category].label;
      out += lang() == Lang::zh ? label.zh : label.en;
    }
    out += kColumn;
    append_plain(out, item.model);
    out += kColumn;
    if (finding == nullptr) {
      out.append(kColumns - kMark - 1, kColumn);
      return;
    }
    const char* separator = "";
    const auto mark = [&](bool set, const char* word) {
      if (!set) return;
      out += separator;
      out += word;
      separator = say("，", ", ");
    };
    mark(finding->accepted(), accepted_word(*finding));
    mark(finding->violation, say("违规", "violation"));
    mark(finding->suspected, say("疑似", "suspected"));
    mark(finding->level.rule != nullptr && finding->level.conflict, say("与申报不符", "declared otherwise"));
    out += kColumn;
    if (finding->verdict == Verdict::undetermined) {
      if (finding->level.rule != nullptr && finding->level.conflict) {
        out += say("申报", "declared ");
        out += grade_name(finding->level.declared_grade);
        out += say("，实测", ", measured ");
        out += grade_name(finding->level.grade);
      }
      out += kColumn;
      append_waiver(*finding, out);
      if (finding->missing.empty()) append_evidence(vocabulary, item, finding->values, out);
      for (const FieldId& field : finding->missing) {
        if (field >= vocabulary.fields.size()) continue;
        if (&field != finding->missing.data()) {
          out += kPart;
        } else {
          out += say("缺 ", "needs ");
        }
        out += label_of(vocabulary.fields[field]);
      }
      return;
    }
    if (finding->level.rule != nullptr) append_level_result(vocabulary, *finding, out);
    if (!finding->targets[0].level.empty()) {
      out += out.back() == kColumn ? "→ " : " → ";
      append_short_target(vocabulary, finding->targets[0], out);
    }
    if (finding->savings[0].known) {
      out += say("，年省 ", ", saves a year ");
      append_saving(finding->savings[0], out);
    }
    if (finding->amount.known) {
      if (out.back() != kColumn) out += ' ';
      append_amount(finding->amount, out);
    } else if (finding->verdict == Verdict::eligible && !finding->missing.empty()) {
      out += say("金额待定", "amount open");
    }
    out += kColumn;
    if (finding->verdict == Verdict::eligible && !finding->missing.empty()) {
      out += say("缺 ", "needs ");
      append_labels(vocabulary, finding->missing, out);
      out += kPart;
    }
    if (finding->repay) {  // the clock alone is the same for all and stands in the clause
      append_hold(*finding, out);
      out += kPart;
    }
    for (const Together& t : finding->together) {
      if (t.how->relation == Combination::Relation::both) continue;
      append_together(run, t, out);
      out += kPart;
    }
    append_waiver(*finding, out);
    append_evidence(vocabulary, item, finding->values, out);
  }

  /// Who has accepted it, and until when.
  static void append_waiver(const Finding& finding, std::string& out) {
    if (finding.waiver == nullptr) return;
    append_plain(out, accepted_words(finding));
    out += kPart;
  }

  /// Clause, title, deadline: what the findings of a block have in common.
  static void heading(const RunInfo& run, const Finding& finding, std::string& out) {
    if (finding.rule != nullptr) {
      append_reference(*run.rules, *finding.rule, out);
      out += "  ";
      out += title_of(*finding.rule);
    } else if (finding.document != nullptr) {
      out += number_of(*finding.document);
      for (const Document* also : finding.also_documents) {
        out += say("、", ", ");
        out += number_of(*also);
      }
      out += "  ";
      out += finding.document->title;
      if (!finding.also_documents.empty()) {
        out += say("等", " and others, ");
        append_int(out, static_cast<int64_t>(finding.also_documents.size() + 1));
        out += say("个文件", " documents");
      }
    } else {
      out += say("适用哪些条款尚不能确定", "Which clauses apply is open");
    }
    out += kPart;
    if (finding.deadline != no_day && finding.verdict != Verdict::undetermined) {
      out += say("期限 ", "deadline ");
      append_date(out, finding.deadline);
      if (run.as_of != no_day && finding.deadline < run.as_of) out += say("（已过）", " (passed)");
    }
    out += kPart;
    if (finding.verdict == Verdict::eligible && finding.rule != nullptr) {
      if (finding.suspected) out += say("可能符合，请对照目录核实", "possible, check it against the catalogue");
      if (finding.suspected && !finding.rule->incentive.basis.empty()) out += say("；", "; ");
      out += finding.rule->incentive.basis;
      append_checks(finding.rule->incentive, out);
    }
  }

  static std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (size_t start = 0;;) {
      const size_t end = text.find(separator, start);
      parts.push_back(text.substr(start, end - start));
      if (end == std::string_view::npos) return parts;
      start = end + 1;
    }
  }

  void group(const RunInfo& run, const Totals& summary, Verdict verdict, std::string& out) const {
    const auto v = static_cast<size_t>(verdict);
    const std::vector<std::string>& lines = lines_[v];
    const uint64_t certain = summary.certain[v], suspected = summary.suspected[v];
    if (lines.empty() && certain + suspected == 0) return;

    std::string head = "■ ";
    head += verdict_word(verdict);
    std::string counts = verdict == Verdict::compliant ? items_words(certain) : findings_words(certain);
    if (suspected > 0) {
      counts = certain == 0 ? say("疑似 ", "suspected: ") + findings_words(suspected)
                            : counts + say("，另有疑似 ", ", suspected: ") + findings_words(suspected);
    }
    if (verdict == Verdict::below_access && summary.violations > 0) {
      counts += say("，其中违规 ", ", violations: ") + findings_words(summary.violations);
    }
    out += '\n';
    out += paint(run, (std::string("1;") + verdict_colour(verdict)).c_str(), head);
    out += "  " + counts + "\n";

    // Blocks of one clause each, in order of first appearance.
    std::vector<std::vector<std::string_view>> rows;
    std::vector<std::pair<std::string_view, std::vector<size_t>>> blocks;
    std::unordered_map<std::string_view, size_t> block_of;
    for (const std::string& text : lines) {
      rows.push_back(split(text, kColumn));
      rows.back().resize(kColumns);
      const auto [found, added] = block_of.emplace(rows.back()[kHeading], blocks.size());
      if (added) blocks.emplace_back(rows.back()[kHeading], std::vector<size_t>());
      blocks[found->second].second.push_back(rows.size() - 1);
    }
    bool several_files = false, several_sheets = false;
    for (const InputInfo& input : run.inputs) {
      several_files |= input.file != run.inputs.front().file;
      several_sheets |= input.one_of_sheets;
    }
    std::vector<std::array<std::string, kColumns>> cells(rows.size());
    std::array<int, kColumns> widths{};
    static constexpr int kMost[kColumns] = {0, 0, 0, 40, 16, 24, 24, 40, 100, 0};
    for (size_t r = 0; r < rows.size(); ++r) {
      std::string where = say("行", "row ") + std::string(rows[r][kRow]);
      if (several_sheets && !rows[r][kSheet].empty()) where = cut(rows[r][kSheet], 16) + " " + where;
      if (several_files) where = cut(plain(rows[r][kFile]), 28) + " " + where;
      cells[r][kRow] = where;
      for (size_t c = kItem; c < kEvidence; ++c) cells[r][c] = cut(rows[r][c], kMost[c]);
      for (size_t c = kRow; c < kEvidence; ++c) widths[c] = std::max(widths[c], display_width(cells[r][c]));
    }
    // The evidence stands beside the rest where it mostly fits there, else below it.
    int left = 4;
    for (size_t c = kRow; c < kEvidence; ++c) left += widths[c] == 0 ? 0 : widths[c] + 2;
    const int width = std::max(run.width, 40);
    const std::string comma = verdict == Verdict::undetermined ? say("、", ", ") : say("，", ", ");
    size_t wide = 0;
    for (const auto& row : rows) wide += display_width(row[kEvidence]) > width - left ? 1 : 0;
    const bool beside = width - left >= 24 && wide * 4 <= rows.size();

    for (const auto& [heading_text, members] : blocks) {
      if (!heading_text.empty()) {
        const auto parts = split(heading_text, kPart);
        out += "  ";
        out += plain(parts[0]);
        if (parts.size() > 1 && !parts[1].empty()) out += "  " + paint(run, "1", parts[1]);
        out += '\n';
        if (parts.size() > 2 && !parts[2].empty()) out += "  " + paint(run, "2", plain(parts[2])) + "\n";
      }
      for (const size_t r : members) {
        std::string text = "    ";
        int used = 4;  // columns so far, without the spaces that pad the last cell
        int at = 4;
        for (size_t c = kRow; c < kEvidence; ++c) {
          if (widths[c] == 0) continue;
          const std::string& cell = cells[r][c];
          if (!cell.empty()) {
            text.append(static_cast<size_t>(at - used), ' ');
            const bool violation = c == kMark && cell.starts_with(say("违规", "violation"));
            text += c == kMark ? paint(run, violation ? "1;31" : "33", cell) : cell;
            used = at + display_width(cell);
          }
          at += widths[c] + 2;
        }
        evidence(run, rows[r][kEvidence], beside ? left : 8, beside ? used : width, width, comma, text);
        out += text;
        out += '\n';
      }
    }
    const uint64_t total = certain + suspected;
    if (total > lines.size() && verdict != Verdict::compliant) {
      out += paint(run, "2",
                   std::string(say("    … 另有 ", "    … ")) + findings_words(total - lines.size()) +
                       say("，用 -f ndjson 查看全部", " more: -f ndjson shows all"));
      out += '\n';
    } else if (total > lines.size()) {
      out += paint(run, "2",
                   std::string(say("    … 另有 ", "    … ")) + items_words(total - lines.size()) +
                       say("，用 -f ndjson --all 查看全部", " more: -f ndjson --all shows all"));
      out += '\n';
    }
  }

  /// The parts from column `indent` on, onto further lines where the terminal ends. `used` columns are taken.
  static void evidence(const RunInfo& run, std::string_view text, int indent, int used, int width,
                       const std::string& comma, std::string& out) {
    if (text.empty()) return;
    const auto parts = split(text, kPart);
    std::string piece;
    int at = 0;  // columns of the piece
    bool fresh = used <= indent;
    const auto flush = [&] {
      if (piece.empty()) return;
      if (fresh) {
        out.append(static_cast<size_t>(indent - used), ' ');
      } else {
        out += '\n';
        out.append(static_cast<size_t>(indent), ' ');
      }
      out += paint(run, "2", piece);
      fresh = false;
      piece.clear();
      at = 0;
    };
    const int comma_width = display_width(comma);
    for (size_t p = 0; p < parts.size(); ++p) {
      if (parts[p].empty()) continue;
      const int w = display_width(parts[p]);
      if (!piece.empty() && indent + at + comma_width + w > width) flush();
      if (!piece.empty()) {
        piece += comma;
        at += comma_width;
      }
      piece += parts[p];
      at += w;
    }
    flush();
  }

  static void unreadable(const RunInfo& run, const Summary& summary, std::string& out) {
    std::vector<const Diagnostic*> shown;
    uint64_t known = 0;
    for (const Diagnostic& d : run.diagnostics) {
      if (d.severity == Severity::note || (run.summary_only && d.severity != Severity::file_error)) continue;
      ++known;
      if (shown.size() < kDiagnostics) shown.push_back(&d);
    }
    uint64_t all = known;
    if (!run.summary_only)
      all = std::max(known, summary.unreadable_cells + summary.unreadable_rows + summary.unreadable_files);
    if (all == 0) return;
    section(run, say("未能读取", "Not readable"), out);
    for (const Diagnostic* d : shown) out += "  " + plain(format_diagnostic(*d)) + "\n";
    if (all > shown.size()) {
      out += paint(run, "2",
                   std::string(say("  … 另有 ", "  … ")) + count_words(all - shown.size(), "处，用 -f json 查看",
                                                                       "more: see -f json", "more: see -f json"));
      out += '\n';
    }
    if (summary.unreadable_cells > 0 && !run.summary_only) {
      out += paint(run, "2", say("  读不出的单元格按缺失处理。", "  Cells that cannot be read count as missing."));
      out += '\n';
    }
  }

  /// What is worth knowing of a whole workbook or sheet: what was passed over, what is hidden.
  static void notes(const RunInfo& run, const std::string& file, const std::string& sheet, const char* indent,
                    std::string& out) {
    for (const Diagnostic& d : run.diagnostics)
      if (d.severity == Severity::note && d.row == 0 && d.column == 0 && d.file == file && d.sheet == sheet)
        out += paint(run, "2", indent + plain(d.message)) + "\n";
  }

  static void inputs(const RunInfo& run, const Summary& summary, std::string& out) {
    if (run.inputs.empty()) return;
    section(run, say("读入", "Input"), out);
    for (const InputInfo& input : run.inputs) {
      std::string text = "  " + plain(input.file);
      if (!input.sheet.empty()) text += say("（", " (") + plain(input.sheet) + say("）", ")");
      text += "  ";
      text += input_words(run, input);
      out += text + "\n";
      if (!input.unmapped.empty()) {
        std::string columns = std::string(say("    未识别的列：", "    columns not recognized: "));
        for (size_t i = 0; i < input.unmapped.size(); ++i) {
          if (i > 0) columns += say("、", ", ");
          columns +=
              input.unmapped[i].empty() ? std::string(say("（无表头）", "(no header)")) : plain(input.unmapped[i]);
        }
        out += paint(run, "2", columns + say("（可用 --map 指定）", " (--map names them)")) + "\n";
      }
      if (input.sheet.empty()) continue;
      if (input.one_of_sheets) notes(run, input.file, input.sheet, "    ", out);
      const bool last = &input == &run.inputs.back() || input.file != (&input + 1)->file;
      if (last) notes(run, input.file, {}, input.one_of_sheets ? "  " : "    ", out);
    }
    if (const std::string files = files_words(run, summary); !files.empty()) out += "  " + files + "\n";
    if (summary.inferred_by_name + summary.inferred_by_model > 0) {
      std::string text = say("  设备类别：", "  categories inferred: ");
      if (summary.inferred_by_name > 0) {
        text += say("由名称推断 ", "from the name ") + items_words(summary.inferred_by_name);
      }
      if (summary.inferred_by_model > 0) {
        if (summary.inferred_by_name > 0) text += say("，", ", ");
        text += say("由型号推断 ", "from the model ") + items_words(summary.inferred_by_model);
      }
      out += text + "\n";
    }
  }

  static void totals(const RunInfo& run, const Totals& summary, std::string& out) {
    section(run, say("汇总", "Totals"), out);
    out += say("  设备 ", "  ") + items_words(summary.items) + say("，已核对 ", ", checked ") +
           items_words(summary.checked);
    if (const uint64_t silent = summary.certain[static_cast<size_t>(Verdict::unchecked)]; silent > 0) {
      out += say("，无适用条款 ", ", without a clause that applies ") + items_words(silent);
    }
    out += '\n';
    int word_width = 0;
    for (int v = 0; v <= static_cast<int>(Verdict::compliant); ++v) {
      word_width = std::max(word_width, display_width(verdict_word(static_cast<Verdict>(v))));
    }
    for (int v = 0; v <= static_cast<int>(Verdict::compliant); ++v) {
      const auto verdict = static_cast<Verdict>(v);
      const uint64_t certain = summary.certain[static_cast<size_t>(v)],
                     suspected = summary.suspected[static_cast<size_t>(v)];
      if (certain + suspected == 0) continue;
      const std::string number = std::to_string(certain);
      out += "  " + paint(run, verdict_colour(verdict), pad(verdict_word(verdict), word_width));
      out.append(number.size() < 9 ? 9 - number.size() : 1, ' ');
      out += number;
      if (suspected > 0) out += say("   另有疑似 ", "   suspected ") + std::to_string(suspected);
      if (verdict == Verdict::below_access && summary.violations > 0) {
        out += say("   其中违规 ", "   violations ") + std::to_string(summary.violations);
      }
      out += '\n';
    }
    if (const std::string accepted = accepted_totals(run); !accepted.empty())
      out += "  " + accepted + say("，不影响退出码", "; the exit status does not count them") + "\n";
    if (!summary.amounts.empty()) {
      section(run, say("可享受的激励", "Incentives"), out);
      for (const auto& [rule, amount] : summary.amounts) {
        out += "  ";
        append_reference(*run.rules, *rule, out);
        out += "  " + title_of(*rule) + "\n    " + items_words(amount.first) + say("，合计 ", ", together ");
        std::string sum;
        append_money_words(sum, amount.second);
        out += paint(run, "32", sum);
        if (!rule->incentive.basis.empty()) out += say("（", " (") + rule->incentive.basis + say("）", ")");
        if (rule->provenance == Provenance::recalled) {
          out += paint(run, "33", say("  可能，请对照目录核实", "  possible, check it against the catalogue"));
        }
        out += '\n';
      }
      if (summary.amount_overflow) {
        out +=
            say("  有合计超出 18 位数字，未全部计入。\n", "  A sum needs more than 18 digits and is not complete.\n");
      }
    }
  }

  static void indicators(const RunInfo& run, const Totals& summary, std::string& out) {
    const RuleBase& base = *run.rules;
    const auto in_force = indicators_in_force(base, run.as_of);
    if (std::none_of(in_force.begin(), in_force.end(), [&](uint16_t i) { return summary.indicator(i).any(); })) return;
    section(run, say("对照方案目标", "Against the plan's targets"), out);
    for (const uint16_t position : in_force) {
      const Indicator& indicator = base.indicators[position];
      const IndicatorSum sum = summary.indicator(position);
      if (!sum.any()) continue;
      const bool zh = lang() == Lang::zh;
      out += "  " + paint(run, "1", zh ? indicator.label.zh : indicator.label.en) + "  ";
      out += indicator_words(run, indicator, sum) + '\n';
      const Document& document = *base.document(indicator.document);
      std::string target = std::string(say("目标：", "target: ")) + indicator.target + say("（", " (") +
                           (document.number.empty() ? document.id : document.number) + ' ' + indicator.clause +
                           say("）", ")");
      if (const auto reached = indicator_reached(indicator, sum)) {
        target += *reached ? say("，已达到", ", reached") : say("，未达到", ", not reached");
      }
      const std::string& note = zh ? indicator.note.zh : indicator.note.en;
      if (!note.empty()) target += say("；", "; ") + note;
      out += "    " + paint(run, "2", target) + '\n';
    }
  }

  static void companies(const RunInfo& run, const Summary& summary, std::string& out) {
    if (summary.company_count() < 2) return;  // of one company the totals are above
    const RuleBase& base = *run.rules;
    section(run, say("各企业", "Companies"), out);
    const auto all = summary.companies();
    for (size_t i = 0; i < all.size() && i < kCompanies; ++i) {
      const CompanyId& id = all[i].first;
      const Totals& totals = *all[i].second;
      const std::string name = !id.name.empty()          ? plain(id.name)
                               : !id.credit_code.empty() ? plain(id.credit_code)
                                                         : std::string(say("（未写企业）", "(no company named)"));
      out += "  " + paint(run, "1", name) + "  " + items_words(totals.items) + '\n';
      std::string counts;
      for (int v = 0; v <= static_cast<int>(Verdict::compliant); ++v) {
        const uint64_t certain = totals.certain[static_cast<size_t>(v)],
                       suspected = totals.suspected[static_cast<size_t>(v)];
        if (certain + suspected == 0) continue;
        if (!counts.empty()) counts += say("，", ", ");
        counts += verdict_word(static_cast<Verdict>(v));
        counts += ' ' + std::to_string(certain);
        if (suspected > 0) counts += say("（疑似 ", " (suspected ") + std::to_string(suspected) + say("）", ")");
      }
      if (!counts.empty()) out += "    " + counts + '\n';
      for (const auto& [rule, amount] : totals.amounts) {
        out += "    ";
        append_reference(base, *rule, out);
        out += "  " + items_words(amount.first) + say("，", ", ");
        append_money_words(out, amount.second);
        out += '\n';
      }
      for (const uint16_t position : indicators_in_force(base, run.as_of)) {
        const IndicatorSum sum = totals.indicator(position);
        if (!sum.any()) continue;
        const Indicator& indicator = base.indicators[position];
        out += "    " + (lang() == Lang::zh ? indicator.label.zh : indicator.label.en) + "  ";
        out += indicator_words(run, indicator, sum) + '\n';
      }
    }
    if (all.size() > kCompanies) {
      out += paint(run, "2",
                   std::string(say("  … 另有 ", "  … ")) + count_words(all.size() - kCompanies, "家，-f json 列全",
                                                                       "more company, -f json has all",
                                                                       "more companies, -f json has all"));
      out += '\n';
    }
  }

  static void worth_asking(const RunInfo& run, const Summary& summary, std::string& out) {
    const auto ranked = summary.ranked_missing();
    if (ranked.empty()) return;
    section(run, say("补上这些资料最有用", "Worth asking for"), out);
    const Vocabulary& vocabulary = run.rules->vocabulary;
    const size_t count = std::min(ranked.size(), kMissingFields);
    int label_width = 0;
    for (size_t i = 0; i < count; ++i) {
      if (ranked[i].first < vocabulary.fields.size()) {
        label_width = std::max(label_width, display_width(label_of(vocabulary.fields[ranked[i].first])));
      }
    }
    for (size_t i = 0; i < count; ++i) {
      const auto& [field, missing] = ranked[i];
      if (field >= vocabulary.fields.size()) continue;
      out += "  " + pad(label_of(vocabulary.fields[field]), label_width) + "  ";
      if (missing.settles > 0) {
        out += say("单补这一项可定 ", "alone settles ") + findings_words(missing.settles);
        if (missing.named > missing.settles) {
          out += say("，与他项同补共涉及 ", ", with others needed for ") + findings_words(missing.named);
        }
      } else {
        out += say("与他项同补，涉及 ", "with others, needed for ") + findings_words(missing.named);
      }
      out += '\n';
    }
    if (ranked.size() > count) {
      out += paint(run, "2",
                   std::string(say("  … 另有 ", "  … ")) +
                       count_words(ranked.size() - count, "个字段", "more field", "more fields"));
      out += '\n';
    }
  }

  void due(const RunInfo& run, std::string& out) const {
    if (run.horizon == no_day) return;
    const std::string until = format_date(run.horizon);
    section(run, (say("到期日程，至 ", "Falls due up to ") + until).c_str(), out);
    const std::vector<const DueGroup*> groups = due_.list(run.as_of, run.horizon);
    if (groups.empty()) out += say("  没有到期的事项\n", "  nothing\n");
    for (const DueGroup* group : groups) {
      const bool passed = group->day < run.as_of;
      out += "  " + paint(run, passed ? "31" : "1", format_date(group->day)) + "  ";
      out += paint(run, verdict_colour(group->verdict), due_words(group->kind, group->verdict));
      if (passed) out += say("（已过）", " (passed)");
      if (group->suspected) out += std::string("  ") + paint(run, "33", say("疑似", "suspected"));
      out += "  ";
      append_reference(*run.rules, *group->rule, out);
      out += "  " + title_of(*group->rule) + "\n    ";
      if (group->items == group->places.size()) out += items_words(group->items) + say("：", ": ");
      out += plain(places_words(*group)) + '\n';
    }
  }

  FieldId name_ = no_id;
  DueGroups due_;  // where --horizon asks for it
  std::array<std::vector<std::string>, verdict_count> lines_;
  std::array<std::atomic<bool>, verdict_count> full_{};
};

}  // namespace

std::unique_ptr<Report> make_text_report() { return std::make_unique<TextReport>(); }

}  // namespace gengxin
