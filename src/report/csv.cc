// One row an item, every item, in RFC 4180 with lines ending in LF.
//
// Columns that the inventory has and the vocabulary does not know pass through behind ours. A text that a spreadsheet
// would take for a formula (it begins with = + - or @ and is no number) gets an apostrophe before it, which makes
// spreadsheets show it as text: this table is mostly opened with one, and an inventory comes from others, so that a
// cell like =HYPERLINK(...) must not come to life on the reader's desk. JSON and NDJSON have such texts unchanged.
#include <algorithm>
#include <cmath>
#include <optional>

#include "report/append.h"
#include "report/csv_cell.h"
#include "report/formats.h"
#include "report/overview.h"

namespace gengxin {

namespace {

class CsvReport : public Report {
 public:
  bool streams() const override { return true; }
  bool shows_diagnostics() const override { return false; }
  bool needs_columns() const override { return true; }
  bool record_beside(const RunInfo&) const override { return true; }
  void begin(const RunInfo& run, std::string& out) override {
    if (run.summary_only) return;
    company_ = run.rules->vocabulary.field("company");
    out += "file,row,item,company,verdict,certainty,rules,deadline,grade,target,amount,missing";
    // A workbook's rows are numbered by sheet.
    sheets_ =
        std::any_of(run.inputs.begin(), run.inputs.end(), [](const InputInfo& input) { return !input.sheet.empty(); });
    if (run.accepts) out += ",accepted";
    if (sheets_) out += ",sheet";
    // The files' own columns: those of the first file, then what further files add. A header that one file has
    // twice gets two columns.
    for (const InputInfo& input : run.inputs) {
      for (size_t i = 0; i < input.unmapped.size(); ++i) {
        const auto here = std::count(input.unmapped.begin(),
                                     input.unmapped.begin() + static_cast<std::ptrdiff_t>(i) + 1, input.unmapped[i]);
        if (std::count(headers_.begin(), headers_.end(), input.unmapped[i]) < here)
          headers_.push_back(input.unmapped[i]);
      }
    }
    for (const std::string& header : headers_) {
      out += ',';
      append_csv_cell(out, header);
    }
    out += '\n';
  }

  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override {
    if (run.summary_only) return;
    std::string& out = part.text;
    append_csv_cell(out, item.file);
    out += ',';
    append_int(out, static_cast<int64_t>(item.row));
    out += ',';
    if (item.id.empty()) {
      out += "row ";
      append_int(out, static_cast<int64_t>(item.row));
    } else {
      append_csv_cell(out, item.id);
    }
    out += ',';
    if (company_ < item.values.size() && item.values[company_].known())
      append_csv_cell(out, item.values[company_].text);
    out += ',';
    out += verdict_id(outcome.gravest());
    if (outcome.findings.empty()) {
      out += outcome.checked ? ",certain,,,,,," : ",,,,,,,";
    } else {
      findings(run, outcome.findings, out);
    }
    if (run.accepts) {
      out += ',';
      out += accepted(outcome);
    }
    if (sheets_) {
      out += ',';
      append_csv_cell(out, item.sheet);
    }
    unmapped(item, out);
    out += '\n';
  }

  void end(const RunInfo& run, const Summary& summary, std::string& out) override {
    if (!run.summary_only) return;
    out += "key,certain,suspected,company\n";
    const auto rest = [&out](const char* key, uint64_t n) {
      out += key;
      out += ',';
      append_int(out, static_cast<int64_t>(n));
      out += ",,\n";
    };
    totals(run, summary.all(), {}, out);
    rest("unreadable cells", summary.unreadable_cells);
    rest("unreadable rows", summary.unreadable_rows);
    rest("unreadable files", summary.unreadable_files);
    for (const auto& [id, company] : summary.companies()) {
      const std::string_view name = id.name.empty() ? id.credit_code : id.name;
      if (!name.empty()) totals(run, *company, name, out);
    }
  }

 private:
  /// Of the gravest findings, which the row is about: "waived" or "known" where somebody has accepted them all.
  static const char* accepted(const Outcome& outcome) {
    bool waived = false;
    for (const Finding& finding : outcome.findings) {
      if (finding.verdict != outcome.gravest()) continue;
      if (!finding.accepted()) return "";
      waived |= finding.waiver != nullptr;
    }
    return outcome.findings.empty() ? "" : waived ? "waived" : "known";
  }

  static void totals(const RunInfo& run, const Totals& totals, std::string_view company, std::string& out) {
    const auto end = [&] {
      out += ',';
      append_csv_cell(out, company);
      out += '\n';
    };
    const auto line = [&](std::string_view key, uint64_t certain) {
      append_csv_cell(out, key);
      out += ',';
      append_int(out, static_cast<int64_t>(certain));
      out += ',';
    };
    line("items", totals.items);
    end();
    line("checked", totals.checked);
    end();
    for (int v = 0; v <= static_cast<int>(Verdict::compliant); ++v) {
      line(verdict_id(static_cast<Verdict>(v)), totals.certain[static_cast<size_t>(v)]);
      append_int(out, static_cast<int64_t>(totals.suspected[static_cast<size_t>(v)]));
      end();
    }
    line("violations", totals.violations);
    end();
    for (const auto& [rule, amount] : totals.amounts) {
      append_csv_cell(out, "amount " + rule->id);
      out += rule->provenance == Provenance::recalled ? ",," : ",";
      append_money(out, amount.second);
      if (rule->provenance != Provenance::recalled) out += ',';
      end();
    }
    for (const uint16_t position : indicators_in_force(*run.rules, run.as_of)) {
      const IndicatorSum sum = totals.indicator(position);
      const std::string key = "indicator " + run.rules->indicators[position].id;
      if (!sum.any()) continue;
      line(key + " met", sum.met);
      end();
      line(key + " of", sum.of);
      end();
      line(key + " unknown", sum.unknown);
      end();
    }
  }

  static void findings(const RunInfo& run, const FindingList& findings, std::string& out) {
    out += findings.front().suspected ? ",suspected," : ",certain,";
    // The findings come gravest first, so the undetermined ones stand last.
    size_t from = out.size();
    for (const Finding& f : findings) {
      if (f.rule == nullptr && f.document == nullptr) continue;
      if (out.size() > from) out += ';';
      out += f.rule != nullptr ? f.rule->id : f.document->id;
      for (const Document* also : f.also_documents) {
        out += ';';
        out += also->id;
      }
    }
    quote_csv_tail(out, from);
    out += ',';
    Day deadline = no_day;
    const Finding* level = nullptr;
    const Finding* target = nullptr;
    bool amount = false, missing = false;
    for (const Finding& f : findings) {
      // A deadline counts for the item only where the clause does.
      if (f.verdict != Verdict::undetermined && f.deadline != no_day && (deadline == no_day || f.deadline < deadline)) {
        deadline = f.deadline;
      }
      if (level == nullptr && f.level.rule != nullptr && f.level.grade > 0) level = &f;
      if (target == nullptr && !f.targets[0].level.empty() && std::isfinite(f.targets[0].value)) target = &f;
      amount |= counts_as_money(f, findings);
      missing |= !f.missing.empty();
    }
    if (deadline != no_day) append_date(out, deadline);
    out += ',';
    if (level != nullptr) append_int(out, level->level.grade);
    out += ',';
    const Vocabulary& vocabulary = run.rules->vocabulary;
    if (target != nullptr) {
      append_number(out, target->targets[0].value);
      const FieldId field = target->targets[0].field;
      if (field < vocabulary.fields.size() && vocabulary.fields[field].unit < vocabulary.units.size()) {
        out += ' ';
        out += vocabulary.units[vocabulary.fields[field].unit].id;
      }
    }
    out += ',';
    if (amount) amounts(findings, out);
    out += ',';
    if (!missing) return;
    from = out.size();
    for (size_t i = 0; i < findings.size(); ++i) {
      for (const FieldId field : findings[i].missing) {
        const bool seen = std::any_of(findings.begin(), findings.begin() + i, [&](const Finding& e) {
          return std::find(e.missing.begin(), e.missing.end(), field) != e.missing.end();
        });
        if (seen || field >= vocabulary.fields.size()) continue;
        if (out.size() > from) out += ';';
        out += vocabulary.fields[field].id;
      }
    }
    quote_csv_tail(out, from);
  }

  /// The exact sum; the amounts with plus signs between them when the sum needs more than 18 digits.
  static void amounts(const FindingList& findings, std::string& out) {
    std::optional<Decimal> sum = Decimal{};
    for (const Finding& f : findings) {
      if (counts_as_money(f, findings) && sum) sum = Decimal::add(*sum, f.amount.value);
    }
    if (sum) return append_money(out, *sum);
    const size_t from = out.size();
    for (const Finding& f : findings) {
      if (!counts_as_money(f, findings)) continue;
      if (out.size() > from) out += '+';
      append_money(out, f.amount.value);
    }
  }

  void unmapped(const Item& item, std::string& out) const {
    if (headers_.empty()) return;
    // Most files are alike: the item's cells stand in the header's order, some left out.
    const size_t start = out.size();
    size_t next = 0;
    for (const std::string& header : headers_) {
      out += ',';
      if (next < item.unmapped.size() && item.unmapped[next].first == header)
        append_csv_cell(out, item.unmapped[next++].second);
    }
    if (next == item.unmapped.size()) return;
    out.resize(start);
    for (size_t i = 0; i < headers_.size(); ++i) {
      out += ',';
      // The n-th column of this name takes the n-th cell of this name.
      auto n = std::count(headers_.begin(), headers_.begin() + static_cast<std::ptrdiff_t>(i), headers_[i]);
      for (const auto& [header, text] : item.unmapped) {
        if (header != headers_[i] || n-- > 0) continue;
        append_csv_cell(out, text);
        break;
      }
    }
  }

  FieldId company_ = no_id;
  bool sheets_ = false;               // there is a column for the sheet
  std::vector<std::string> headers_;  // of the columns passed through
};

}  // namespace

std::unique_ptr<Report> make_csv_report() { return std::make_unique<CsvReport>(); }

}  // namespace gengxin
