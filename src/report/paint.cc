#include "report/paint.h"

#include "report/append.h"
#include "report/message.h"

namespace gengxin {

const char* verdict_colour(Verdict verdict) {
  switch (verdict) {
    case Verdict::retire:
      return "31";
    case Verdict::restrict_class:
      return "33";
    case Verdict::below_baseline:
    case Verdict::below_access:
      return "35";
    case Verdict::upgrade:
      return "36";
    case Verdict::overage:
    case Verdict::in_scope:
      return "34";
    case Verdict::eligible:
    case Verdict::compliant:
      return "32";
    case Verdict::undetermined:
    case Verdict::unchecked:
      return "2";
  }
  return "0";
}

std::string paint(const RunInfo& run, const char* sgr, std::string_view text) {
  if (!run.colour || text.empty()) return std::string(text);
  return "\x1b[" + std::string(sgr) + "m" + std::string(text) + "\x1b[0m";
}

void section(const RunInfo& run, const char* heading, std::string& out) {
  out += '\n';
  out += paint(run, "1", heading);
  out += '\n';
}

void append_title(const RunInfo& run, const char* title, std::string& out) {
  std::string about = say("规则库 ", "rule base: ");
  about += count_words(run.rules->documents.size(), "个文件", "document", "documents");
  about += say("，", ", ");
  about += count_words(run.rules->rules.size(), "条", "clause", "clauses");
  if (!run.rules->digest.empty()) {
    about += say("（", " (");
    about += run.rules->digest.substr(0, 12);
    about += say("）", ")");
  }
  if (run.as_of != no_day) {
    about += say(" · 核对日期 ", " · as of ");
    append_date(about, run.as_of);
  }
  about += say(" · 地区 ", " · region ");
  if (run.region < run.rules->vocabulary.regions.size()) {
    const Region& region = run.rules->vocabulary.regions[run.region];
    const std::string& label = lang() == Lang::zh ? region.label.zh : region.label.en;
    about += label.empty() ? region.id : label;
  } else {
    about += say("未指定", "not given");
  }
  out += paint(run, "1", title) + "  " + paint(run, "2", about) + "\n";
}

}  // namespace gengxin
