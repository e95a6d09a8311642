// gengxin check: the main job.
#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "accept/waivers.h"
#include "base/error.h"
#include "cli/commands.h"
#include "cli/evidence.h"
#include "cli/inputs.h"
#include "cli/originals.h"
#include "cli/pipeline.h"
#include "cli/terminal.h"
#include "mapping/companies.h"

namespace gengxin {
namespace {

void read_fail_on(const std::string& text, RunPlan& plan) {
  if (text == "none") return;
  for (const Urgency urgency : {Urgency::note, Urgency::warning, Urgency::error})
    if (text == urgency_id(urgency)) plan.fail_on_urgency = urgency;
  const int verdict = text.empty() ? static_cast<int>(Verdict::retire) : verdict_by_id(text);
  if (verdict >= 0 && verdict <= static_cast<int>(Verdict::undetermined)) plan.fail_on = static_cast<Verdict>(verdict);
  if (plan.fail_on || plan.fail_on_urgency) return;
  std::string known;
  for (int i = 0; i <= static_cast<int>(Verdict::undetermined); ++i)
    known += fmt::format("{}, ", verdict_id(static_cast<Verdict>(i)));
  throw UsageError(fmt::format(fmt::runtime(say("--fail-on {}：应为下列之一：{}error, warning, note, none",
                                                "--fail-on {}: must be one of: {}error, warning, note, none")),
                               text, known));
}

// Per cent, exactly: 5, 2.5, 10%.
std::optional<Decimal> max_undetermined(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const std::string number = text.ends_with('%') ? text.substr(0, text.size() - 1) : text;
  const std::optional<Decimal> percent = Decimal::parse(number);
  if (!percent || *percent < Decimal{} || Decimal{100, 0} < *percent || percent->exponent < -6)
    throw UsageError(fmt::format(fmt::runtime(say("--max-undetermined {}：应为 0 到 100 的百分比，如 5%",
                                                  "--max-undetermined {}: must be per cent from 0 to 100, such as 5%")),
                                 text));
  return percent;
}

bool too_many_undetermined(const std::optional<Decimal>& most, const RunResult& result) {
  if (!most) return false;
  const uint64_t items = result.summary.all().items;
  // undetermined / items > most / 100, in whole numbers.
  const std::optional<Decimal> have =
      Decimal::mul(Decimal{static_cast<int64_t>(result.undetermined), 0}, Decimal{100, 0});
  const std::optional<Decimal> allowed = Decimal::mul(Decimal{static_cast<int64_t>(items), 0}, *most);
  if (have && allowed && *have <= *allowed) return false;
  fmt::print(stderr,
             fmt::runtime(say("{} 台设备中有 {} 台资料不足，超过 --max-undetermined {}%；退出码为 1\n",
                              "of {} items {} are undetermined, more than --max-undetermined {}%; exit status 1\n")),
             items, result.undetermined, most->to_string());
  return true;
}

void tell_of_baseline(const Baseline& baseline, const std::string& file) {
  const BaselineCounts counts = baseline.counts();
  fmt::print(stderr,
             fmt::runtime(say("基线 {}：新增 {} 条，原有 {} 条，已消除 {} 条{}\n",
                              "baseline {}: {} new, {} known, {} fixed{}\n")),
             file, counts.fresh, counts.known, counts.fixed,
             counts.fixed > 0
                 ? say("；gengxin baseline update 可去掉已消除的", "; gengxin baseline update takes out what is fixed")
                 : "");
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
  expand_inputs(options);
  const std::vector<ReportOption> wanted = reports_of(options, report_formats());
  if (options.files.empty() && options.projects.empty())
    throw UsageError(
        say("没有给出台账文件；用法：gengxin check FILE...", "no inventory is named: gengxin check FILE..."));
  std::vector<std::unique_ptr<Report>> reports;
  for (const ReportOption& one : wanted) reports.push_back(make_report(one.format));
  const bool details =
      std::any_of(reports.begin(), reports.end(), [](const auto& report) { return report->wants_details(); });
  const std::optional<Decimal> most_undetermined = max_undetermined(options.max_undetermined);
  // Kept to the end of the process: freeing its tens of thousands of texts would be a tenth of a short run.
  static const RuleBase& base = *new RuleBase(load_rules(options, details));
  Engine engine(base, engine_options(options));
  RunPlan plan = run_plan(base, engine, options);
  read_fail_on(options.fail_on, plan);
  const Waivers waivers(options.waivers, base, engine.as_of());
  plan.waivers = &waivers;

  Originals originals(options, plan.mapping, base.vocabulary);
  RunInfo info = run_info(plan);
  std::optional<Baseline> baseline;
  if (!options.baseline.empty()) {
    baseline.emplace(Baseline::read(options.baseline, base, baseline_basis(info), true));
    plan.baseline = &*baseline;
    plan.jobs = 1;  // of findings that look alike the first ones are the known ones
    info.baseline.emplace();
    info.also_read.emplace_back(options.baseline, file_sha256(options.baseline));
  }
  info.accepts = baseline.has_value() || !waivers.empty();
  std::vector<Sink> sinks;
  bool shown = false;  // the diagnostics
  for (size_t i = 0; i < wanted.size(); ++i) {
    const ReportOption& one = wanted[i];
    const Sink& sink = sinks.emplace_back(std::move(reports[i]), one.output);
    shown |= sink.report->shows_diagnostics();
    if (one.format == "text") info.colour = colour_wanted(options, one.output);
    if (one.format == "xlsx") info.original = originals.opener();
    plan.hash_inputs |= sink.report->wants_record() || (sink.report->record_beside(info) && sink.output->makes_file());
  }
  plan.print_diagnostics = !shown;
  plan.hash_inputs |= !options.evidence.empty();
  info.options = recorded_options(options, base.vocabulary.regions[plan.mapping.region].id);
  info.fails = [&plan](const Finding& finding) { return plan.fails(finding); };
  const RunResult result = run_files(plan, info, sinks);
  // The records are written and all is on the disk before the first file takes its place.
  std::deque<Output> records;
  for (size_t i = 0; i < sinks.size(); ++i)
    if (sinks[i].report->record_beside(info) && sinks[i].output->makes_file())
      write_record(records.emplace_back(wanted[i].output + ".evidence.json"), info, wanted[i].format);
  if (!options.evidence.empty()) write_record(records.emplace_back(options.evidence), info, wanted.front().format);
  for (const Sink& sink : sinks) sink.output->sync();
  for (Output& record : records) record.sync();
  for (const Sink& sink : sinks) sink.output->close();
  for (Output& record : records) record.close();
  if (plan.mapping.companies) tell_of_companies(*plan.mapping.companies, result.summary);
  if (baseline) tell_of_baseline(*baseline, options.baseline);
  const bool expired = tell_of_waivers(waivers);
  const bool open = too_many_undetermined(most_undetermined, result);
  if (result.unreadable) return exit_unreadable;
  return expired || open || result.failing > 0 ? exit_findings : exit_ok;
}

}  // namespace gengxin
