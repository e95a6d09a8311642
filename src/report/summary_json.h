// Totals as JSON, written and read: what `check --summary -f json|ndjson` writes is what `merge` adds up.
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "report/report.h"

namespace gengxin {

/// "rule_base": ..., "as_of": ... : what totals rest on, without braces around; each member begins with `separator` but
/// the first.
void append_run_json(const RunInfo& run, const char* separator, std::string& out);
/// One entry of "input": what was read.
void append_read_input(const InputInfo& input, std::string& out);
/// The same, and what was found.
void append_input_json(const InputInfo& input, std::string& out);
/// {"items": ..., "verdicts": ...}; `head`: members that come first, with a comma at their end.
void append_summary_json(const RunInfo& run, const Summary& summary, std::string_view head, std::string& out);

/// Text that may hold bytes of a file's name or of a broken file.
void append_any_string(std::string& out, const std::string& text);
const char* severity_id(Severity severity);

/// The totals of one run, as another program wrote them.
struct RunTotals {
  std::string digest, as_of, region, selection;
  std::vector<InputInfo> inputs;
  Diagnostics diagnostics;
  Summary summary;
};

/// Reads one file of totals: an object of -f json (its findings are passed over), or objects of -f ndjson --summary.
/// The rules must be those that the totals were made with, which the caller sees from the digest; so what names them is
/// read only when the digest is right. Throws UnreadableTotals, whose text names the place in the file.
std::vector<RunTotals> read_totals(std::istream& in, const RuleBase& base);

class UnreadableTotals : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace gengxin
