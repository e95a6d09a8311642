// gengxin explain RULE, DOCUMENT: a clause and what the program makes of it, in words. `rules show` prints the same
// rule in the terms of its YAML.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/explain.h"
#include "cli/level_words.h"
#include "report/expression_words.h"
#include "report/message.h"

namespace gengxin {

const char* provenance_words(Provenance provenance) {
  switch (provenance) {
    case Provenance::official:
      return say("据官方文本", "read in the official text");
    case Provenance::transcribed:
      return say("据转录文本", "read in a transcription");
    case Provenance::recalled:
      break;
  }
  return say("凭记忆", "encoded from memory");
}

std::string use_words(uint8_t uses) {
  std::string out;
  const auto add = [&](Use use, const char* zh, const char* en) {
    if (uses & uint8_t(use)) out += (out.empty() ? "" : say("、", ", ")) + std::string(say(zh, en));
  };
  add(Use::in_use, "在用", "in use");
  add(Use::planned, "拟购置", "planned");
  add(Use::purchased, "已购置", "purchased");
  return out;
}

std::string deadline_words(Day deadline, Day as_of) {
  return format_date(deadline) + (deadline < as_of ? say("（已过）", " (passed)") : "");
}

std::string dates_words(Day in_force, Day until) {
  if (until == no_day) return say("", "from ") + format_date(in_force) + say(" 起", "");
  return fmt::format(fmt::runtime(say("{} 至 {}", "{} to {}")), format_date(in_force), format_date(until));
}

std::string verdict_words(const Rule& rule) {
  if (rule.documentation) return say("无：仅供查阅，不作判定", "none: stands here to be read");
  if (rule.has_levels) return say("由等级决定（见下表）", "the level decides (below)");
  if (lang() == Lang::en) return std::string(verdict_id(rule.verdict));
  return fmt::format("{}（{}）", verdict_zh(rule.verdict), verdict_id(rule.verdict));
}

const std::string& name_of(const Category& category) {
  return lang() == Lang::zh ? category.label.zh : category.label.en;
}

namespace {

constexpr int label_width = 20, text_width = 100;

void line(const char* zh, const char* en, std::string_view value) {
  if (!value.empty()) fmt::print("  {}{}\n", pad(say(zh, en), label_width), value);
}

// A label with a list beside it, a line an entry.
void list(const char* label, const std::vector<ExpressionWords::Line>& lines) {
  if (lines.size() == 1) return line(label, label, lines.front().text);
  for (size_t i = 0; i < lines.size(); ++i)
    fmt::print("  {}{}{}{}\n", pad(i == 0 ? label : "", label_width), std::string(2 * size_t(lines[i].depth), ' '),
               lines[i].begins ? "- " : "  ", lines[i].text);
}

class RuleExplainer {
 public:
  RuleExplainer(const RuleBase& base, Day as_of) : base_(base), v_(base.vocabulary), as_of_(as_of) {}

  void print(const Rule& r) const {
    const Document& d = base_.document_of(r);
    const RuleDetail& detail = base_.rule_details[static_cast<size_t>(&r - base_.rules.data())];
    const DocumentDetail& document = base_.document_details[r.document];
    std::string reference;
    append_reference(base_, r, reference);
    fmt::print("{}  {}\n{}\n\n", r.id, reference, title_of(r));
    line("文件", "document", d.title);
    line("发布机关", "issuer", d.issuer);
    line("适用地区", "region", region(d));
    line("施行", "in force", dates_words(r.in_force, r.until) + not_in_force(r));
    line("判定", "verdict", verdict_words(r));
    if (r.deadline != no_day) line("期限", "deadline", deadline_words(r.deadline, as_of_));
    if (!r.documentation) line("针对的设备", "equipment", use_words(r.uses));
    line("设备类别", "categories", categories(r));
    line("系列", "series", fmt::format("{}", fmt::join(r.series, say("、", ", "))));
    line("型号", "models", fmt::format("{}", fmt::join(r.models, say("、", ", "))));
    line("名称或型号含", "name or model has", fmt::format("{}", fmt::join(r.terms, say("、", ", "))));
    if (!r.when.empty()) {
      const auto lines = ExpressionWords(r.when, base_).lines(text_width);
      list(lines.size() == 1 ? say("条件", "condition") : say("条件（均须成立）", "conditions, all"), lines);
    } else if (!r.documentation) {
      line("条件", "condition", say("无", "none"));
    }
    if (r.has_levels) levels(r.levels);
    if (r.has_incentive) incentive(r.incentive);
    line("依据来源", "provenance", r.documentation ? provenance_words(r.provenance) : provenance(r.provenance));
    line("说明", "note (in Chinese)", detail.note);
    line("文本来源", "source (in Chinese)", document.source);
    line("位置", "rule file", fmt::format("rules/{}:{}", detail.file, detail.line));
    examples(detail);
  }

  void print(const Document& d) const {
    const auto position = static_cast<size_t>(&d - base_.documents.data());
    const DocumentDetail& detail = base_.document_details[position];
    fmt::print("{}  {}\n{}\n\n", d.id, number_of(d), d.title);
    line("发布机关", "issuer", d.issuer);
    line("适用地区", "region", region(d));
    line("施行", "in force", dates_words(d.in_force, d.until));
    line("代替", "replaces", fmt::format("{}", fmt::join(detail.replaces, say("、", ", "))));
    line("依据来源", "provenance", provenance(d.provenance));
    line("说明", "note (in Chinese)", detail.note);
    line("文本来源", "source (in Chinese)", detail.source);
    line("位置", "rule file", "rules/" + detail.file);
    int ids = 0, clauses = 0, verdicts = 0;
    const auto verdict = [](const Rule& r) {
      return std::string(r.documentation ? "—" : r.has_levels ? say("按等级", "by level") : verdict_word(r.verdict));
    };
    size_t count = 0;
    for (const Rule& r : base_.rules) {
      if (r.document != position) continue;
      ++count;
      ids = std::max(ids, display_width(r.id));
      clauses = std::max(clauses, display_width(r.clause));
      verdicts = std::max(verdicts, display_width(verdict(r)));
    }
    fmt::print(fmt::runtime(say("\n共 {} 条\n", count == 1 ? "\n{} clause\n" : "\n{} clauses\n")), count);
    for (const Rule& r : base_.rules)
      if (r.document == position)
        fmt::print("  {}  {}  {}  {}\n", pad(r.id, ids), pad(r.clause, clauses), pad(verdict(r), verdicts),
                   title_of(r));
    if (detail.left_out.empty()) return;
    fmt::print("\n{}\n", say("未编入", "left out (reasons in Chinese)"));
    for (const auto& [clause, reason] : detail.left_out) fmt::print("  {}  {}\n", clause, reason);
  }

 private:
  std::string region(const Document& d) const {
    const Label& name = v_.regions[d.region].label;
    return lang() == Lang::zh ? name.zh : name.en;
  }

  std::string not_in_force(const Rule& r) const {
    if (r.in_force_on(as_of_)) return {};
    return fmt::format(fmt::runtime(say("（{} 不在施行期内）", " (not in force on {})")), format_date(as_of_));
  }

  std::string categories(const Rule& r) const {
    std::string out;
    for (CategoryId c : r.categories)
      out += fmt::format("{}{}{}{}{}", out.empty() ? "" : say("、", ", "), gengxin::name_of(v_.categories[c]),
                         say("（", " ("), v_.categories[c].id, say("）", ")"));
    return out;
  }

  static std::string provenance(Provenance p) {
    return std::string(provenance_words(p)) +
           (p == Provenance::recalled
                ? say("，未核对官方文本：所作结论均为疑似，须核实后再用",
                      ", not checked against the official text: findings are suspected, confirm them first")
                : say("：结论可直接使用", ": findings stand by themselves"));
  }

  std::string words(const Expression& e, const LevelTable& t) const {
    return ExpressionWords(e, base_, formula_names(t, v_)).line();
  }

  void levels(const LevelTable& t) const {
    line("标准", "standard", t.standard);
    if (t.effective != no_day) line("标准实施", "effective", format_date(t.effective));
    line("等级种类", "kind of levels",
         t.kind == LevelKind::benchmark ? say("标杆水平与基准水平", "benchmark and baseline of a process")
         : t.kind == LevelKind::limits
             ? say("单位产品能耗限额：1级先进值、2级新建准入值、3级限定值",
                   "energy limits per unit of product: 1 advanced, 2 for new plants, 3 for all")
             : say("能效等级，1级最好", "efficiency grades, 1 the best"));
    if (t.recommended)
      line("", "",
           say("推荐性标准：没有低于准入的判定", "a recommended standard: nothing falls below its access level"));
    for (size_t k = 0; k < t.keys.size(); ++k) {
      static constexpr const char* match[][2] = {
          {"相等", "equal"},
          {"落在区间内", "within the row's range"},
          {"取不小于它的最近一档", "the next step not below it"},
          {"相等，两档之间线性插值", "equal, linear between rows"},
          {"相等，两档之间线性插值（据记忆，结论为疑似）", "equal, linear between rows (from memory: then suspected)"}};
      const auto& how = match[static_cast<size_t>(t.keys[k].match)];
      std::string text = label_of(v_.fields[t.keys[k].field]);
      append_unit(v_, t.keys[k].field, text);
      line(k == 0 ? "查表依据" : "", k == 0 ? "looked up by" : "", text + say("：", ": ") + say(how[0], how[1]));
    }
    line("表列", "columns", fmt::format("{}", fmt::join(t.columns, say("、", ", "))));
    for (size_t i = 0; i < t.define.size(); ++i)
      line(i == 0 ? "其中" : "", i == 0 ? "where" : "",
           fmt::format("{} = {}", t.define[i].first, words(t.define[i].second, t)));
    for (const LevelMeasure& m : t.measures) {
      std::string limits = label_of(v_.fields[m.field]);
      append_unit(v_, m.field, limits);
      limits += m.at_most ? say(" 不高于：", " at most: ") : say(" 不低于：", " at least: ");
      for (size_t i = 0; i < m.thresholds.size(); ++i)
        limits += fmt::format("{}{} {}", i > 0 ? say("，", ", ") : "", level_words(t, i),
                              m.thresholds[i].empty() ? "—" : words(m.thresholds[i], t));
      line(&m == t.measures.data() ? "各级限值" : "", &m == t.measures.data() ? "levels ask" : "", limits);
    }
    if (t.measures.size() > 1)
      line("", "",
           t.one_of
               ? say("末级须全部达到；更好的等级须末级全部达到，并有一项达到该级",
                     "the last level by all measures; a better one by the last level and one measure that meets it")
               : say("各项均须达到", "all measures must meet the level"));
    if (t.declared != no_id) {
      std::string text =
          label_of(v_.fields[t.declared]) + say("，在没有实测值时采用", ", used where no value is measured");
      if (!t.declared_when.empty()) text += say("；须", "; only if ") + ExpressionWords(t.declared_when, base_).line();
      line("申报等级", "declared grade", text);
    }
    if (!t.energy.empty()) {
      line("年节电量（kWh）", "kWh saved a year", words(t.energy, t));
      if (lang() == Lang::zh) line("", "", "依据：" + t.energy_source);
    }
    line("行数", "rows", fmt::format("{}", t.rows));
    if (t.rows > 0) line("例如首行", "such as the first", row_words(v_, t, 0));
  }

  void incentive(const Incentive& i) const {
    static constexpr const char* kinds[][3] = {
        {"tax-credit", "抵免企业所得税应纳税额", "credit against income tax"},
        {"subsidy", "补助", "subsidy"},
        {"loan", "贷款贴息", "interest subsidy on a loan"},
        {"depreciation", "税前扣除或加速折旧（不是直接得到的钱）", "deduction from income (no money received)"},
        {"listing", "列入名单", "listing"},
        {"project-grant", "项目补助", "grant to a project"}};
    for (const auto& kind : kinds)
      if (i.kind == kind[0]) line("优惠方式", "kind", say(kind[1], kind[2]));
    if (!i.base.empty()) {
      // The rate is at most four digits behind the point: 0.015 is 1.5 %.
      const Decimal percent{i.rate.mantissa, static_cast<int8_t>(i.rate.exponent + 2)};
      line("比例", "rate", percent.to_string() + " %");
      list(say("基数（元）", "of (yuan)"), ExpressionWords(i.base, base_).lines(text_width));
    } else {
      line("金额", "amount", say("条款未给出算法", "the clause gives no way to compute it"));
    }
    if (i.has_cap) {
      std::string cap;
      append_money_words(cap, i.cap);
      line("上限", "cap", cap);
    }
    if (!i.within.empty()) line("当年以此为限", "this year up to", ExpressionWords(i.within, base_).line());
    if (i.carry_forward_years > 0)
      line("结转", "carried forward",
           fmt::format(fmt::runtime(say("不足部分在以后 {} 年内结转", "the rest for up to {} years")),
                       i.carry_forward_years));
    if (i.hold_from != no_id) {
      std::string text = fmt::format(
          fmt::runtime(say("自{}所在年度起满 {} 个纳税年度内不得转让、出租",
                           "not to be transferred or leased out until {1} tax years after the year of {0}")),
          label_of(v_.fields[i.hold_from]), i.hold_years);
      if (i.hold_left != no_id)
        text += fmt::format(fmt::runtime(say("；{}在此之前的须补缴", "; with an earlier {} it is to be repaid")),
                            label_of(v_.fields[i.hold_left]));
      line("持有要求", "to be kept", text);
    }
    for (const std::string& check : i.check)
      line(&check == i.check.data() ? "须核对" : "", &check == i.check.data() ? "to check (Chinese)" : "", check);
    // Those that stand to it in one way for one reason together.
    std::vector<std::pair<const Combination*, std::string>> others;
    for (const Combination& c : i.combine) {
      auto known = std::find_if(others.begin(), others.end(), [&](const auto& other) {
        return other.first->relation == c.relation && other.first->basis == c.basis;
      });
      if (known == others.end())
        others.emplace_back(&c, name_of(c.with));
      else
        known->second += say("、", ", ") + name_of(c.with);
    }
    for (const auto& other : others)
      line(&other == others.data() ? "与其他政策" : "", &other == others.data() ? "with others" : "",
           fmt::format("{}{}{}{}{}{}", relation_words(other.first->relation), say("：", ": "), other.second,
                       say("（", " ("), other.first->basis, say("）", ")")));
    line("优惠依据", "basis (in Chinese)", i.basis);
  }

  // A rule or document that another one names: by its number, where it has one.
  std::string name_of(const std::string& id) const {
    std::string out;
    if (const Rule* r = base_.rule(id)) {
      append_reference(base_, *r, out);
      return out;
    }
    const Document* d = base_.document(id);
    if (!d) return id;
    return d->number.empty() || d->number.find("未见") != std::string::npos ? "《" + d->title + "》" : d->number;
  }

  // One cell of an example: its field and its text; the model needs no label.
  std::string cell(const std::string& id, const std::string& text) const {
    const FieldId field = v_.field(id);
    if (id == "model" || field == no_id) return text;
    return label_of(v_.fields[field]) + say(" ", ": ") + text;
  }

  void examples(const RuleDetail& detail) const {
    if (detail.examples.empty()) return;
    const int widest = 60;
    std::vector<std::pair<std::string, std::string>> rows;
    int width = 0;
    for (const Example& e : detail.examples) {
      std::string item, expect;
      for (const auto& [field, text] : e.item) item += (item.empty() ? "" : say("，", ", ")) + cell(field, text);
      if (item.empty()) item = say("（什么都没有注明）", "(nothing stated)");
      const int verdict = verdict_by_id(e.expect);
      expect = verdict >= 0 ? std::string(verdict_word(static_cast<Verdict>(verdict))) : say("无结论", "nothing found");
      if (!e.missing.empty()) {
        expect += say("，缺 ", ": wants ");
        for (const std::string& m : e.missing) {
          const FieldId field = v_.field(m);
          if (&m != e.missing.data()) expect += say("、", ", ");
          expect += field == no_id ? m : label_of(v_.fields[field]);
        }
      }
      if (e.grade) expect += say("，", ", ") + grade_name(e.grade);
      if (!e.amount.empty()) expect += say("，", ", ") + e.amount + say(" 元", " yuan");
      if (!e.as_of.empty()) expect += fmt::format(fmt::runtime(say("（{} 时）", " (on {})")), e.as_of);
      if (!e.region.empty()) expect += fmt::format(fmt::runtime(say("（{}）", " (in {})")), e.region);
      width = std::max(width, std::min(widest, display_width(item)));
      rows.emplace_back(std::move(item), std::move(expect));
    }
    fmt::print("\n  {}\n", say("示例", "examples"));
    for (const auto& [item, expect] : rows) fmt::print("    {}  → {}\n", pad(item, width), expect);
  }

  const RuleBase& base_;
  const Vocabulary& v_;
  Day as_of_;
};

}  // namespace

void explain_rule(const RuleBase& base, const Rule& rule, Day as_of) { RuleExplainer(base, as_of).print(rule); }

void explain_document(const RuleBase& base, const Document& document, Day as_of) {
  RuleExplainer(base, as_of).print(document);
}

}  // namespace gengxin
