// JUnit XML, for the test dashboards of pipelines: a suite an input file (of a workbook: a sheet), a case an item and
// rule. What its words are taken to mean here:
// - failure: a finding that makes the exit status 1 (--fail-on, --fail-on-suspected). So the failures shown and the
//   job's outcome agree, but for what is about the run as a whole: waivers that have ended, --max-undetermined.
// - error: a file or row that could not be read.
// - skipped: what somebody still has to look at, or has looked at: undetermined, suspected, waived, known to the
//   baseline. Dashboards show a skipped case with its reason; a passing one's text nobody sees.
// - passed: findings that --fail-on lets pass, with the finding as the case's output; and each item that was checked
//   and has none. Items that no clause speaks to were not tested and are no case.
// With --summary a file is one case, which fails when a finding of it does.
//
// The attributes are those of the schema of Jenkins's xunit plugin (junit-10.xsd), the strictest that is in use and has
// no required time. Names are the file for the class, and item and clause for the case: GitLab knows a case by both and
// drops a second of the same, so equal ones are numbered. Nothing is written before the end, as a suite's counts stand
// before its cases.
#include <array>
#include <map>
#include <set>

#include "report/append.h"
#include "report/escape.h"
#include "report/formats.h"
#include "report/message.h"
#include "report/numbered.h"
#include "report/place.h"
#include "report/run_record.h"

namespace gengxin {

namespace {

struct Counts {
  uint64_t tests = 0, failures = 0, errors = 0, skipped = 0;
  void operator+=(const Counts& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
  }
};

/// File and sheet.
using Place = std::pair<std::string, std::string>;

struct Cases {
  std::string text;
  Gaps names;
  Counts counts;
};

struct CasesOfPart : PartData {
  std::vector<std::pair<Place, Cases>> of;  // in input order; nearly always one
};

void attribute(std::string& out, const char* name, std::string_view text) {
  out += ' ';
  out += name;
  out += "=\"";
  append_xml(out, text);
  out += '"';
}

void attribute(std::string& out, const char* name, uint64_t n) {
  out += ' ';
  out += name;
  out += "=\"";
  append_int(out, static_cast<int64_t>(n));
  out += '"';
}

void property(std::string& out, const char* name, std::string_view value) {
  if (value.empty()) return;
  out += "<property";
  attribute(out, "name", name);
  attribute(out, "value", value);
  out += "/>\n";
}

std::string suite_name(const Place& place) {
  std::string name(working_path(place.first));
  if (!place.second.empty()) name += '[' + place.second + ']';
  return name;
}

/// An element with a message: `<failure type="retire" message="...">text</failure>`.
void outcome_element(std::string& out, const char* element, std::string_view type, std::string_view message,
                     std::string_view text) {
  out += '<';
  out += element;
  attribute(out, "type", type);
  attribute(out, "message", message);
  out += '>';
  append_xml(out, text);
  out += "</";
  out += element;
  out += '>';
}

/// `<skipped>text (place)</skipped>`: the schema knows no attributes of it.
void skipped_element(std::string& out, const std::string& text, const std::string& place) {
  out += "<skipped>";
  append_xml(out, text + say("（", " (") + place + say("）", ")"));
  out += "</skipped>";
}

class JunitReport : public Report {
 public:
  bool wants_record() const override { return true; }

  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override {
    auto& of = part.gather<CasesOfPart>().of;
    if (of.empty() || of.back().first.first != item.file || of.back().first.second != item.sheet)
      of.emplace_back(Place(item.file, item.sheet), Cases());
    Cases& cases = of.back().second;
    if (run.summary_only) {
      for (const Finding& finding : outcome.findings)
        if (run.fails(finding)) ++cases.counts.failures;
      return;
    }
    for (const Finding& finding : outcome.findings) one(run, item, finding, cases);
    if (outcome.gravest() != Verdict::compliant) return;
    head(item, verdict_word(Verdict::compliant), cases);
    cases.text += "/>\n";
  }

  void merge(Part& part, std::string&) override {
    if (!part.data) return;
    for (auto& [place, cases] : part.gather<CasesOfPart>().of) {
      Cases& all = suites_[place];
      all.counts += cases.counts;
      append_filled(cases.text, cases.names, all.text, [&](const Gaps::Gap& gap, std::string& to) {
        if (const uint64_t ordinal = names_.next(gap.key); ordinal > 1) {
          to += " (";
          append_int(to, static_cast<int64_t>(ordinal));
          to += ')';
        }
      });
    }
  }

  void end(const RunInfo& run, const Summary& summary, std::string& out) override {
    std::map<Place, Diagnostics> said;
    for (Diagnostic& d : all_diagnostics(run)) said[{d.file, d.sheet}].push_back(std::move(d));
    Counts all;
    std::string suites;
    std::set<Place> done;  // a file that is given twice is one suite
    for (const InputInfo& input : run.inputs) {
      const Place place(input.file, input.sheet);
      if (!done.insert(place).second) continue;
      // What is about a sheet, and with its first sheet what is about the file.
      Diagnostics diagnostics = std::move(said[{input.file, ""}]);
      said[{input.file, ""}].clear();
      if (input.one_of_sheets) {
        Diagnostics& of_sheet = said[place];
        diagnostics.insert(diagnostics.end(), of_sheet.begin(), of_sheet.end());
        of_sheet.clear();
      }
      suite(run, input, diagnostics, done.size() == 1 ? &summary : nullptr, all, suites);
    }
    Diagnostics rest;
    for (auto& [place, diagnostics] : said) rest.insert(rest.end(), diagnostics.begin(), diagnostics.end());
    if (!rest.empty() || run.inputs.empty()) {
      InputInfo none;
      none.file = "gengxin";
      suite(run, none, rest, run.inputs.empty() ? &summary : nullptr, all, suites);
    }
    out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"gengxin\"";
    attribute(out, "tests", all.tests);
    attribute(out, "failures", all.failures);
    attribute(out, "errors", all.errors);
    out += ">\n";
    out += suites;
    out += "</testsuites>\n";
  }

 private:
  /// `<testcase classname="..." name="..."`
  static void head(const Item& item, std::string_view what, Cases& cases) {
    std::string& out = cases.text;
    const std::string suite = suite_name({std::string(item.file), std::string(item.sheet)});
    std::string name;
    append_item_name(item, name);
    name += say("：", ": ");
    name += what;
    out += "<testcase";
    attribute(out, "classname", suite);
    attribute(out, "name", name);
    out.pop_back();  // the quote, behind a number that merge() may put there
    cases.names.leave(out, 0, suite + '\x1f' + name);
    out += '"';
    ++cases.counts.tests;
  }

  static void one(const RunInfo& run, const Item& item, const Finding& finding, Cases& cases) {
    std::string what, message, place(working_path(item.file));
    if (finding.rule != nullptr) {
      append_reference(*run.rules, *finding.rule, what);
      what += ' ';
      what += title_of(*finding.rule);
    } else if (finding.document != nullptr) {
      what = number_of(*finding.document) + ' ' + finding.document->title;
    } else {
      what = say("适用哪些条款尚不能确定", "which clauses apply is open");
    }
    head(item, what, cases);
    append_message(run, item, finding, message);
    if (!item.sheet.empty()) {
      place += '[';
      place += item.sheet;
      place += ']';
    }
    place += ':';
    append_int(place, static_cast<int64_t>(item.row));
    if (const Value* cell = deciding_cell(item, finding)) {
      place += ':';
      append_int(place, cell->column + 1);
      place += " (";
      append_cell(item, *cell, place);
      place += ')';
    }
    std::string& out = cases.text;
    out += '>';
    if (run.fails(finding)) {
      ++cases.counts.failures;
      outcome_element(out, "failure", verdict_id(finding.verdict), message, place);
    } else if (finding.accepted()) {
      ++cases.counts.skipped;
      skipped_element(out, accepted_words(finding) + say("：", ": ") + message, place);
    } else if (finding.verdict == Verdict::undetermined || finding.suspected) {
      ++cases.counts.skipped;
      skipped_element(out, message, place);
    } else {
      out += "<system-out>";
      append_xml(out, message);
      append_xml(out, say("（", " (") + place + say("）", ")"));
      out += "</system-out>";
    }
    out += "</testcase>\n";
  }

  static void unreadable(const Place& place, const Diagnostic& d, Cases& cases, Ordinals& names) {
    ++cases.counts.tests;
    ++cases.counts.errors;
    std::string& out = cases.text;
    const std::string suite = suite_name(place);
    std::string name(diagnostic_id(d.severity));
    if (d.row != 0) {
      name += ' ';
      append_int(name, static_cast<int64_t>(d.row));
    }
    if (const uint64_t ordinal = names.next(suite + '\x1f' + name); ordinal > 1) {
      name += " (";
      append_int(name, static_cast<int64_t>(ordinal));
      name += ')';
    }
    out += "<testcase";
    attribute(out, "classname", suite);
    attribute(out, "name", name);
    out += '>';
    outcome_element(out, "error", diagnostic_id(d.severity), diagnostic_sentence(d), format_diagnostic(d));
    out += "</testcase>\n";
  }

  /// `summary` with the first suite, whose properties have the run's record.
  void suite(const RunInfo& run, const InputInfo& input, const Diagnostics& diagnostics, const Summary* summary,
             Counts& all, std::string& out) {
    const Place place(input.file, input.sheet);
    Cases unread;
    std::string talk;  // what counts as empty, and what is worth knowing
    for (const Diagnostic& d : diagnostics) {
      if (d.severity == Severity::file_error || d.severity == Severity::row_error) {
        unreadable(place, d, unread, names_);
      } else {
        append_xml(talk, format_diagnostic(d));
        talk += '\n';
      }
    }
    Cases cases = std::move(suites_[place]);
    if (run.summary_only) {
      const uint64_t failing = cases.counts.failures;
      cases.counts = {.tests = 1, .failures = failing > 0 ? 1U : 0U};
      cases.text = "<testcase";
      attribute(cases.text, "classname", suite_name(place));
      attribute(cases.text, "name", say("合计", "totals"));
      if (failing > 0) {
        cases.text += '>';
        outcome_element(cases.text, "failure", "findings",
                        findings_words(failing) + say("达到 --fail-on", " at or above --fail-on"), "");
        cases.text += "</testcase>\n";
      } else {
        cases.text += "/>\n";
      }
    }
    cases.counts += unread.counts;
    all += cases.counts;

    out += "<testsuite";
    attribute(out, "name", suite_name(place));
    attribute(out, "tests", cases.counts.tests);
    attribute(out, "failures", cases.counts.failures);
    attribute(out, "errors", cases.counts.errors);
    attribute(out, "skipped", cases.counts.skipped);
    out += ">\n<properties>\n";
    property(out, "items", std::to_string(input.items));
    property(out, "sha256", input.sha256);
    if (summary != nullptr) {
      property(out, "tool", run.program);
      property(out, "rule_base.version", run.rules->version);
      property(out, "rule_base.digest", run.rules->digest);
      if (run.as_of != no_day) property(out, "as_of", format_date(run.as_of));
      property(out, "totals", totals_sentence(*summary));
      std::string record;
      append_run_record(run, "junit", record);
      property(out, "gengxin.run", record);
    }
    out += "</properties>\n";
    out += unread.text;
    out += cases.text;
    if (!talk.empty()) out += "<system-err>" + talk + "</system-err>\n";
    out += "</testsuite>\n";
  }

  std::map<Place, Cases> suites_;
  Ordinals names_;
};

}  // namespace

std::unique_ptr<Report> make_junit_report() { return std::make_unique<JunitReport>(); }

}  // namespace gengxin
