// A run's evidence: what it was told and what it read, so that a finding can be made again years later.
//
// Reports that have a place for it carry the record of the run (report/run_record.h); beside those that have none
// (csv, ndjson, gitlab) it is written as FILE.evidence.json, and --evidence FILE writes it for any format. `gengxin
// verify` reads it from wherever it stands. The options are those that counted, whether the command line or the
// configuration gave them: no gengxin.toml is needed to run it again.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/options.h"
#include "cli/output.h"
#include "report/report.h"

namespace gengxin {

/// The options as a JSON object; the day and the format stand beside it in the record.
std::string recorded_options(const Options& options, const std::string& region);

/// A record as it was read; a run of check() with `options` is the run that it records.
struct RunRecord {
  std::string tool;                         // name and version
  std::string rules_version, rules_digest;  // of the rule base
  std::string format;                       // of the report
  Lang lang = Lang::zh;                     // its language
  Options options;                          // the day among them
  std::vector<std::pair<std::string, std::string>>
      inputs;  // and what else was read, with its SHA-256; empty: unreadable
};

/// Reads a record. Throws UsageError that says what no run has written: unknown members, other types, options that this
/// program does not have.
RunRecord read_record(const std::string& json);

/// Writes the record alone; the output is left to be closed.
void write_record(Output& out, const RunInfo& info, const std::string& format);

/// Of the file's bytes, in hexadecimal digits; empty where it cannot be read.
std::string file_sha256(const std::string& path);

}  // namespace gengxin
