// Files in, parts of a report out: reading on one thread, evaluation on the others, writing in input order.
//
// A block of rows is the unit of work. Workers parse, map, evaluate and format it; the calling thread reads ahead by a
// few blocks and writes what is finished in the order of the input. So memory is bounded by the blocks in flight, and
// the output is the same for any number of jobs.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "accept/baseline.h"
#include "accept/waivers.h"
#include "cli/options.h"
#include "cli/output.h"
#include "engine/engine.h"
#include "report/report.h"

namespace gengxin {

/// One report of the run and where it goes.
struct Sink {
  Sink(std::unique_ptr<Report> r, const std::string& path)
      : report(std::move(r)), output(std::make_unique<Output>(path)) {}
  std::unique_ptr<Report> report;
  std::unique_ptr<Output> output;
};

struct RunResult {
  Summary summary;
  uint64_t failing = 0;       // findings at or above --fail-on that no waiver covers
  bool unreadable = false;    // a file or row could not be read (with --strict also a cell)
  uint64_t undetermined = 0;  // items with an undetermined finding that is not accepted
};

struct RunPlan {
  const RuleBase& base;
  const Engine& engine;
  const Options& options;
  MappingOptions mapping;
  std::optional<Verdict> fail_on = std::nullopt;          // this verdict or a graver one fails the run
  std::optional<Urgency> fail_on_urgency = std::nullopt;  // or what is this urgent
  const Waivers* waivers = nullptr;
  Baseline* baseline = nullptr;  // claimed in the order of the input, so with it there is one job
  unsigned jobs = 1;
  bool hash_inputs = false;        // for reports that say what they were made from
  bool print_diagnostics = false;  // to stderr as they come: for formats that do not show them
  /// Whether the finding makes the exit status 1.
  bool fails(const Finding& finding) const;
};

/// The options as a run needs them; `fail_on` and `print_diagnostics` are left to the command.
RunPlan run_plan(const RuleBase& base, const Engine& engine, const Options& options);
/// What a baseline made by this run depends on.
BaselineBasis baseline_basis(const RunInfo& info);
/// What the report is to know before the first item.
RunInfo run_info(const RunPlan& plan);

/// Runs all files through the reports. The outputs are left to be closed.
RunResult run_files(const RunPlan& plan, RunInfo& info, const std::vector<Sink>& sinks);

/// An opened inventory whose columns are understood.
struct OpenInventory {
  std::unique_ptr<Reader> reader;
  std::unique_ptr<Block> first;      // the first block, already read
  std::unique_ptr<Rows> first_rows;  // and parsed, where the header had to be found in it and that cannot be done twice
  std::shared_ptr<const Layout> layout;
};

/// Opens a file: one reader for each of a workbook's sheets that is to be read, one for any other file. None: the
/// reason is in `diagnostics`.
std::vector<std::unique_ptr<Reader>> open_inventory_readers(const std::string& file, const Options& options,
                                                            const MappingOptions& mapping, const Vocabulary& vocabulary,
                                                            Diagnostics& diagnostics, const Watch& watch = {});

/// Reads the first rows and finds their header. nullopt: the reason is in `diagnostics`. `scratch`: what may be
/// used for that and is of no use afterwards.
std::optional<OpenInventory> look_at_inventory(std::unique_ptr<Reader> reader, const std::string& file,
                                               const MappingOptions& mapping, const Vocabulary& vocabulary,
                                               Diagnostics& diagnostics, Rows& scratch);

}  // namespace gengxin
