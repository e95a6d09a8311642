// gengxin check: the main job.
#include <fmt/format.h>

#include <algorithm>

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
  for (const Waiver& w : options.waivers) {
    bool known = base.rule(w.rule) || std::any_of(base.documents.begin(), base.documents.end(),
                                                  [&](const Document& d) { return d.id == w.rule; });
    if (!known)
      throw UsageError(fmt::format(
          fmt::runtime(say("豁免的规则“{}”不存在", "a waiver names the rule '{}', which does not exist")), w.rule));
    if (engine.as_of() > w.until)
      std::fprintf(stderr, "%s\n",
                   fmt::format(fmt::runtime(say("豁免已于 {} 到期：{}（{}）", "a waiver ended on {}: {} ({})")),
                               format_date(w.until), w.rule, w.reason)
                       .c_str());
  }

  Originals originals(options, plan.mapping, base.vocabulary);
  RunInfo info = run_info(plan);
  if (options.format == "xlsx") info.original = originals.opener();
  Output out(options.output);
  RunResult result = run_files(plan, info, *report, out);
  out.close();
  if (plan.mapping.companies) tell_of_companies(*plan.mapping.companies, result.summary);
  if (result.unreadable) return exit_unreadable;
  return result.failing > 0 ? exit_findings : exit_ok;
}

}  // namespace gengxin
