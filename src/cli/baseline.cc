// gengxin baseline create|update: the findings that are known, for check --baseline.
#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/pipeline.h"

namespace gengxin {
namespace {

/// Gives nothing out: the baseline takes note of the findings as they come.
class NoReport final : public Report {
 public:
  void item(const RunInfo&, const Item&, const Outcome&, Part&) const override {}
};

/// A file that cannot be read whole must not look as if its findings were fixed.
void refuse_unreadable(const RunInfo& info) {
  uint64_t files = 0, rows = 0;
  for (const InputInfo& input : info.inputs) {
    files += input.readable ? 0 : 1;
    rows += input.unreadable_rows;
  }
  fmt::print(stderr,
             fmt::runtime(say("有 {} 个文件、{} 行读不出；未写基线\n",
                              "{} files and {} rows could not be read; no baseline was written\n")),
             files, rows);
}

void print_counts(const BaselineCounts& counts, const std::string& file, bool written) {
  fmt::print(
      stderr,
      fmt::runtime(written ? say("{}：新增 {} 条，原有 {} 条，去掉 {} 条\n", "{}: {} taken in, {} kept, {} taken out\n")
                           : say("{}：未改动；新增 {} 条，原有 {} 条，已消除 {} 条。新增的核对后用 --accept-new 收入\n",
                                 "{}: left as it was; {} new, {} known, {} fixed. Look at what is new: "
                                 "--accept-new takes it in\n")),
      file, counts.fresh, counts.known, counts.fixed);
}

}  // namespace

BaselineBasis baseline_basis(const RunInfo& info) {
  const RuleBase& rules = *info.rules;
  return {info.program,  rules.version, rules.digest, info.as_of, rules.vocabulary.regions[info.region].id,
          info.selection};
}

int make_baseline(Options& options, const BaselineOptions& wanted) {
  expand_inputs(options, {wanted.file});
  if (options.files.empty() && options.projects.empty())
    throw UsageError(say("没有给出台账文件；用法：gengxin baseline create FILE... -o 基线.json",
                         "no inventory is named: gengxin baseline create FILE... -o baseline.json"));
  if (wanted.file.empty())
    throw UsageError(say("用 -o 指明基线文件，例如 -o gengxin-baseline.json",
                         "name the baseline's file with -o, as in -o gengxin-baseline.json"));
  if (compression_by_name(wanted.file) != Compression::none)
    throw UsageError(fmt::format(fmt::runtime(say("-o {}：基线不压缩；请去掉 .gz 或 .zst",
                                                  "-o {}: a baseline is not packed; leave out .gz or .zst")),
                                 wanted.file));
  if (!wanted.update && !wanted.force && std::filesystem::exists(wanted.file))
    throw UsageError(
        fmt::format(fmt::runtime(say("{}：已存在，未改动；更新用 gengxin baseline update，重新生成用 --force",
                                     "{}: exists and was left alone; gengxin baseline update brings it up "
                                     "to date, --force makes it anew")),
                    wanted.file));
  static const RuleBase& base = *new RuleBase(load_rules(options, false));
  Engine engine(base, engine_options(options));
  RunPlan plan = run_plan(base, engine, options);
  plan.print_diagnostics = true;
  plan.jobs = 1;
  const Waivers waivers(options.waivers, base, engine.as_of());
  plan.waivers = &waivers;  // what a waiver covers is its own, with its own last day
  RunInfo info = run_info(plan);
  Baseline baseline = wanted.update ? Baseline::read(wanted.file, base, baseline_basis(info), false)
                                    : Baseline(base, baseline_basis(info));
  plan.baseline = &baseline;
  std::vector<Sink> sinks;
  sinks.emplace_back(std::make_unique<NoReport>(), "/dev/null");
  const RunResult result = run_files(plan, info, sinks);
  if (result.unreadable) {
    refuse_unreadable(info);
    return exit_unreadable;
  }
  const BaselineCounts counts = baseline.counts();
  if (wanted.update && counts.fresh > 0 && !wanted.accept_new) {
    print_counts(counts, wanted.file, false);
    return exit_findings;
  }
  Output out(wanted.file);
  out.write(baseline.text());
  out.close();
  print_counts(counts, wanted.file, true);
  return exit_ok;
}

}  // namespace gengxin
