// What the command line and gengxin.toml say, in one place; the command line goes before the file.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/date.h"
#include "engine/engine.h"
#include "mapping/layout.h"
#include "readers/reader.h"
#include "rules/rule.h"

namespace gengxin {

/// A report and where it goes: -f and -o.
struct ReportOption {
  std::string format, output;  // output: "" or "-" = standard output
};

struct Options {
  // Input
  std::vector<std::string> files;
  std::vector<std::string> projects;    // lists of projects, read after the inventories
  std::vector<std::string> files_from;  // lists of further files
  /// What expand_inputs() found no file for, with the reason: read like a file, it is one that cannot be.
  std::map<std::string, std::string> unreadable;
  std::string input_format, encoding;
  std::vector<std::string> sheets;  // of workbooks, by name or number
  std::vector<std::string> map;
  bool strict = false;
  std::string companies;  // a table of companies
  // Rules
  std::string rules_folder;
  std::string as_of, region, min_provenance;
  std::vector<std::string> only, skip;
  // Output
  std::vector<ReportOption> reports;  // as the command line pairs them
  std::string format;                 // the configuration's, where the command line names none
  std::string lang, color = "auto";
  std::string evidence;  // --evidence FILE
  bool all = false, summary = false;
  std::string horizon;
  // Exit status
  std::string fail_on;
  bool fail_on_suspected = false;
  std::string max_undetermined, baseline;
  unsigned jobs = 0;
  std::string config;
  bool no_config = false;
  // From the configuration only
  std::vector<std::pair<std::string, std::string>> profile, config_map;
  std::vector<Waiver> waivers;
};

/// The format that a file's ending names (.xlsx, .html, .md, .json, .ndjson, .csv, .txt, .sarif, .xml); empty where it
/// names none.
std::string format_by_ending(const std::string& file);

/// The reports to write, checked: each has a format out of `known` (-f, else by the ending of -o, else `fallback`), at
/// most one goes to standard output, no two to one file, none over an input, a workbook not to a terminal. Throws
/// UsageError.
std::vector<ReportOption> reports_of(const Options& options, const std::vector<std::string>& known,
                                     const std::string& fallback = "text");
/// The same for a command that writes one report.
ReportOption one_report_of(const Options& options, const std::vector<std::string>& known);

/// The files that the command writes, and those that it reads beside its inputs.
std::vector<std::string> output_files(const Options& options);
std::vector<std::string> also_read_files(const Options& options);

/// Finds gengxin.toml from the working directory upwards (or takes options.config) and fills what the command line left
/// open. Throws UsageError with file, line and column for unknown keys and wrong values.
void read_config(Options& options);

/// Chinese or English from --lang, else the locale: zh* is Chinese, another language English, none (C, POSIX) Chinese.
void choose_language(const std::string& lang);

/// The embedded rules, with --rules added. `details`: also notes and examples.
RuleBase load_rules(const Options& options, bool details);

// Checked values of the options; each throws UsageError that says what would be right.
Day as_of_day(const Options& options);
RegionId region_id(const Options& options, const Vocabulary& vocabulary);
EngineOptions engine_options(const Options& options);
/// The last day of --horizon, counted from `as_of`: 24m, 2y, 90d, or a day; no_day without it.
Day horizon_day(const Options& options, Day as_of);
/// The options that leave rules out, as they were given; empty without them.
std::string selection_text(const Options& options);
/// How inventories are opened. All three arguments must live as long as what is returned.
ReadOptions read_options(const Options& options, const MappingOptions& mapping, const Vocabulary& vocabulary);
MappingOptions mapping_options(const Options& options, const Vocabulary& vocabulary);

}  // namespace gengxin
