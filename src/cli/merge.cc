// gengxin merge: the totals of many runs as the totals of one.
#include <fmt/format.h>

#include <array>
#include <istream>
#include <streambuf>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/pipeline.h"
#include "cli/terminal.h"
#include "readers/compressed.h"
#include "report/summary_json.h"

namespace gengxin {
namespace {

/// A source as a standard stream reads it.
class SourceBuffer final : public std::streambuf {
 public:
  explicit SourceBuffer(ByteSource& source) : source_(source) {}

 protected:
  int_type underflow() override {
    const size_t got = source_.read(piece_.data(), piece_.size());
    setg(piece_.data(), piece_.data(), piece_.data() + got);
    return got == 0 ? traits_type::eof() : traits_type::to_int_type(piece_.front());
  }

 private:
  ByteSource& source_;
  std::array<char, 1 << 16> piece_{};
};

class Merge {
 public:
  explicit Merge(const RuleBase& base) : base_(base) {}

  void add(const std::string& file, RunTotals part) {
    const auto refuse = [&](const std::string& reason) {
      throw UsageError(
          fmt::format(fmt::runtime(say("{}：{}；不能合计", "{}: {}; it cannot be added up")), file, reason));
    };
    if (part.digest != base_.digest)
      refuse(fmt::format(fmt::runtime(say("用另一套规则生成（{}，本程序为 {}；规则用 --rules 给出）",
                                          "made with another rule base ({}, here it is {}; --rules adds rules)")),
                         part.digest, base_.digest));
    if (first_file_.empty()) {
      first_file_ = file;
      first_ = std::move(part);
      return;
    }
    const auto same = [&](const char* what, const std::string& here, const std::string& there) {
      if (here == there) return;
      const auto shown = [](const std::string& text) { return text.empty() ? std::string("-") : text; };
      refuse(fmt::format(fmt::runtime(say("{} 为 {}，而 {} 为 {}", "its {} is {}, that of {} is {}")), what,
                         shown(here), first_file_, shown(there)));
    };
    same(say("核对日期", "as-of"), part.as_of, first_.as_of);
    same(say("地区", "region"), part.region, first_.region);
    same(say("条款选择", "selection"), part.selection, first_.selection);
    first_.inputs.insert(first_.inputs.end(), std::make_move_iterator(part.inputs.begin()),
                         std::make_move_iterator(part.inputs.end()));
    first_.diagnostics.insert(first_.diagnostics.end(), std::make_move_iterator(part.diagnostics.begin()),
                              std::make_move_iterator(part.diagnostics.end()));
    first_.summary.merge(part.summary);
  }

  void print(RunInfo& info, const std::vector<ReportOption>& wanted) {
    info.rules = &base_;
    info.as_of = parse_iso_date(first_.as_of).value_or(no_day);
    info.region = first_.region.empty() ? no_id : base_.vocabulary.region(first_.region);
    info.selection = std::move(first_.selection);
    info.inputs = std::move(first_.inputs);
    info.diagnostics = std::move(first_.diagnostics);
    for (const ReportOption& one : wanted) {
      const std::unique_ptr<Report> report = make_report(one.format);
      Output out(one.output);
      std::string text;
      report->begin(info, text);
      report->end(info, first_.summary, text);
      out.write(text);
      out.close();
    }
  }

 private:
  const RuleBase& base_;
  std::string first_file_;
  RunTotals first_;
};

}  // namespace

int merge(Options& options) {
  const std::vector<ReportOption> wanted = reports_of(options, report_formats());
  static const RuleBase& base = *new RuleBase(load_rules(options, false));
  Merge all(base);
  for (const std::string& file : options.files) {
    // A total that lacks a part is no total: nothing is printed when one cannot be read.
    const auto unreadable = [&](const std::string& reason) {
      std::fprintf(
          stderr, "%s\n",
          fmt::format(fmt::runtime(say("{}：{}；未输出合计", "{}: {}; no totals are printed")), file, reason).c_str());
      return exit_unreadable;
    };
    Diagnostics errors;
    const std::unique_ptr<ByteSource> source = open_unpacked(file, errors);
    if (!source) return unreadable(errors.front().message);
    try {
      SourceBuffer buffer(*source);
      std::istream in(&buffer);
      std::vector<RunTotals> parts = read_totals(in, base);
      if (!source->error().empty()) return unreadable(source->error());
      for (RunTotals& part : parts) all.add(file, std::move(part));
    } catch (const UnreadableTotals& e) {
      return unreadable(source->error().empty() ? e.what() : source->error());
    }
  }
  RunInfo info;
  info.summary_only = true;
  for (const ReportOption& one : wanted)
    if (one.format == "text") info.colour = colour_wanted(options, one.output);
  info.width = terminal_width();
  info.program = "gengxin " GENGXIN_VERSION;
  all.print(info, wanted);
  return exit_ok;
}

}  // namespace gengxin
