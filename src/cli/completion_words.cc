// gengxin completion words LIST: what the program knows of values, for scripts that complete them.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/diagnostic.h"
#include "base/error.h"
#include "cli/commands.h"
#include "cli/completion.h"
#include "plan/plan.h"
#include "report/diff.h"
#include "report/report.h"

namespace gengxin {
namespace {

void word(std::string_view text, std::string_view description = {}) {
  std::string line(description);
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::replace(line.begin(), line.end(), '\t', ' ');
  fmt::print("{}\t{}\n", text, line);
}

const std::string& label(const Label& l) { return lang() == Lang::zh ? l.zh : l.en; }

void plain(const std::vector<std::string>& words) {
  for (const std::string& text : words) word(text);
}

void verdicts(Verdict last) {
  for (int v = 0; v <= static_cast<int>(last); ++v)
    word(verdict_id(static_cast<Verdict>(v)), lang() == Lang::zh ? verdict_zh(static_cast<Verdict>(v)) : "");
}

void documents(const RuleBase& base) {
  for (const Document& d : base.documents) word(d.id, d.number + " " + d.title);
}

void rules(const RuleBase& base) {
  for (const Rule& r : base.rules)
    word(r.id, r.clause + " " + (lang() == Lang::en && !r.title_en.empty() ? r.title_en : r.title));
}

struct List {
  std::string_view name;
  void (*print)(const Options&);
};
constexpr List lists[] = {
    {"formats", [](const Options&) { plain(report_formats()); }},
    {"plan-formats", [](const Options&) { plain(plan_formats()); }},
    {"diff-formats", [](const Options&) { plain(diff_formats()); }},
    {"input-formats", [](const Options&) { plain(input_formats()); }},
    {"schemas", [](const Options&) { plain(schema_names()); }},
    {"languages",
     [](const Options&) {
       word("zh", "中文");
       word("en", "English");
     }},
    {"provenances",
     [](const Options&) {
       for (int p = 2; p >= 0; --p)
         word(provenance_id(static_cast<Provenance>(p)),
              lang() == Lang::zh ? provenance_zh(static_cast<Provenance>(p)) : "");
     }},
    {"fail-on",
     [](const Options&) {
       verdicts(Verdict::undetermined);
       word(urgency_id(Urgency::error), say("淘汰、违规", "must leave service, or a violation"));
       word(urgency_id(Urgency::warning),
            say("还有限制类、低于准入或基准水平、超期", "also restricted, below a limit, overage"));
       word(urgency_id(Urgency::note), say("任何判定", "any finding"));
       word("none", say("从不", "never"));
     }},
    {"regions",
     [](const Options& o) {
       for (const Region& r : load_rules(o, false).vocabulary.regions) word(r.id, label(r.label));
     }},
    {"categories",
     [](const Options& o) {
       for (const Category& c : load_rules(o, false).vocabulary.categories) word(c.id, label(c.label));
     }},
    {"rules",
     [](const Options& o) {
       const RuleBase base = load_rules(o, false);
       documents(base);
       rules(base);
     }},
    {"selection",
     [](const Options& o) {
       const RuleBase base = load_rules(o, false);
       verdicts(Verdict::undetermined);
       documents(base);
       rules(base);
     }},
};

}  // namespace

int print_words(const Options& options, std::string_view list) {
  for (const List& l : lists) {
    if (l.name != list) continue;
    l.print(options);
    return exit_ok;
  }
  throw UsageError(
      fmt::format(fmt::runtime(say("completion words {}：没有这个词表", "completion words {}: no such list")), list));
}

}  // namespace gengxin
