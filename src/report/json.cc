// One object: the rule base, the findings (one a line, so that a text diff of two runs means something), the
// input, what could not be read, and the totals. schema.cc describes it.
#include "base/text.h"
#include "report/append.h"
#include "report/finding_json.h"
#include "report/formats.h"

namespace gengxin {

namespace {

const char* severity_id(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::cell_warning:
      return "cell";
    case Severity::row_error:
      return "row";
    case Severity::file_error:
      return "file";
  }
  return "note";
}

/// Text that may hold bytes of a file's name or of a broken file.
void append_any_string(std::string& out, const std::string& text) {
  append_json_string(out, valid_utf8(text) ? text : nfkc(text));
}

void append_input(const InputInfo& input, std::string& out) {
  out += "{\"file\":";
  append_any_string(out, input.file);
  if (!input.sheet.empty()) {
    out += ",\"sheet\":";
    append_any_string(out, input.sheet);
  }
  out += ",\"readable\":";
  out += input.readable ? "true" : "false";
  out += ",\"items\":";
  append_int(out, static_cast<int64_t>(input.items));
  out += ",\"unmapped\":[";
  for (size_t i = 0; i < input.unmapped.size(); ++i) {
    if (i > 0) out += ',';
    append_any_string(out, input.unmapped[i]);
  }
  out += "],\"skipped_rows\":";
  append_int(out, static_cast<int64_t>(input.skipped_rows));
  out += ",\"unreadable_cells\":";
  append_int(out, static_cast<int64_t>(input.unreadable_cells));
  out += ",\"unreadable_rows\":";
  append_int(out, static_cast<int64_t>(input.unreadable_rows));
  out += '}';
}

void append_diagnostic(const Diagnostic& d, std::string& out) {
  out += "{\"severity\":\"";
  out += severity_id(d.severity);
  out += '"';
  if (!d.file.empty()) {
    out += ",\"file\":";
    append_any_string(out, d.file);
  }
  if (d.row != 0) {
    out += ",\"row\":";
    append_int(out, static_cast<int64_t>(d.row));
  }
  if (d.column != 0) {
    out += ",\"column\":";
    append_int(out, d.column);
  }
  if (!d.header.empty()) {
    out += ",\"header\":";
    append_any_string(out, d.header);
  }
  if (!d.text.empty()) {
    out += ",\"text\":";
    append_any_string(out, d.text);
  }
  out += ",\"message\":";
  append_any_string(out, d.message);
  out += '}';
}

template <class List, class Append>
void append_lines(const char* key, const List& list, Append append, std::string& out) {
  out += ",\n\"";
  out += key;
  out += "\": [";
  const char* separator = "\n";
  for (const auto& element : list) {
    out += separator;
    append(element, out);
    separator = ",\n";
  }
  out += list.empty() ? "]" : "\n]";
}

class JsonReport : public Report {
 public:
  void begin(const RunInfo& run, std::string& out) override {
    writer_.begin(run);
    const RuleBase& rules = *run.rules;
    out += "{\"rule_base\": {\"digest\":";
    append_json_string(out, rules.digest);
    out += ",\"documents\":";
    append_int(out, static_cast<int64_t>(rules.documents.size()));
    out += ",\"rules\":";
    append_int(out, static_cast<int64_t>(rules.rules.size()));
    out += '}';
    if (run.as_of != no_day) {
      out += ",\n\"as_of\": \"";
      append_date(out, run.as_of);
      out += '"';
    }
    if (run.region < rules.vocabulary.regions.size()) {
      out += ",\n\"region\": ";
      append_json_string(out, rules.vocabulary.regions[run.region].id);
    }
    if (!run.summary_only) out += ",\n\"findings\": [";
  }

  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override {
    if (!run.summary_only) writer_.item(run, item, outcome, ",\n", {}, part.text);
  }

  /// Every finding comes with a comma before it; the very first loses it.
  void merge(Part& part, std::string& out) override {
    if (part.text.empty()) return;
    out.append(part.text, any_ ? 0 : 1);
    any_ = true;
  }

  void end(const RunInfo& run, const Summary& summary, std::string& out) override {
    if (!run.summary_only) out += any_ ? "\n]" : "]";
    append_lines("input", run.inputs, append_input, out);
    append_lines("diagnostics", run.diagnostics, append_diagnostic, out);
    out += ",\n\"summary\": ";
    append_summary_json(run, summary, out);
    out += "}\n";
  }

 private:
  FindingWriter writer_;
  bool any_ = false;
};

}  // namespace

std::unique_ptr<Report> make_json_report() { return std::make_unique<JsonReport>(); }

}  // namespace gengxin
