// gengxin rules diff: what begins, ends and falls due between two days and, with inventories, what that means for each
// item.
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/pipeline.h"
#include "cli/terminal.h"
#include "report/diff.h"

namespace gengxin {

int diff_rules(Options& options, const std::vector<std::string>& days, bool exit_code) {
  expand_inputs(options);
  const ReportOption wanted_report = one_report_of(options, diff_formats());
  if (days.size() != 2)
    throw UsageError(say("要比较两天：--as-of 2024-01-01 --as-of 2026-01-01",
                         "two days are compared: --as-of 2024-01-01 --as-of 2026-01-01"));
  static const RuleBase& base = *new RuleBase(load_rules(options, true));  // kept to the end, as in check
  const auto engine_on = [&](const std::string& day) {
    options.as_of = day;
    return Engine(base, engine_options(options));
  };
  const Engine before = engine_on(days[0]), after = engine_on(days[1]);
  if (before.as_of() > after.as_of())
    throw UsageError(fmt::format(fmt::runtime(say("--as-of {} 晚于 {}：先写较早的一天",
                                                  "--as-of {} comes after {}: name the earlier day first")),
                                 days[0], days[1]));

  RunPlan plan = run_plan(base, before, options);
  plan.print_diagnostics = true;
  // The clauses that a check would go by, on whichever day they are in force.
  const auto wanted = [&](uint16_t position) {
    const Rule& rule = base.rules[position];
    if (!before.selected(position) || !base.vocabulary.region_is_in(plan.mapping.region, base.document_of(rule).region))
      return false;
    if (!rule.has_levels) return before.wanted(rule.verdict);
    return before.wanted(Verdict::below_access) || before.wanted(Verdict::below_baseline) ||
           before.wanted(Verdict::upgrade);
  };
  std::vector<RuleChange> changes = rule_changes(base, before.as_of(), after.as_of(), wanted);
  std::vector<DocumentChange> documents = by_document(base, changes, wanted);
  const bool inventory = !options.files.empty() || !options.projects.empty();
  const Diff diff{before, after, std::move(changes), std::move(documents), inventory};
  RunInfo info = run_info(plan);
  info.colour = colour_wanted(options, wanted_report.output);
  std::vector<Sink> sinks;
  sinks.emplace_back(make_diff_report(wanted_report.format, diff, options.all), wanted_report.output);
  const RunResult result = run_files(plan, info, sinks);
  sinks.front().output->close();
  const auto& report = static_cast<const DiffReport&>(*sinks.front().report);
  if (result.unreadable) return exit_unreadable;
  return exit_code && report.any() ? exit_findings : exit_ok;
}

}  // namespace gengxin
