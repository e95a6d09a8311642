#include "report/run_record.h"

#include "report/append.h"
#include "report/summary_json.h"

namespace gengxin {

void append_baseline_counts(const RunInfo& run, std::string& out) {
  if (!run.baseline) return;
  const auto count = [&out](const char* key, uint64_t n) {
    out += key;
    append_int(out, static_cast<int64_t>(n));
  };
  count("\"baseline\":{\"new\":", run.baseline->fresh);
  count(",\"known\":", run.baseline->known);
  count(",\"fixed\":", run.baseline->fixed);
  out += "},";
}

void append_run_record(const RunInfo& run, std::string_view format, std::string& out) {
  const RuleBase& rules = *run.rules;
  const auto member = [&out](const char* key, std::string_view text) {
    out += key;
    append_json_string(out, text);
  };
  member("{\"tool\":", run.program);
  member(",\"rule_base\":{\"version\":", rules.version);
  member(",\"digest\":", rules.digest);
  out += '}';
  if (run.as_of != no_day) member(",\"as_of\":", format_date(run.as_of));
  member(",\"format\":", format);
  member(",\"lang\":", lang() == Lang::zh ? "zh" : "en");
  if (!run.options.empty()) {
    out += ",\"options\":";
    out += run.options;
  }
  out += ",\"inputs\":[";
  bool first = true;
  const auto input = [&](const std::string& file, const std::string& sha256) {
    out += first ? "{\"file\":" : ",{\"file\":";
    first = false;
    append_any_string(out, file);
    if (!sha256.empty()) member(",\"sha256\":", sha256);
    out += '}';
  };
  for (size_t i = 0; i < run.inputs.size(); ++i) {
    const InputInfo& here = run.inputs[i];
    const bool further_sheet = i > 0 && here.one_of_sheets && run.inputs[i - 1].file == here.file;
    if (!further_sheet) input(here.file, here.sha256);
  }
  for (const auto& [file, sha256] : run.also_read) input(file, sha256);
  out += "]}";
}

}  // namespace gengxin
