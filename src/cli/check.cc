// gengxin check: the main job.
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/pipeline.h"

namespace gengxin {
namespace {

// auto: a terminal, and nobody asked for none (https://no-color.org).
bool colour_wanted(const Options& options, bool terminal) {
  if (options.color == "always") return true;
  if (options.color == "never") return false;
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return terminal && !(no_color && *no_color) && !(term && std::string_view(term) == "dumb");
}

int terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
  return 120;
}

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

}  // namespace

int check(Options& options) {
  bool terminal = isatty(STDOUT_FILENO) && (options.output.empty() || options.output == "-");
  // What a person reads on a terminal; text too where nothing else was asked for.
  if (options.format.empty()) options.format = "text";
  std::unique_ptr<Report> report = make_report(options.format);
  if (!report)
    throw UsageError(
        fmt::format(fmt::runtime(say("-f {}：没有这种格式；可用：{}", "-f {}: no such format; there are: {}")),
                    options.format, fmt::join(report_formats(), ", ")));
  if (options.files.empty() && options.projects.empty())
    throw UsageError(
        say("没有给出台账文件；用法：gengxin check FILE...", "no inventory is named: gengxin check FILE..."));
  if (options.files.size() > 1 && std::count(options.files.begin(), options.files.end(), "-") > 1)
    throw UsageError(say("标准输入（-）只能给一次", "standard input (-) can be given once only"));
  int fail_on = fail_on_verdict(options.fail_on);
  // Kept to the end of the process: freeing its tens of thousands of texts would be a tenth of a short run.
  static const RuleBase& base = *new RuleBase(load_rules(options, false));
  Engine engine(base, engine_options(options));
  RunPlan plan{base, engine, options, mapping_options(options, base.vocabulary), fail_on, 1, false};
  plan.jobs = options.jobs ? options.jobs : std::clamp(std::thread::hardware_concurrency(), 1u, 64u);
  plan.print_diagnostics = options.format == "csv" || options.format == "ndjson";
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

  RunInfo info;
  info.rules = &base;
  info.as_of = engine.as_of();
  info.region = plan.mapping.region;
  info.all = options.all;
  info.summary_only = options.summary;
  info.colour = colour_wanted(options, terminal);
  info.width = terminal_width();
  Output out(options.output);
  RunResult result = run_files(plan, info, *report, out);
  out.close();
  if (result.unreadable) return exit_unreadable;
  return result.failing > 0 ? exit_findings : exit_ok;
}

}  // namespace gengxin
