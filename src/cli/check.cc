// gengxin check: the main job.
#include <fmt/format.h>

#include <algorithm>

#include "accept/waivers.h"
#include "base/error.h"
#include "cli/commands.h"
#include "cli/originals.h"
#include "cli/pipeline.h"
#include "mapping/companies.h"

namespace gengxin {
namespace {

int fail_on_verdict(const std::string& text) {
  if (text.empty()) return static_cast<int>(Verdict::retire);
  if (text == "none") return -1;
  int verdict = verdict_by_id(text);
  if (verdict >= 0 && verdict <= static_cast<int>(Verdict::undetermined)) return verdict;
  std::string known;
  for (int i = 0; i <= static_cast<int>(Verdict::undetermined); ++i)
    known += fmt::format("{}, ", verdict_id(static_cast<Verdict>(i)));
  throw UsageError(fmt::format(
      fmt::runtime(say("--fail-on {}：应为下列之一：{}none", "--fail-on {}: must be one of: {}none")), text, known));
}

// A name spelled in two ways joins nothing: say which companies have no facts, and which facts have no company.
void tell_of_companies(const Companies& table, const Summary& summary) {
  std::vector<std::string> without, unused;
  for (const auto& [id, totals] : summary.companies()) {
    if (id != CompanyId{} && !table.find(id.name, id.credit_code))
      without.emplace_back(id.name.empty() ? id.credit_code : id.name);
  }
  for (const auto& company : table.all())
    if (!company->met) unused.push_back(company->name.empty() ? company->credit_code : company->name);
  const auto tell = [&](const std::vector<std::string>& names, const char* words) {
    if (names.empty()) return;
    constexpr size_t most = 10;
    std::string list;
    for (size_t i = 0; i < names.size() && i < most; ++i)
      list += fmt::format("{}{}", i > 0 ? say("、", ", ") : "", names[i]);
    if (names.size() > most)
      list += fmt::format(fmt::runtime(say(" 等 {} 家", " and others, {} in all")), names.size());
    Diagnostic d;
    d.file = table.file();
    d.message = fmt::format(fmt::runtime(words), list);
    std::fprintf(stderr, "%s\n", format_diagnostic(d).c_str());
  };
  tell(without, say("没有台账中的这些企业：{}", "does not have these companies of the inventory: {}"));
  tell(unused, say("台账中没有这些企业：{}", "has companies that no item names: {}"));
}

// Whether one has ended, which fails the run.
bool tell_of_waivers(const Waivers& waivers) {
  const auto tell = [](const Waiver& w, const char* words) {
    std::fprintf(stderr, "%s\n",
                 fmt::format(fmt::runtime(words), w.where, w.rule.empty() ? w.clause : w.rule,
                             w.item.empty() ? "*" : w.item, format_date(w.until), w.who, w.reason)
                     .c_str());
  };
  for (const Waiver* w : waivers.unused())
    tell(*w, say("{}：豁免没有用到：{}，设备 {}（到 {}，{}：{}）；可以删去",
                 "{}: this waiver covers nothing: {}, item {} (until {}, {}: {}); it can be taken out"));
  for (const Waiver* w : waivers.expired())
    tell(*w, say("{}：豁免已到期：{}，设备 {}（最后一天 {}，{}：{}）；退出码为 1，请续期或删去",
                 "{}: this waiver has ended: {}, item {} (last day {}, {}: {}); exit status 1 until it is renewed or "
                 "taken out"));
  return !waivers.expired().empty();
}

}  // namespace

int check(Options& options) {
  // What a person reads on a terminal; text too where nothing else was asked for.
  if (options.format.empty()) options.format = "text";
  check_format(options, report_formats());
  std::unique_ptr<Report> report = make_report(options.format);
  check_output(options);
  if (options.files.empty() && options.projects.empty())
    throw UsageError(
        say("没有给出台账文件；用法：gengxin check FILE...", "no inventory is named: gengxin check FILE..."));
  int fail_on = fail_on_verdict(options.fail_on);
  // Kept to the end of the process: freeing its tens of thousands of texts would be a tenth of a short run.
  static const RuleBase& base = *new RuleBase(load_rules(options, false));
  Engine engine(base, engine_options(options));
  RunPlan plan = run_plan(base, engine, options);
  plan.fail_on = fail_on;
  plan.print_diagnostics = options.format == "csv" || options.format == "ndjson" || options.format == "xlsx";
  const Waivers waivers(options.waivers, base, engine.as_of());
  plan.waivers = &waivers;

  Originals originals(options, plan.mapping, base.vocabulary);
  RunInfo info = run_info(plan);
  if (options.format == "xlsx") info.original = originals.opener();
  Output out(options.output);
  RunResult result = run_files(plan, info, *report, out);
  out.close();
  if (plan.mapping.companies) tell_of_companies(*plan.mapping.companies, result.summary);
  const bool expired = tell_of_waivers(waivers);
  if (result.unreadable) return exit_unreadable;
  return expired || result.failing > 0 ? exit_findings : exit_ok;
}

}  // namespace gengxin
