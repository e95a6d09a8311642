// GitHub Actions' workflow commands: lines on standard output that the runner turns into annotations of a pull request.
//
// GitHub shows at most ten errors, ten warnings and ten notices of a step; the log has them all. So the gravest come
// first, and nothing that a reviewer need not act on is in their way:
// - errors and warnings are findings of that urgency, by verdict and within it in the order of the input; a file that
//   cannot be read goes before them, rows that cannot be read behind the errors and cells behind the warnings, for
//   their number would push the findings out;
// - the first notice is the totals. Notes (upgrade, in-scope, eligible, undetermined) are only counted there; with
//   --all each is a notice of its own behind it, and so is what is worth knowing of how an input was read;
// - accepted findings, by a waiver or the baseline, are left out and counted;
// - of each verdict the first thousand are listed: memory must not grow with the rows.
// With --summary: the totals, and what could not be read. The run's record is a debug line, which the log shows where
// the workflow's debug logging is on.
//
// The column is the cell's number in its row, as in -f json.
#include <array>

#include "report/append.h"
#include "report/escape.h"
#include "report/formats.h"
#include "report/message.h"
#include "report/place.h"
#include "report/run_record.h"

namespace gengxin {

namespace {

constexpr size_t kMost = 1000;

/// As the runner reads them: a command's text, and with `:` and `,` its properties.
void append_escaped(std::string& out, std::string_view text, bool property) {
  for (const char c : plain(text)) {
    if (c == '%') {
      out += "%25";
    } else if (property && c == ':') {
      out += "%3A";
    } else if (property && c == ',') {
      out += "%2C";
    } else {
      out += c;  // ends of lines have become spaces
    }
  }
}

const char* command_of(Urgency urgency) {
  switch (urgency) {
    case Urgency::error:
      return "error";
    case Urgency::warning:
      return "warning";
    case Urgency::note:
      break;
  }
  return "notice";
}

/// `::error file=a.csv,line=4,col=3,title=...::message` without the end of the line; row and column 0 are left out.
std::string command(const char* name, std::string_view file, uint64_t row, uint64_t column, std::string_view title,
                    std::string_view message) {
  std::string out = "::";
  out += name;
  char separator = ' ';
  const auto property = [&](const char* key, std::string_view text) {
    if (text.empty()) return;
    out += separator;
    separator = ',';
    out += key;
    out += '=';
    append_escaped(out, text, true);
  };
  property("file", working_path(file));
  if (row != 0) property("line", std::to_string(row));
  if (row != 0 && column != 0) property("col", std::to_string(column));
  property("title", title);
  out += "::";
  append_escaped(out, message, false);
  return out;
}

struct Annotations : PartData {
  // By urgency, then by verdict.
  std::array<std::array<std::vector<std::string>, verdict_count>, 3> lines;
  std::array<std::array<uint64_t, verdict_count>, 3> unlisted{};
  uint64_t accepted = 0;

  void add(size_t urgency, size_t verdict, std::string line) {
    if (lines[urgency][verdict].size() < kMost) {
      lines[urgency][verdict].push_back(std::move(line));
    } else {
      ++unlisted[urgency][verdict];
    }
  }
};

class GithubReport : public Report {
 public:
  bool wants_record() const override { return true; }

  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override {
    for (const Finding& finding : outcome.findings) {
      if (finding.accepted()) {
        ++part.gather<Annotations>().accepted;
        continue;
      }
      const Urgency urgency = shown_urgency(finding);
      if (run.summary_only || (urgency == Urgency::note && !run.all)) continue;
      const auto u = static_cast<size_t>(urgency), v = static_cast<size_t>(finding.verdict);
      Annotations& gathered = part.gather<Annotations>();
      if (gathered.lines[u][v].size() == kMost) {
        ++gathered.unlisted[u][v];
        continue;
      }
      std::string title(finding.suspected ? say("疑似", "suspected ") : ""), message;
      title += verdict_word(finding.verdict);
      if (finding.rule != nullptr) {
        title += ' ';
        append_reference(*run.rules, *finding.rule, title);
      } else if (finding.document != nullptr) {
        title += ' ' + number_of(*finding.document);
      }
      const Value* cell = deciding_cell(item, finding);
      // A workbook has no lines to show: its cell stands in the text.
      if (!item.sheet.empty()) {
        message += item.sheet;
        message += '!';
        if (cell != nullptr) {
          append_cell(item, *cell, message);
        } else {
          append_int(message, static_cast<int64_t>(item.row));
        }
        message += ' ';
      }
      append_item_name(item, message);
      message += say("：", ": ");
      append_message(run, item, finding, message);
      gathered.add(
          u, v,
          command(command_of(urgency), item.file, item.row, cell != nullptr ? cell->column + 1U : 0U, title, message));
    }
  }

  void merge(Part& part, std::string&) override {
    if (!part.data) return;
    Annotations& some = part.gather<Annotations>();
    all_.accepted += some.accepted;
    for (size_t u = 0; u < all_.lines.size(); ++u) {
      for (size_t v = 0; v < verdict_count; ++v) {
        for (std::string& line : some.lines[u][v]) all_.add(u, v, std::move(line));
        all_.unlisted[u][v] += some.unlisted[u][v];
      }
    }
  }

  void end(const RunInfo& run, const Summary& summary, std::string& out) override {
    const Diagnostics said = all_diagnostics(run);
    const auto diagnostics = [&](Severity severity, const char* name) {
      for (const Diagnostic& d : said) {
        if (d.severity != severity) continue;
        std::string message = d.sheet.empty() ? "" : d.sheet + ": ";
        message += diagnostic_sentence(d);
        out += command(name, d.file, d.row, d.column, title_of(severity), message);
        out += '\n';
      }
    };
    uint64_t unlisted = 0;
    const auto findings = [&](Urgency urgency) {
      const auto u = static_cast<size_t>(urgency);
      for (size_t v = 0; v < verdict_count; ++v) {
        unlisted += all_.unlisted[u][v];
        for (const std::string& line : all_.lines[u][v]) {
          out += line;
          out += '\n';
        }
      }
    };
    diagnostics(Severity::file_error, "error");
    findings(Urgency::error);
    diagnostics(Severity::row_error, "error");
    findings(Urgency::warning);
    diagnostics(Severity::cell_warning, "warning");

    std::string notes;
    notes.swap(out);
    findings(Urgency::note);
    diagnostics(Severity::note, "notice");
    notes.swap(out);
    std::string totals = totals_sentence(summary);
    const auto also = [&](uint64_t n, const char* words) {
      if (n == 0) return;
      totals += say("；", "; ");
      totals += words;
      totals += findings_words(n);
    };
    also(all_.accepted, say("其中已豁免或基线已有 ", "of these waived or known to the baseline: "));
    also(unlisted, say("未逐一列出 ", "not listed one by one: "));
    out += command("notice", "", 0, 0, say("更新核查合计", "gengxin: totals"), totals);
    out += '\n';
    out += notes;
    out += "::debug::{\"run\":";
    std::string record;
    append_run_record(run, "github", record);
    append_escaped(out, record, false);
    out += "}\n";
  }

 private:
  static const char* title_of(Severity severity) {
    switch (severity) {
      case Severity::file_error:
        return say("文件读不出", "unreadable file");
      case Severity::row_error:
        return say("行读不出", "unreadable row");
      case Severity::cell_warning:
        return say("单元格读不出，按没有填写处理", "unreadable cell, counts as empty");
      case Severity::note:
        break;
    }
    return say("读入", "input");
  }

  Annotations all_;
};

}  // namespace

std::unique_ptr<Report> make_github_report() { return std::make_unique<GithubReport>(); }

}  // namespace gengxin
