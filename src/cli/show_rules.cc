// gengxin rules show ID: a rule or a document with all that is known of it.
#include <fmt/format.h>

#include <cmath>

#include "base/diagnostic.h"
#include "base/error.h"
#include "cli/commands.h"

namespace gengxin {
namespace {

void line(const char* zh, const char* en, std::string_view value) {
  if (!value.empty()) fmt::print("{}: {}\n", say(zh, en), value);
}

void show_levels(const LevelTable& t, const Vocabulary& v) {
  line("标准", "standard", t.standard);
  if (t.effective != no_day) line("标准实施", "effective", format_date(t.effective));
  for (const auto& d : t.define) fmt::print("  {} = {}\n", d.first, d.second.source);
  for (const LevelMeasure& m : t.measures) {
    fmt::print("  {} {} ", v.fields[m.field].id, m.at_most ? "<=" : ">=");
    for (const Expression& e : m.thresholds) fmt::print("  {}", e.empty() ? "—" : e.source);
    fmt::print("\n");
  }
  if (!t.energy.empty()) fmt::print("  kWh/a = {}  {}\n", t.energy.source, t.energy_source);
  fmt::print(fmt::runtime(say("  共 {} 行\n", "  {} rows\n")), t.rows);
}

void show_document(const Document& d, const DocumentDetail& detail, const Vocabulary& v) {
  fmt::print("{}\n", d.id);
  line("名称", "title", d.title);
  line("文号", "number", d.number);
  line("发布机关", "issuer", d.issuer);
  line("适用地区", "region", v.regions[d.region].label.zh);
  line("施行", "in force", format_date(d.in_force) + (d.until == no_day ? "" : "/" + format_date(d.until)));
  line("依据来源", "provenance", provenance_id(d.provenance));
  line("代替", "replaces", fmt::format("{}", fmt::join(detail.replaces, say("、", ", "))));
  line("来源", "source", detail.source);
  line("说明", "note", detail.note);
  for (const auto& [clause, reason] : detail.left_out)
    fmt::print(fmt::runtime(say("未编入 {}：{}\n", "left out {}: {}\n")), clause, reason);
}

}  // namespace

int show_rules(const Options& options, const std::string& id) {
  RuleBase base = load_rules(options, true);
  const Vocabulary& v = base.vocabulary;
  for (size_t d = 0; d < base.documents.size(); ++d) {
    if (base.documents[d].id != id) continue;
    show_document(base.documents[d], base.document_details[d], v);
    for (const Rule& r : base.rules)
      if (r.document == d) fmt::print("  {}  {}  {}\n", r.id, r.clause, r.title);
    return exit_ok;
  }
  const Rule* r = base.rule(id);
  if (!r)
    throw UsageError(fmt::format(fmt::runtime(say("没有规则或文件“{}”；见 gengxin rules list",
                                                  "there is no rule or document '{}'; see gengxin rules list")),
                                 id));
  const RuleDetail& detail = base.rule_details[static_cast<size_t>(r - base.rules.data())];
  const Document& d = base.document_of(*r);
  fmt::print("{}\n", r->id);
  line("标题", "title", r->title);
  line("文件", "document", fmt::format("{} {}", d.number, d.title));
  line("条款", "clause", r->clause);
  line("判定", "verdict", r->documentation ? "-" : r->has_levels ? "levels" : verdict_id(r->verdict));
  std::string categories;
  for (CategoryId c : r->categories)
    categories += fmt::format("{}{} {}", categories.empty() ? "" : ", ", v.categories[c].id, v.categories[c].label.zh);
  line("类别", "category", categories);
  line("系列", "series", fmt::format("{}", fmt::join(r->series, ", ")));
  line("型号", "models", fmt::format("{}", fmt::join(r->models, ", ")));
  line("词语", "terms", fmt::format("{}", fmt::join(r->terms, ", ")));
  line("条件", "when", r->when.source);
  if (r->deadline != no_day) line("期限", "deadline", format_date(r->deadline));
  line("施行", "in force", format_date(r->in_force) + (r->until == no_day ? "" : "/" + format_date(r->until)));
  line("依据来源", "provenance", provenance_id(r->provenance));
  if (r->has_levels) show_levels(r->levels, v);
  if (r->has_incentive) {
    line("计税（补）基数", "base", r->incentive.base.source);
    line("比例", "rate", r->incentive.rate.to_string());
    if (r->incentive.has_cap) line("上限（元）", "cap (yuan)", r->incentive.cap.to_string());
    line("依据", "basis", r->incentive.basis);
  }
  line("说明", "note", detail.note);
  line("位置", "file", fmt::format("{}:{}", detail.file, detail.line));
  for (const Example& e : detail.examples)
    fmt::print(fmt::runtime(say("示例 {} → {}\n", "example {} -> {}\n")), e.item_text, e.expect);
  return exit_ok;
}

}  // namespace gengxin
