// Files in, parts of a report out: reading on one thread, evaluation on the others, writing in input order.
//
// A block of rows is the unit of work. Workers parse, map, evaluate and format it; the calling thread reads ahead by a
// few blocks and writes what is finished in the order of the input. So memory is bounded by the blocks in flight, and
// the output is the same for any number of jobs.
#pragma once

#include <functional>
#include <string>

#include "accept/waivers.h"
#include "cli/options.h"
#include "engine/engine.h"
#include "report/report.h"

namespace gengxin {

/// Output that knows when it could not be written.
class Output {
 public:
  /// "" or "-" = standard output. Throws UsageError when the file cannot be opened.
  explicit Output(const std::string& path);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  /// Throws UsageError when the device is full or closed.
  void write(std::string_view text);
  void close();
  bool is_terminal() const;

 private:
  std::FILE* file_;
  std::string path_;
  bool own_;
};

struct RunResult {
  Summary summary;
  uint64_t failing = 0;     // findings at or above --fail-on that no waiver covers
  bool unreadable = false;  // a file or row could not be read (with --strict also a cell)
};

struct RunPlan {
  const RuleBase& base;
  const Engine& engine;
  const Options& options;
  MappingOptions mapping;
  int fail_on = -1;  // a verdict, or -1
  const Waivers* waivers = nullptr;
  unsigned jobs = 1;
  bool print_diagnostics = false;  // to stderr as they come: for formats that do not show them
};

/// The options as a run needs them; `fail_on` and `print_diagnostics` are left to the command.
RunPlan run_plan(const RuleBase& base, const Engine& engine, const Options& options);
/// What the report is to know before the first item.
RunInfo run_info(const RunPlan& plan);

/// Runs all files through the report.
RunResult run_files(const RunPlan& plan, RunInfo& info, Report& report, Output& out);

/// An opened inventory whose columns are understood.
struct OpenInventory {
  std::unique_ptr<Reader> reader;
  std::unique_ptr<Block> first;      // the first block, already read
  std::unique_ptr<Rows> first_rows;  // and parsed, where the header had to be found in it
  std::shared_ptr<const Layout> layout;
};

/// Opens a file: one reader for each of a workbook's sheets that is to be read, one for any other file. None: the
/// reason is in `diagnostics`. `bytes` counts what is read of a text file.
std::vector<std::unique_ptr<Reader>> open_inventory_readers(const std::string& file, const Options& options,
                                                            const MappingOptions& mapping, const Vocabulary& vocabulary,
                                                            Diagnostics& diagnostics,
                                                            std::atomic<uint64_t>* bytes = nullptr);

/// Reads the first rows and finds their header. nullopt: the reason is in `diagnostics`.
std::optional<OpenInventory> look_at_inventory(std::unique_ptr<Reader> reader, const std::string& file,
                                               const MappingOptions& mapping, const Vocabulary& vocabulary,
                                               Diagnostics& diagnostics);

}  // namespace gengxin
