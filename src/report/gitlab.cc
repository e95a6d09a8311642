// GitLab's code quality report: a JSON array with an issue a finding, shown beside a merge request.
//
// GitLab has neither suppressions nor a place for the run's record, which stands in a file beside it. Findings that are
// accepted, by a waiver or the baseline, are left out, for it would show them as new problems. Severities: critical
// what is against the law as it stands, major what is within its time or suspected, minor an advice (upgrade,
// in-scope), info a chance or an open question (eligible, undetermined). What cannot be read is an issue too: a file
// blocker, a row critical, a cell minor, what is worth knowing of an input info. With --summary only these.
//
// GitLab compares fingerprints between branches and shows one issue for each, so items that cannot be told apart are
// numbered.
#include "accept/fingerprint.h"
#include "base/sha256.h"
#include "report/append.h"
#include "report/formats.h"
#include "report/message.h"
#include "report/numbered.h"
#include "report/place.h"
#include "report/summary_json.h"

namespace gengxin {

namespace {

const char* severity_of(const Finding& finding) {
  switch (shown_urgency(finding)) {
    case Urgency::error:
      return "critical";
    case Urgency::warning:
      return "major";
    case Urgency::note:
      break;
  }
  return finding.verdict == Verdict::upgrade || finding.verdict == Verdict::in_scope ? "minor" : "info";
}

const char* severity_of(Severity severity) {
  switch (severity) {
    case Severity::file_error:
      return "blocker";
    case Severity::row_error:
      return "critical";
    case Severity::cell_warning:
      return "minor";
    case Severity::note:
      break;
  }
  return "info";
}

/// All of an issue up to its fingerprint, whose quote stays open.
void append_head(std::string& out, const std::string& description, std::string_view check, const char* severity,
                 std::string_view file, uint64_t row) {
  out += ",\n{\"description\":";
  append_any_string(out, description);
  out += ",\"check_name\":";
  append_json_string(out, check);
  out += ",\"severity\":\"";
  out += severity;
  out += "\",\"location\":{\"path\":";
  append_any_string(out, std::string(working_path(file)));
  out += ",\"lines\":{\"begin\":";
  append_int(out, row != 0 ? static_cast<int64_t>(row) : 1);
  out += "}},\"fingerprint\":\"";
}

class GitlabReport : public Report {
 public:
  bool streams() const override { return true; }
  bool record_beside(const RunInfo&) const override { return true; }

  void begin(const RunInfo& run, std::string& out) override {
    fingerprints_.emplace(*run.rules);
    out += '[';
  }

  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override {
    if (run.summary_only) return;
    for (const Finding& finding : outcome.findings) {
      if (finding.accepted()) continue;
      std::string description;
      append_item_name(item, description);
      if (!item.sheet.empty()) {
        description += say("（", " (");
        description += item.sheet;
        description += say("）", ")");
      }
      description += say("：", ": ");
      append_message(run, item, finding, description);
      append_head(part.text, description, cited_id(finding), severity_of(finding), item.file, item.row);
      const std::string fingerprint = fingerprints_->of(item, finding);
      part.text += fingerprint;
      part.gather<Gaps>().leave(part.text, 0, fingerprint);
      part.text += "\"}";
    }
  }

  void merge(Part& part, std::string& out) override {
    if (part.text.empty()) return;
    std::string text;
    append_filled(part.text, part.gather<Gaps>(), text,
                  [this](const Gaps::Gap& gap, std::string& to) { number(gap.key, to); });
    add(text, out);
  }

  void end(const RunInfo& run, const Summary&, std::string& out) override {
    for (const Diagnostic& d : all_diagnostics(run)) {
      std::string description = d.sheet.empty() ? "" : d.sheet + ": ";
      description += diagnostic_sentence(d);
      const std::string check = "gengxin/" + std::string(diagnostic_id(d.severity));
      std::string text;
      append_head(text, description, check, severity_of(d.severity), d.file, d.row);
      const std::string fingerprint =
          sha256_hex(check + '\x1f' + d.file + '\x1f' + d.sheet + '\x1f' + std::to_string(d.row) + '\x1f' +
                     std::to_string(d.column) + '\x1f' + d.message)
              .substr(0, 32);
      text += fingerprint;
      number(fingerprint, text);
      text += "\"}";
      add(text, out);
    }
    out += any_ ? "\n]\n" : "]\n";
  }

 private:
  /// Every issue comes with a comma before it; the very first loses it.
  void add(const std::string& issues, std::string& out) {
    out.append(issues, any_ ? 0 : 1);
    any_ = true;
  }
  void number(const std::string& fingerprint, std::string& out) {
    if (const uint64_t ordinal = ordinals_.next(fingerprint); ordinal > 1) {
      out += ':';
      append_int(out, static_cast<int64_t>(ordinal));
    }
  }

  std::optional<Fingerprints> fingerprints_;
  Ordinals ordinals_;
  bool any_ = false;
};

}  // namespace

std::unique_ptr<Report> make_gitlab_report() { return std::make_unique<GitlabReport>(); }

}  // namespace gengxin
