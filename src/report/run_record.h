// What a report was made from and with, so that it can be made again years later (`gengxin verify`): the tool, the
// rules by version and digest, the day, every option that counts, and the SHA-256 of every input.
#pragma once

#include <string>

#include "report/report.h"

namespace gengxin {

/// "baseline":{"new":...,"known":...,"fixed":...}, where the run has one; with a comma at its end.
void append_baseline_counts(const RunInfo& run, std::string& out);

/// {"tool":...,"rule_base":{"version":...,"digest":...},"as_of":...,"format":...,"lang":...,"options":{...},
/// "inputs":[{"file":...,"sha256":...}]}; to be called at the end of the run, when the inputs have been read.
void append_run_record(const RunInfo& run, std::string_view format, std::string& out);

}  // namespace gengxin
