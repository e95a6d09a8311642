// For an e-mail or a ticket: CommonMark with GFM's tables, short enough to be read there.
#include <fmt/format.h>

#include <atomic>
#include <cmath>
#include <map>

#include "report/append.h"
#include "report/due_groups.h"
#include "report/escape.h"
#include "report/formats.h"
#include "report/message.h"
#include "report/overview.h"

namespace gengxin {

namespace {

constexpr size_t kLines = 50;  // of a verdict
constexpr size_t kDue = 50;
constexpr size_t kMissingFields = 10;
constexpr size_t kCompanies = 50;
constexpr size_t kDiagnostics = 20;

constexpr size_t at(Verdict verdict) { return static_cast<size_t>(verdict); }

template <class Append>
void put_what(std::string& out, Append append) {
  escaped(out, append_markdown, append);
}
void put(std::string& out, std::string_view text) { append_markdown(out, text); }

struct Gathered : PartData {
  Overview overview;
};

/// Cells of a finding's row, ready for the table; the columns that a verdict's rows leave empty are not printed.
enum Column { kFile, kSheet, kItem, kName, kModel, kCompany, kResult, kClause, kColumns };
constexpr char kSeparator = '\x1f';  // in no cell: escaping takes control characters out

class MarkdownReport : public Report {
 public:
  void begin(const RunInfo& run, std::string& out) override {
    const Vocabulary& vocabulary = run.rules->vocabulary;
    name_ = vocabulary.field("name");
    company_ = vocabulary.field("company");
    out += std::string("# ") + say("设备更新核对", "Equipment renewal: findings") + "\n\n";
    std::string about;
    if (run.as_of != no_day) about += say("核对日期 ", "as of ") + format_date(run.as_of) + " · ";
    about += say("地区 ", "region ");
    if (run.region < vocabulary.regions.size()) {
      const Region& region = vocabulary.regions[run.region];
      const std::string& label = lang() == Lang::zh ? region.label.zh : region.label.en;
      about += label.empty() ? region.id : label;
    } else {
      about += say("未指定", "not given");
    }
    about += say(" · 规则库 ", " · rule base ") + count_words(run.rules->rules.size(), "条", "clause", "clauses");
    if (!run.rules->digest.empty()) about += say("（", " (") + run.rules->digest.substr(0, 12) + say("）", ")");
    if (!run.selection.empty()) about += say(" · 条款选择 ", " · selection ") + run.selection;
    put(out, about);
    out += "\n";
  }

  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override {
    part.gather<Gathered>().overview.add(run, item, outcome);
    if (run.summary_only) return;
    for (const Finding& f : outcome.findings) {
      auto& group = part.groups[at(f.verdict)];
      if (full_[at(f.verdict)].load(std::memory_order_relaxed) || group.size() >= kLines) continue;
      line(run, item, f, group.emplace_back());
    }
  }

  void merge(Part& part, std::string&) override {
    if (part.data) {
      auto& data = part.gather<Gathered>();
      due_.take(data.overview);
      overview_.merge(std::move(data.overview));
    }
    for (size_t v = 0; v < verdict_count; ++v) {
      for (std::string& text : part.groups[v]) {
        if (lines_[v].size() == kLines) break;
        lines_[v].push_back(std::move(text));
      }
      if (lines_[v].size() == kLines) full_[v].store(true, std::memory_order_relaxed);
    }
  }

  void end(const RunInfo& run, const Summary& summary, std::string& out) override {
    const Totals all = summary.all();
    totals(run, all, out);
    due(run, out);
    for (size_t v = 0; v < at(Verdict::compliant); ++v) group(run, all, static_cast<Verdict>(v), out);
    missing(run, summary, out);
    companies(summary, out);
    inputs(run, summary, out);
    out += "\n---\n\n";
    put(out, say("以上为依据所引条款作出的核对结果，不构成法律意见。标“疑似”的须对照官方文本核实。",
                 "These are the results of checking against the clauses cited, not legal advice. What is marked "
                 "suspected is to be confirmed against the official text."));
    out += '\n';
  }

 private:
  static void heading(const char* words, std::string& out) { out += std::string("\n## ") + words + "\n\n"; }

  void totals(const RunInfo& run, const Totals& all, std::string& out) const {
    heading(say("合计", "Totals"), out);
    put(out, say("设备 ", "") + items_words(all.items) + say("，已核对 ", ", checked ") + items_words(all.checked) +
                 say("。", "."));
    out += std::string("\n\n| ") + say("判定", "verdict") + " | " + say("条", "findings") + " | " +
           say("另疑似", "suspected") + " |\n| --- | ---: | ---: |\n";
    for (size_t v = 0; v <= at(Verdict::compliant); ++v) {
      if (all.certain[v] + all.suspected[v] == 0) continue;
      out += fmt::format("| {} | {} | {} |\n", verdict_word(static_cast<Verdict>(v)), all.certain[v],
                         all.suspected[v] > 0 ? std::to_string(all.suspected[v]) : "");
    }
    std::vector<std::string> facts;
    if (all.violations > 0) facts.push_back(say("违规 ", "violations: ") + findings_words(all.violations));
    if (std::string accepted = accepted_totals(run); !accepted.empty()) facts.push_back(std::move(accepted));
    int64_t kwh = 0;
    Decimal yuan;
    bool overflow = false, priced = false;
    for (const auto& [category, sum] : overview_.energy) {
      kwh += sum.kwh;
      priced = priced || sum.priced > 0;
      add_money(yuan, sum.yuan, overflow);
    }
    if (kwh > 0) {
      std::string words = say("达到节能水平每年可省电 ", "electricity to save a year at the energy-saving level: ") +
                          count_words(static_cast<uint64_t>(kwh), "kWh", "kWh", "kWh");
      if (priced) {
        words += say("，电费 ", ", ");
        append_money_words(words, yuan);
      }
      facts.push_back(words);
    }
    for (const auto& [year, sum] : overview_.money) {
      std::string words = std::to_string(year) + say(" 年", ": ");
      if (!sum.certain.is_zero() || sum.suspected.is_zero()) {
        words += say("可享受 ", "incentives ");
        append_money_words(words, sum.certain);
        if (!sum.suspected.is_zero()) words += say("，另有", ", ");
      }
      if (!sum.suspected.is_zero()) {
        words += say("可能享受 ", "possible ");
        append_money_words(words, sum.suspected);
        words += say("（须核对）", " (to be checked)");
      }
      facts.push_back(words);
    }
    for (const uint16_t position : indicators_in_force(*run.rules, run.as_of)) {
      const Indicator& indicator = run.rules->indicators[position];
      const IndicatorSum sum = all.indicator(position);
      if (sum.any())
        facts.push_back((lang() == Lang::zh ? indicator.label.zh : indicator.label.en) + say("：", ": ") +
                        indicator_words(run, indicator, sum));
    }
    if (!facts.empty()) out += '\n';
    for (const std::string& fact : facts) {
      out += "- ";
      put(out, fact);
      out += '\n';
    }
  }

  void due(const RunInfo& run, std::string& out) const {
    const auto list = due_.list(run.as_of, run.horizon);
    if (list.empty()) return;
    heading(run.horizon == no_day ? say("期限", "Deadlines") : say("到期", "Falling due"), out);
    if (run.horizon != no_day)
      out += std::string(say("到 ", "Up to ")) + format_date(run.horizon) + say(" 为止。", ".") + "\n\n";
    out += std::string("| ") + say("日期", "date") + " | " + say("距今", "distance") + " | " + say("事项", "what") +
           " | " + say("设备", "items") + " | " + say("条款", "clause") + " |\n| --- | --- | --- | --- | --- |\n";
    for (size_t i = 0; i < list.size() && i < kDue; ++i) {
      const DueGroup& group = *list[i];
      out += fmt::format("| {} | {} | {} {} | ", format_date(group.day), distance_words(run.as_of, group.day),
                         (group.suspected ? say("疑似 ", "suspected ") : "") + due_words(group.kind, group.verdict),
                         units_words(group.items));
      put(out, places_words(group));
      out += " | ";
      put_what(out, [&](std::string& text) { append_reference(*run.rules, *group.rule, text); });
      out += " |\n";
    }
    more(list.size(), kDue, "个日期", "more line", "more lines", out);
  }

  static void more(uint64_t all, uint64_t shown, const char* zh, const char* one, const char* many, std::string& out) {
    if (all > shown) out += std::string(say("\n… 另有 ", "\n… ")) + count_words(all - shown, zh, one, many) + "\n";
  }

  /// One finding's cells.
  void line(const RunInfo& run, const Item& item, const Finding& f, std::string& out) const {
    const Vocabulary& vocabulary = run.rules->vocabulary;
    const auto known = [&](FieldId field) { return field < item.values.size() && item.values[field].known(); };
    put(out, item.file);
    out += kSeparator;
    put(out, item.sheet);
    out += kSeparator;
    put(out, item.id.empty() ? say("行 ", "row ") + std::to_string(item.row) : std::string(item.id));
    out += kSeparator;
    if (known(name_)) {
      put(out, item.values[name_].text);
    } else if (item.category < vocabulary.categories.size()) {
      const Label& label = vocabulary.categories[item.category].label;
      put(out, lang() == Lang::zh ? label.zh : label.en);
    }
    out += kSeparator;
    put(out, item.model);
    out += kSeparator;
    if (known(company_)) put(out, item.values[company_].text);
    out += kSeparator;
    put_what(out, [&](std::string& text) { result(run, f, text); });
    out += kSeparator;
    if (f.rule != nullptr) {
      put_what(out, [&](std::string& text) { append_reference(*run.rules, *f.rule, text); });
    } else if (f.document != nullptr) {
      put(out, number_of(*f.document));
      if (!f.also_documents.empty()) out += say(" 等", " and others");
    } else {
      out += say("适用条款未定", "which clauses apply is open");
    }
  }

  /// What it comes to, in a few words.
  static void result(const RunInfo& run, const Finding& f, std::string& out) {
    const Vocabulary& vocabulary = run.rules->vocabulary;
    const auto part = [&out]() -> std::string& { return out.empty() ? out : out += say("；", "; "); };
    if (f.accepted()) part() += accepted_words(f);
    if (f.violation) part() += say("违规", "violation");
    if (f.suspected) part() += say("疑似", "suspected");
    if (f.verdict != Verdict::undetermined) {
      if (f.deadline != no_day) {
        part() += say("期限 ", "deadline ");
        append_date(out, f.deadline);
        if (f.deadline < run.as_of) out += say("（已过）", " (passed)");
      }
      std::string level;
      if (f.level.rule != nullptr) append_level_result(vocabulary, f, level);
      if (!level.empty()) part() += level;
      if (!f.targets[0].level.empty()) {
        part() += say("目标 ", "target ");
        append_short_target(vocabulary, f.targets[0], out);
      }
      if (f.savings[0].known) {
        part() += say("年省 ", "saves a year ");
        append_saving(f.savings[0], out);
      }
      if (f.amount.known) append_amount(f.amount, part());
      if (f.repay) append_hold(f, part());
    }
    if (f.missing.empty()) return;
    part() += say("需补 ", "needs ");
    append_labels(vocabulary, f.missing, out);
  }

  void group(const RunInfo& run, const Totals& all, Verdict verdict, std::string& out) const {
    const auto& lines = lines_[at(verdict)];
    if (lines.empty()) return;
    std::vector<std::vector<std::string_view>> rows;
    std::array<bool, kColumns> used{};
    for (const std::string& text : lines) {
      auto& cells = rows.emplace_back();
      for (size_t start = 0; cells.size() < kColumns;) {
        const size_t end = text.find(kSeparator, start);
        cells.push_back(std::string_view(text).substr(start, end - start));
        if (end == std::string::npos) break;
        start = end + 1;
      }
      cells.resize(kColumns);
      for (size_t c = kItem; c < kColumns; ++c) used[c] = used[c] || !cells[c].empty();
    }
    // Where a row stands is said where there are several files or sheets.
    for (const InputInfo& input : run.inputs) {
      used[kFile] = used[kFile] || input.file != run.inputs.front().file;
      used[kSheet] = used[kSheet] || input.one_of_sheets;
    }
    const uint64_t certain = all.certain[at(verdict)], suspected = all.suspected[at(verdict)];
    std::string words(verdict_word(verdict));
    words += say("：", ": ") + findings_words(certain + suspected);
    if (suspected > 0) words += say("（其中疑似 ", " (suspected: ") + std::to_string(suspected) + say("）", ")");
    heading(words.c_str(), out);
    const char* titles[kColumns] = {say("文件", "file"),   say("工作表", "sheet"), say("设备", "item"),
                                    say("名称", "name"),   say("型号", "model"),   say("企业", "company"),
                                    say("结果", "result"), say("条款", "clause")};
    std::string rule;
    for (size_t c = 0; c < kColumns; ++c) {
      if (!used[c]) continue;
      out += std::string("| ") + titles[c] + ' ';
      rule += "| --- ";
    }
    out += "|\n" + rule + "|\n";
    for (const auto& cells : rows) {
      for (size_t c = 0; c < kColumns; ++c) {
        if (!used[c]) continue;
        out += "| ";
        out += cells[c];
        if (!cells[c].empty()) out += ' ';
      }
      out += "|\n";
    }
    more(certain + suspected, rows.size(), "条", "more finding", "more findings", out);
  }

  static void missing(const RunInfo& run, const Summary& summary, std::string& out) {
    const auto ranked = summary.ranked_missing();
    if (ranked.empty()) return;
    heading(say("待补资料", "Data to collect"), out);
    out += std::string("| ") + say("资料", "field") + " | " + say("单补可定（条）", "decides alone") + " | " +
           say("共涉及（条）", "needed for") + " |\n| --- | ---: | ---: |\n";
    for (size_t i = 0; i < ranked.size() && i < kMissingFields; ++i) {
      const auto& [field, m] = ranked[i];
      if (field >= run.rules->vocabulary.fields.size()) continue;
      out += "| ";
      put(out, label_of(run.rules->vocabulary.fields[field]));
      out += fmt::format(" | {} | {} |\n", m.settles, m.named);
    }
    more(ranked.size(), kMissingFields, "个字段", "more field", "more fields", out);
  }

  static void companies(const Summary& summary, std::string& out) {
    const auto all = summary.companies();
    if (all.size() < 2) return;
    heading(say("各企业（结论条数）", "Companies (findings)"), out);
    std::array<bool, verdict_count> used{};
    for (const auto& [id, totals] : all)
      for (size_t v = 0; v <= at(Verdict::compliant); ++v)
        used[v] = used[v] || totals->certain[v] + totals->suspected[v] > 0;
    std::string rule = "| --- | ---: ";
    out += std::string("| ") + say("企业", "company") + " | " + say("设备", "items") + ' ';
    for (size_t v = 0; v < verdict_count; ++v) {
      if (!used[v]) continue;
      out += fmt::format("| {} ", verdict_word(static_cast<Verdict>(v)));
      rule += "| ---: ";
    }
    out += "|\n" + rule + "|\n";
    for (size_t i = 0; i < all.size() && i < kCompanies; ++i) {
      const auto& [id, totals] = all[i];
      out += "| ";
      put(out, !id.name.empty()          ? id.name
               : !id.credit_code.empty() ? id.credit_code
                                         : say("（未写企业）", "(no company named)"));
      out += fmt::format(" | {} ", totals->items);
      for (size_t v = 0; v < verdict_count; ++v)
        if (used[v]) out += fmt::format("| {} ", totals->certain[v] + totals->suspected[v]);
      out += "|\n";
    }
    more(all.size(), kCompanies, "家", "more company", "more companies", out);
  }

  static void inputs(const RunInfo& run, const Summary& summary, std::string& out) {
    heading(say("读入", "Input"), out);
    for (const InputInfo& input : run.inputs) {
      out += "- ";
      put_what(out, [&](std::string& text) {
        text += input.file;
        if (!input.sheet.empty()) text += say("（", " (") + input.sheet + say("）", ")");
        text += say("：", ": ");
        text += input_words(run, input);
      });
      out += '\n';
    }
    if (const std::string files = files_words(run, summary); !files.empty()) out += "- " + files + "\n";
    size_t known = 0;
    for (const Diagnostic& d : run.diagnostics) {
      // What could not be read, and what is worth knowing of a whole file or sheet.
      if (d.severity == Severity::note && (d.row != 0 || d.column != 0)) continue;
      if (known++ >= kDiagnostics) continue;
      out += "- ";
      put(out, format_diagnostic(d));
      out += '\n';
    }
    more(known, kDiagnostics, "处，用 -f json 查看", "more: see -f json", "more: see -f json", out);
  }

  FieldId name_ = no_id, company_ = no_id;
  Overview overview_;
  DueGroups due_;
  std::array<std::vector<std::string>, verdict_count> lines_;
  std::array<std::atomic<bool>, verdict_count> full_{};
};

}  // namespace

std::unique_ptr<Report> make_markdown_report() { return std::make_unique<MarkdownReport>(); }

}  // namespace gengxin
