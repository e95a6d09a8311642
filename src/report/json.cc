// One object: the rule base, the findings (one a line, so that a text diff of two runs means something), the
// input, what could not be read, and the totals. schema.cc describes it.
#include "report/append.h"
#include "report/finding_json.h"
#include "report/formats.h"
#include "report/message.h"
#include "report/overview.h"
#include "report/run_record.h"
#include "report/summary_json.h"

namespace gengxin {

namespace {

void append_diagnostic(const Diagnostic& d, std::string& out) {
  out += "{\"severity\":\"";
  out += severity_id(d.severity);
  out += '"';
  if (!d.file.empty()) {
    out += ",\"file\":";
    append_any_string(out, d.file);
  }
  if (!d.sheet.empty()) {
    out += ",\"sheet\":";
    append_any_string(out, d.sheet);
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

void append_due(const RunInfo& run, const DueDay& day, std::string& out) {
  const Due& due = *day.first;
  out += "{\"date\":\"";
  append_date(out, due.day);
  out += "\",\"kind\":\"";
  out += due_kind_id(due.kind);
  out += "\",\"passed\":";
  out += due.day < run.as_of ? "true" : "false";
  out += ",\"verdict\":\"";
  out += verdict_id(due.verdict);
  out += due.suspected ? "\",\"certainty\":\"suspected\",\"rule\":" : "\",\"certainty\":\"certain\",\"rule\":";
  append_any_string(out, due.rule->id);
  out += ",\"document\":";
  append_any_string(out, number_of(*due.document));
  out += ",\"clause\":";
  append_any_string(out, due.rule->clause);
  out += ",\"items\":[";
  for (const ItemPlace* const& place : day.items) {
    if (&place != day.items.data()) out += ',';
    out += "{\"file\":";
    append_any_string(out, place->file);
    if (!place->sheet.empty()) {
      out += ",\"sheet\":";
      append_any_string(out, place->sheet);
    }
    out += ",\"row\":";
    append_int(out, static_cast<int64_t>(place->row));
    out += ",\"item\":";
    append_any_string(out, place->item);
    out += '}';
  }
  out += "]}";
}

class JsonReport : public Report {
 public:
  bool streams() const override { return true; }
  bool wants_record() const override { return true; }
  void begin(const RunInfo& run, std::string& out) override {
    writer_.begin(run);
    out += '{';
    append_run_json(run, ",\n", out);
    if (!run.summary_only) out += ",\n\"findings\": [";
  }

  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override {
    if (!run.summary_only) writer_.item(run, item, outcome, ",\n", {}, part.text);
    if (run.horizon != no_day) part.gather<OverviewPart>().overview.add(run, item, outcome);
  }

  /// Every finding comes with a comma before it; the very first loses it.
  void merge(Part& part, std::string& out) override {
    if (part.data) overview_.merge(std::move(part.gather<OverviewPart>().overview));
    if (part.text.empty()) return;
    out.append(part.text, any_ ? 0 : 1);
    any_ = true;
  }

  void end(const RunInfo& run, const Summary& summary, std::string& out) override {
    if (!run.summary_only) out += any_ ? "\n]" : "]";
    if (run.horizon != no_day) {
      out += ",\n\"horizon\": \"";
      append_date(out, run.horizon);
      out += '"';
      append_lines(
          "due", due_days(run, overview_, run.horizon),
          [&](const DueDay& day, std::string& to) { append_due(run, day, to); }, out);
    }
    append_lines("input", run.inputs, append_input_json, out);
    append_lines("diagnostics", run.diagnostics, append_diagnostic, out);
    out += ",\n";
    append_baseline_counts(run, out);
    if (run.baseline) out += '\n';
    out += "\"run\": ";
    append_run_record(run, "json", out);
    out += ",\n\"summary\": ";
    append_summary_json(run, summary, {}, out);
    out += "}\n";
  }

 private:
  FindingWriter writer_;
  Overview overview_;  // of what falls due, where --horizon asks for it
  bool any_ = false;
};

}  // namespace

std::unique_ptr<Report> make_json_report() { return std::make_unique<JsonReport>(); }

}  // namespace gengxin
