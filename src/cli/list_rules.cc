// gengxin rules list: every document with its clauses, or how many there are.
#include <fmt/format.h>

#include "base/diagnostic.h"
#include "base/text.h"
#include "cli/commands.h"

namespace gengxin {

int list_rules(const Options& options, bool count) {
  RuleBase base = load_rules(options, false);
  size_t all_clauses = 0, all_designations = 0;
  for (size_t d = 0; d < base.documents.size(); ++d) {
    const Document& document = base.documents[d];
    size_t clauses = 0, designations = 0, rows = 0;
    for (const Rule& r : base.rules)
      if (r.document == d) {
        ++clauses;
        designations += r.models.size() + r.series.size();
        rows += r.levels.rows;
      }
    all_clauses += clauses;
    all_designations += designations;
    fmt::print("{}  {}  {}  {}\n", document.id, document.number, document.title,
               lang() == Lang::zh ? provenance_zh(document.provenance) : provenance_id(document.provenance));
    fmt::print(fmt::runtime(say("    施行 {}{}  条款 {}  型号 {}  等级行 {}\n",
                                "    in force {}{}  clauses {}  designations {}  level rows {}\n")),
               format_date(document.in_force), document.until == no_day ? "" : "/" + format_date(document.until),
               clauses, designations, rows);
    if (count) continue;
    for (const Rule& r : base.rules) {
      if (r.document != d) continue;
      std::string_view verdict = r.documentation ? "-" : r.has_levels ? "levels" : verdict_id(r.verdict);
      fmt::print("  {}  {}  {}\n", pad(r.id, 36), pad(verdict, 14), r.title);
    }
  }
  fmt::print(
      fmt::runtime(say("合计：文件 {}，条款 {}，型号 {}\n", "total: documents {}, clauses {}, designations {}\n")),
      base.documents.size(), all_clauses, all_designations);
  return exit_ok;
}

}  // namespace gengxin
