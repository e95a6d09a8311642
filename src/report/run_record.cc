#include "report/run_record.h"

#include "report/append.h"
#include "report/summary_json.h"

namespace gengxin {

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
  const InputInfo* last = nullptr;
  for (const InputInfo& input : run.inputs) {
    if (last != nullptr && input.one_of_sheets && last->file == input.file)
      continue;  // a further sheet of the same file
    if (last != nullptr) out += ',';
    last = &input;
    out += "{\"file\":";
    append_any_string(out, input.file);
    if (!input.sha256.empty()) member(",\"sha256\":", input.sha256);
    out += '}';
  }
  out += "]}";
}

}  // namespace gengxin
