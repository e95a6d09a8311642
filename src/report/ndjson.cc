// One finding a line and nothing else; with --summary one line of totals, with what they rest on.
#include "report/finding_json.h"
#include "report/formats.h"
#include "report/run_record.h"
#include "report/summary_json.h"

namespace gengxin {

namespace {

class NdjsonReport : public Report {
 public:
  bool streams() const override { return true; }
  bool shows_diagnostics() const override { return false; }
  bool wants_record() const override { return true; }
  bool record_beside(const RunInfo& run) const override { return !run.summary_only; }
  void begin(const RunInfo& run, std::string&) override { writer_.begin(run); }
  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override {
    if (!run.summary_only) writer_.item(run, item, outcome, {}, "\n", part.text);
  }
  void end(const RunInfo& run, const Summary& summary, std::string& out) override {
    if (!run.summary_only) return;
    // With what they rest on, so that parts which do not belong together are not added up.
    std::string head;
    append_run_json(run, ",", head);
    head += ",\"input\":[";
    for (const InputInfo& input : run.inputs) {
      if (&input != run.inputs.data()) head += ',';
      append_input_json(input, head);
    }
    head += "],";
    append_baseline_counts(run, head);
    head += "\"run\":";
    append_run_record(run, "ndjson", head);
    head += ',';
    append_summary_json(run, summary, head, out);
    out += '\n';
  }

 private:
  FindingWriter writer_;
};

}  // namespace

std::unique_ptr<Report> make_ndjson_report() { return std::make_unique<NdjsonReport>(); }

}  // namespace gengxin
