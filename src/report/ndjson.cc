// One finding a line.
#include "report/finding_json.h"
#include "report/formats.h"

namespace gengxin {

namespace {

class NdjsonReport : public Report {
 public:
  void begin(const RunInfo& run, std::string&) override { writer_.begin(run); }
  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override {
    if (!run.summary_only) writer_.item(run, item, outcome, {}, "\n", part.text);
  }
  void end(const RunInfo& run, const Summary& summary, std::string& out) override {
    if (!run.summary_only) return;
    append_summary_json(run, summary, out);
    out += '\n';
  }

 private:
  FindingWriter writer_;
};

}  // namespace

std::unique_ptr<Report> make_ndjson_report() { return std::make_unique<NdjsonReport>(); }

}  // namespace gengxin
