// One self-contained page for whoever decides: what must be done, pictures, every item, the clauses it rests on.
//
// The page is read on paper, on a telephone and without JavaScript: everything stands in the markup, in the order of
// companies and gravity, and the script only hides and moves what is there. It loads nothing: its content security
// policy allows its own style sheet and script by their hashes and forbids all else, so that even a mistake in escaping
// would not let a cell of an inventory run. Items are formatted on the workers; the whole is put together at the end,
// because what must be done comes first. Of very long inventories the gravest items are shown and the page says so:
// neither its size nor the memory grows with the rows.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>

#include "report/append.h"
#include "report/due_groups.h"
#include "report/escape.h"
#include "report/formats.h"
#include "report/html_assets.h"
#include "report/html_item.h"
#include "report/html_pictures.h"
#include "report/message.h"
#include "report/overview.h"

namespace gengxin {

namespace {

constexpr size_t kItems = 5000;  // shown with their findings
constexpr size_t kQuiet = 5000;  // named, with nothing found
constexpr size_t kBackLinks = 20;
constexpr size_t kDiagnostics = 200;
constexpr size_t kMissingFields = 20;

void add(std::string& out, std::string_view text) { append_html(out, text); }

constexpr size_t at(Verdict verdict) { return static_cast<size_t>(verdict); }

/// What the workers gather of a block of rows, and the whole run of all blocks.
struct Gathered : PartData {
  Overview overview;
  GravestCounts gravest{};
  std::array<uint64_t, verdict_count> with{};  // items with a finding of the verdict
  uint64_t overdue = 0;                        // items with a deadline that has passed
  Day overdue_since = no_day;
  std::map<const Rule*, uint64_t> rules;          // findings by clause, of what is open too
  std::map<const Document*, uint64_t> documents;  // findings that are about a document
  std::array<std::vector<Shown>, verdict_count> shown;
  uint64_t items = 0;

  void merge_counts(Gathered& later) {
    for (size_t v = 0; v < verdict_count; ++v) {
      for (size_t s = 0; s < 2; ++s) gravest[v][s] += later.gravest[v][s];
      with[v] += later.with[v];
    }
    items += later.items;
    overdue += later.overdue;
    if (later.overdue_since != no_day && (overdue_since == no_day || later.overdue_since < overdue_since))
      overdue_since = later.overdue_since;
    for (const auto& [rule, n] : later.rules) rules[rule] += n;
    for (const auto& [document, n] : later.documents) documents[document] += n;
    overview.merge(std::move(later.overview));
  }
};

class HtmlReport : public Report {
 public:
  void begin(const RunInfo& run, std::string&) override { items_.begin(run); }

  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override {
    auto& data = part.gather<Gathered>();
    const uint64_t order = data.items++;
    data.overview.add(run, item, outcome);
    count(run, outcome, data);
    const Verdict gravest = outcome.gravest();
    auto& shown = data.shown[at(gravest)];
    const bool quiet = outcome.findings.empty();
    if (run.summary_only || full_[at(gravest)].load(std::memory_order_relaxed) ||
        shown.size() >= (quiet ? kQuiet : kItems))
      return;
    Shown& one = shown.emplace_back();
    one.order = order;
    items_.write(run, item, outcome, one);
  }

  void merge(Part& part, std::string&) override {
    if (!part.data) return;
    auto& data = part.gather<Gathered>();
    const uint64_t before = all_.items;
    due_.take(data.overview);
    all_.merge_counts(data);
    // The gravest first, and of a verdict the first: what no longer belongs to them is let go.
    for (size_t v = 0; v < verdict_count; ++v) {
      auto& kept = all_.shown[v];
      const size_t most = v < at(Verdict::compliant) ? kItems : kQuiet;
      for (Shown& one : data.shown[v]) {
        if (kept.size() == most) break;
        one.order += before;
        kept.push_back(std::move(one));
      }
    }
    const auto trim = [this](size_t from, size_t until, size_t most) {
      size_t sum = 0;
      for (size_t v = from; v < until; ++v) {
        auto& kept = all_.shown[v];
        if (sum + kept.size() > most) kept.resize(most - sum);
        sum += kept.size();
        // The workers need not write what would be thrown away; when they notice changes nothing in the page.
        if (sum == most) full_[v].store(true, std::memory_order_relaxed);
      }
    };
    trim(0, at(Verdict::compliant), kItems);
    trim(at(Verdict::compliant), verdict_count, kQuiet);
  }

  void end(const RunInfo& run, const Summary& summary, std::string& out) override {
    for (const InputInfo& input : run.inputs) {
      several_files_ |= input.file != run.inputs.front().file;
      several_sheets_ |= input.one_of_sheets;
    }
    const Totals totals = summary.all();
    const auto companies = summary.companies();
    head(run, totals, companies, out);
    out += "<main>\n";
    to_do(run, summary, totals, out);
    pictures(run, totals, out);
    due(run, out);
    incentives(run, totals, out);
    targets(run, totals, out);
    if (companies.size() > 1) company_table(companies, run.summary_only, out);
    missing(run, summary, out);
    if (!run.summary_only) items(totals, companies, out);
    if (!run.summary_only) clauses(run, out);
    inputs(run, summary, out);
    out += "</main>\n<footer><p>";
    out += say("以上为依据所引条款作出的核对结果，不构成法律意见。标“疑似”的结论所依据的条款未对照官方文本核实。",
               "These are the results of checking against the clauses cited, not legal advice. A finding marked "
               "“suspected” rests on a clause that was not read in an official or transcribed text.");
    out += "</p></footer>\n";
    if (!run.summary_only) {
      out += "<script>";
      out += report_js();
      out += "</script>\n";
    }
    out += "</body>\n</html>\n";
  }

 private:
  static void count(const RunInfo& run, const Outcome& outcome, Gathered& data) {
    const bool suspected = !outcome.findings.empty() && outcome.findings.front().suspected;
    ++data.gravest[at(outcome.gravest())][suspected ? 1 : 0];
    if (outcome.findings.empty()) ++data.with[at(outcome.gravest())];
    Day passed = no_day;
    uint16_t seen = 0;
    for (const Finding& f : outcome.findings) {
      const auto bit = static_cast<uint16_t>(1U << at(f.verdict));
      if ((seen & bit) == 0) ++data.with[at(f.verdict)];
      seen |= bit;
      if (f.rule != nullptr) {
        ++data.rules[f.rule];
      } else if (f.document != nullptr) {
        ++data.documents[f.document];
      }
      for (const Document* also : f.also_documents) ++data.documents[also];
      for (const Rule* also : f.also) data.rules.try_emplace(also, 0);  // it is linked to
      const bool binds = !f.suspected && f.verdict != Verdict::undetermined && f.verdict != Verdict::eligible;
      if (binds && f.deadline != no_day && f.deadline < run.as_of && (passed == no_day || f.deadline < passed))
        passed = f.deadline;
    }
    if (passed == no_day) return;
    ++data.overdue;
    if (data.overdue_since == no_day || passed < data.overdue_since) data.overdue_since = passed;
  }

  // ---- The page.

  static std::string company_name(const CompanyId& id) {
    return !id.name.empty()          ? std::string(id.name)
           : !id.credit_code.empty() ? std::string(id.credit_code)
                                     : std::string(say("（未写企业）", "(no company named)"));
  }

  void head(const RunInfo& run, const Totals& totals, const std::vector<std::pair<CompanyId, const Totals*>>& companies,
            std::string& out) const {
    std::string title = say("设备更新核对报告", "Equipment renewal: findings");
    if (companies.size() == 1 && !companies[0].first.name.empty())
      title = company_name(companies[0].first) + (lang() == Lang::zh ? "" : ": ") + title;
    out += fmt::format(
        R"(<!DOCTYPE html>
<html lang="{}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="gengxin">
<title>)",
        say("zh-CN", "en"), report_css_hash(), report_js_hash());
    add(out, title);
    out += "</title>\n<style>";
    out += report_css();
    out += "</style>\n</head>\n<body>\n<header id=\"top\">\n<h1>";
    add(out, title);
    out += "</h1>\n<dl class=\"run\">";
    const auto about = [&out](const char* term, std::string_view text) {
      out += fmt::format("<div><dt>{}</dt><dd>", term);
      add(out, text);
      out += "</dd></div>";
    };
    if (run.as_of != no_day) about(say("核对日期", "as of"), format_date(run.as_of));
    std::string region = say("未指定", "not given");
    if (run.region < run.rules->vocabulary.regions.size()) {
      const Region& r = run.rules->vocabulary.regions[run.region];
      region = lang() == Lang::zh ? r.label.zh : r.label.en;
      if (region.empty()) region = r.id;
    }
    about(say("地区", "region"), region);
    about(say("设备", "items"),
          items_words(totals.items) + say("，已核对 ", ", checked ") + items_words(totals.checked));
    std::string base = count_words(run.rules->documents.size(), "个文件", "document", "documents") + say("，", ", ") +
                       count_words(run.rules->rules.size(), "条", "clause", "clauses");
    if (!run.rules->digest.empty()) base += say("（", " (") + run.rules->digest.substr(0, 12) + say("）", ")");
    about(say("规则库", "rule base"), base);
    if (!run.selection.empty()) about(say("条款选择", "selection"), run.selection);
    out += "</dl>\n<nav><ul>";
    const auto to = [&out](const char* id, const char* word) {
      out += fmt::format("<li><a href=\"#{}\">{}</a></li>", id, word);
    };
    to("summary", say("要办的事", "What to do"));
    to("pictures", say("图", "Pictures"));
    to("due", say("期限", "Deadlines"));
    if (companies.size() > 1) to("companies", say("各企业", "Companies"));
    to("missing", say("待补资料", "Data to collect"));
    if (!run.summary_only) {
      to("items", say("设备", "Items"));
      to("clauses", say("条款", "Clauses"));
    }
    to("input", say("读入", "Input"));
    out += "</ul></nav>\n</header>\n";
  }

  static void open_section(const char* id, const char* heading, std::string& out) {
    out += fmt::format("<section id=\"{0}\" aria-labelledby=\"{0}-h\">\n<h2 id=\"{0}-h\">{1}</h2>\n", id, heading);
  }

  /// One of the numbers that the page begins with.
  static void tile(const std::string& css_class, const std::string& term, const std::string& number,
                   const std::string& note, std::string& out) {
    out += fmt::format("<li class=\"tile {}\"><span class=\"term\">", css_class);
    add(out, term);
    out += "</span> <strong>";
    add(out, number);
    out += "</strong>";
    if (!note.empty()) {
      out += " <span class=\"note\">";
      add(out, note);
      out += "</span>";
    }
    out += "</li>\n";
  }

  bool gathered() const {
    return std::any_of(all_.gravest.begin(), all_.gravest.end(), [](const auto& n) { return n[0] + n[1] > 0; });
  }

  static std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) {
      if (part.empty()) continue;
      if (!out.empty()) out += say("；", "; ");
      out += part;
    }
    return out;
  }

  void to_do(const RunInfo& run, const Summary& summary, const Totals& totals, std::string& out) const {
    open_section("summary", say("要办的事", "What to do"), out);
    if (totals.items == 0) {
      out += std::string("<p>") + say("没有读到设备。", "No equipment was read.") + "</p>\n";
    } else if (gathered()) {
      tiles(run, summary, totals, out);
    }
    totals_table(totals, out);
    out += "</section>\n";
  }

  void tiles(const RunInfo& run, const Summary& summary, const Totals& totals, std::string& out) const {
    const auto items_of = [this](Verdict v) { return all_.gravest[at(v)][0] + all_.gravest[at(v)][1]; };
    // What is suspected counts apart: nobody must do anything for it before it is confirmed.
    const auto verdict_tile = [&](Verdict colour, const char* term, std::initializer_list<Verdict> verdicts,
                                  const std::string& note) {
      uint64_t certain = 0, suspected = 0;
      for (const Verdict v : verdicts) {
        certain += all_.gravest[at(v)][0];
        suspected += all_.gravest[at(v)][1];
      }
      if (certain + suspected == 0) return;
      if (certain == 0) {
        tile(verdict_class(colour), term + std::string(say("（疑似）", " (suspected)")), units_words(suspected),
             joined({note, say("须对照官方文本核实", "to be confirmed against the official text")}), out);
      } else {
        tile(verdict_class(colour), term, units_words(certain),
             joined({note, suspected == 0 ? "" : say("另有疑似 ", "suspected besides: ") + units_words(suspected)}),
             out);
      }
    };
    out += "<ul class=\"tiles\">\n";
    verdict_tile(Verdict::retire, say("须淘汰", "To retire"), {Verdict::retire}, {});
    if (all_.overdue > 0) {
      tile("v-retire", say("期限已过", "Overdue"), units_words(all_.overdue),
           std::string(say("最早 ", "earliest ")) + format_date(all_.overdue_since) + say("，", ", ") +
               distance_words(run.as_of, all_.overdue_since),
           out);
    }
    for (const DaySum& day : due_.days(run.as_of, no_day)) {
      if (day.day < run.as_of || day.kinds.front().kind != Due::Kind::deadline ||
          day.kinds.front().verdict == Verdict::eligible)
        continue;
      tile("v-overage", say("下一个期限", "Next deadline"), format_date(day.day),
           day_words(day) + say("，", ", ") + distance_words(run.as_of, day.day), out);
      break;
    }
    verdict_tile(Verdict::restrict_class, say("限制类", "Restricted"), {Verdict::restrict_class}, {});
    verdict_tile(
        Verdict::below_access, say("低于基准或准入水平", "Below the baseline or access level"),
        {Verdict::below_baseline, Verdict::below_access},
        totals.violations > 0 ? say("违规 ", "violations: ") + findings_words(totals.violations) : std::string());
    verdict_tile(Verdict::upgrade, say("可升级", "Can be upgraded"), {Verdict::upgrade}, {});
    Overview::Energy energy;
    for (const auto& [category, sum] : all_.overview.energy) {
      energy.items += sum.items;
      energy.priced += sum.priced;
      energy.kwh += sum.kwh;
      bool overflow = false;
      add_money(energy.yuan, sum.yuan, overflow);
    }
    if (energy.items > 0) {
      std::string note = units_words(energy.items) + say("达到节能水平，每年", " at the energy-saving level, a year");
      if (energy.priced > 0) {
        note += say("，电费 ", ", ");
        append_money_words(note, energy.yuan);
      }
      tile("wide v-compliant", say("可省电", "Electricity to save"),
           count_words(static_cast<uint64_t>(energy.kwh), "kWh", "kWh", "kWh"), note, out);
    }
    verdict_tile(Verdict::overage, say("超期或属更新方向", "Over age or named for renewal"),
                 {Verdict::overage, Verdict::in_scope}, {});
    Overview::Money money;
    for (const auto& [year, sum] : all_.overview.money) {
      bool overflow = false;
      add_money(money.certain, sum.certain, overflow);
      add_money(money.suspected, sum.suspected, overflow);
    }
    if (!money.certain.is_zero() || !money.suspected.is_zero()) {
      std::string certain, suspected;
      append_money_words(certain, money.certain);
      append_money_words(suspected, money.suspected);
      if (money.certain.is_zero()) {
        tile("wide v-eligible", say("可能享受", "Possible incentives"), suspected,
             say("须逐项核对目录", "to be checked against the catalogues"), out);
      } else {
        tile("wide v-eligible", say("可享受", "Incentives"), certain,
             money.suspected.is_zero()
                 ? std::string()
                 : say("另有可能 ", "possible besides: ") + suspected + say("，须核对", ", to be checked"),
             out);
      }
    }
    if (all_.with[at(Verdict::undetermined)] > 0) {
      const auto ranked = summary.ranked_missing();
      std::string note;
      if (!ranked.empty() && ranked[0].first < run.rules->vocabulary.fields.size()) {
        note = say("最有用的一项：", "the most useful: ") + label_of(run.rules->vocabulary.fields[ranked[0].first]);
        const Summary::Missing& m = ranked[0].second;
        note += say("（", " (") + findings_words(m.settles > 0 ? m.settles : m.named) + say("）", ")");
      }
      tile("v-undetermined", say("缺资料", "Data missing"), units_words(all_.with[at(Verdict::undetermined)]), note,
           out);
    }
    if (items_of(Verdict::compliant) > 0)
      tile("v-compliant", say("符合", "Compliant"), units_words(items_of(Verdict::compliant)), {}, out);
    out += "</ul>\n";
  }

  void totals_table(const Totals& totals, std::string& out) const {
    const bool by_item = gathered();
    out += "<div class=\"scroll\"><table class=\"totals\">\n<caption>";
    out += by_item ? say("按判定合计。“台”按最重的判定每台计一次，含疑似；“条”是全部结论。",
                         "By verdict. Items count once, by their gravest finding; findings are all there are.")
                   : say("按判定合计", "By verdict");
    out += "</caption>\n<thead><tr><th scope=\"col\">";
    out += say("判定", "verdict");
    if (by_item) out += std::string("</th><th scope=\"col\">") + say("台", "items");
    out += std::string("</th><th scope=\"col\">") + say("条", "findings") + "</th><th scope=\"col\">" +
           say("另疑似", "suspected") + "</th></tr></thead>\n<tbody>\n";
    for (size_t v = 0; v < verdict_count; ++v) {
      const auto verdict = static_cast<Verdict>(v);
      const uint64_t items = all_.gravest[v][0] + all_.gravest[v][1];
      const bool quiet = v >= at(Verdict::compliant);
      if (totals.certain[v] + totals.suspected[v] + items == 0) continue;
      out += "<tr><th scope=\"row\">";
      append_chip(verdict, out);
      out += " <small>";
      out += verdict_meaning(verdict);
      out += "</small></th>";
      const auto cell = [&out](uint64_t n) { out += "<td>" + number_words(n) + "</td>"; };
      if (by_item) cell(items);
      if (quiet && by_item) {
        out += "<td></td><td></td>";
      } else {
        cell(totals.certain[v]);
        if (totals.suspected[v] > 0) {
          cell(totals.suspected[v]);
        } else {
          out += "<td></td>";
        }
      }
      out += "</tr>\n";
    }
    if (by_item) {
      out += std::string("<tr class=\"sum\"><th scope=\"row\">") + say("合计", "Total") + "</th><td>" +
             number_words(totals.items) + "</td><td></td><td></td></tr>\n";
    }
    out += "</tbody></table></div>\n";
  }

  // ---- Pictures.

  void pictures(const RunInfo& run, const Totals& totals, std::string& out) const {
    open_section("pictures", say("图", "Pictures"), out);
    if (!gathered()) {
      out += std::string("<p>") +
             (totals.items == 0 ? say("没有设备可画。", "There is nothing to draw.")
                                : say("合并来的合计没有逐台的数据，不画图。", "Merged totals have no items to draw.")) +
             "</p>\n</section>\n";
      return;
    }
    out += "<div class=\"figures\">\n";
    append_verdict_picture(all_.gravest, out);
    append_due_picture(run, due_, out);
    append_energy_picture(run, all_.overview, out);
    append_money_picture(all_.overview, out);
    out += "</div>\n</section>\n";
  }

  void due(const RunInfo& run, std::string& out) const {
    const auto list = due_.list(run.as_of, run.horizon);
    open_section("due", say("期限", "Deadlines"), out);
    if (run.horizon != no_day)
      out += std::string("<p>") + say("到 ", "Up to ") + format_date(run.horizon) +
             say(" 为止：先列已过的。", ", what has passed first.") + "</p>\n";
    if (list.empty()) {
      out += std::string("<p>") + say("没有期限。", "Nothing falls due.") + "</p>\n</section>\n";
      return;
    }
    out += "<ul class=\"due\">\n";
    for (const DueGroup* group : list) {
      const bool late = group->day < run.as_of;
      out += fmt::format("<li{}><p><time datetime=\"{}\">{}</time> <span class=\"far\">{}</span> ",
                         late ? " class=\"late\"" : "", format_date(group->day), format_date(group->day),
                         distance_words(run.as_of, group->day));
      if (group->kind == Due::Kind::deadline) {
        append_chip(group->verdict, out);
      } else {
        out += fmt::format("<span class=\"chip v-eligible\">{}</span>", due_words(group->kind, group->verdict));
      }
      if (group->suspected) append_mark("unsure", say("疑似", "suspected"), out);
      out += " <b>" + units_words(group->items) + "</b> ";
      if (run.summary_only) {
        escaped(out, append_html, [&](std::string& text) { append_reference(*run.rules, *group->rule, text); });
      } else {
        append_link(run, *group->rule, out);
      }
      out += " <span class=\"title\">";
      add(out, title_of(*group->rule));
      out += "</span></p><p class=\"more\">";
      add(out, places_words(*group));
      out += "</p></li>\n";
    }
    out += "</ul>\n</section>\n";
  }

  // ---- What the totals say.

  static void incentives(const RunInfo& run, const Totals& totals, std::string& out) {
    if (totals.amounts.empty()) return;
    open_section("incentives", say("可享受的激励", "Incentives"), out);
    out += "<ul class=\"list\">\n";
    for (const auto& [rule, amount] : totals.amounts) {
      out += "<li><p>";
      if (run.summary_only) {
        escaped(out, append_html, [&, r = rule](std::string& text) { append_reference(*run.rules, *r, text); });
      } else {
        append_link(run, *rule, out);
      }
      out += ' ';
      add(out, title_of(*rule));
      out += "</p><p class=\"more\">" + items_words(amount.first) + say("，合计 ", ", together ") + "<b>";
      append_money_words(out, amount.second);
      out += "</b>";
      if (!rule->incentive.basis.empty()) {
        out += say("（", " (");
        add(out, rule->incentive.basis);
        out += say("）", ")");
      }
      if (rule->provenance == Provenance::recalled || !rule->incentive.check.empty())
        append_mark("unsure", say("须核对", "to be checked"), out);
      out += "</p></li>\n";
    }
    out += "</ul>\n";
    if (totals.amount_overflow)
      out += std::string("<p>") +
             say("有合计超出 18 位数字，未全部计入。", "A sum needs more than 18 digits and is not complete.") +
             "</p>\n";
    out += "</section>\n";
  }

  static void targets(const RunInfo& run, const Totals& totals, std::string& out) {
    const RuleBase& base = *run.rules;
    const auto in_force = indicators_in_force(base, run.as_of);
    if (std::none_of(in_force.begin(), in_force.end(), [&](uint16_t i) { return totals.indicator(i).any(); })) return;
    open_section("targets", say("对照方案目标", "Against the plan's targets"), out);
    out += "<ul class=\"list\">\n";
    for (const uint16_t position : in_force) {
      const Indicator& indicator = base.indicators[position];
      const IndicatorSum sum = totals.indicator(position);
      if (!sum.any()) continue;
      const bool zh = lang() == Lang::zh;
      out += "<li><p><b>";
      add(out, zh ? indicator.label.zh : indicator.label.en);
      out += "</b> ";
      add(out, indicator_words(run, indicator, sum));
      if (const auto reached = indicator_reached(indicator, sum)) {
        out += ' ';
        append_mark(*reached ? "good" : "bad", *reached ? say("已达到", "reached") : say("未达到", "not reached"), out);
      }
      out += "</p><p class=\"more\">";
      const Document& document = *base.document(indicator.document);
      add(out, say("目标：", "target: ") + indicator.target + say("（", " (") + number_of(document) + ' ' +
                   indicator.clause + say("）", ")"));
      const std::string& note = zh ? indicator.note.zh : indicator.note.en;
      if (!note.empty()) add(out, say("；", "; ") + note);
      out += "</p></li>\n";
    }
    out += "</ul>\n</section>\n";
  }

  static void counts_line(const Totals& totals, std::string& out) {
    out += "<p class=\"counts\">";
    for (size_t v = 0; v <= at(Verdict::compliant); ++v) {
      if (totals.certain[v] + totals.suspected[v] == 0) continue;
      out += "<span>";
      append_chip(static_cast<Verdict>(v), out);
      out += ' ' + std::to_string(totals.certain[v]);
      if (totals.suspected[v] > 0)
        out += say("（疑似 ", " (suspected ") + std::to_string(totals.suspected[v]) + say("）", ")");
      out += "</span> ";
    }
    out += "</p>\n";
  }

  static void company_table(const std::vector<std::pair<CompanyId, const Totals*>>& companies, bool summary_only,
                            std::string& out) {
    constexpr size_t most = 500;
    open_section("companies", say("各企业", "Companies"), out);
    out += std::string("<p class=\"more\">") +
           say("数字为结论条数，符合为台数。", "Numbers are findings; compliant ones are items.") +
           "</p>\n<ul class=\"list\">\n";
    for (size_t i = 0; i < companies.size() && i < most; ++i) {
      out += summary_only ? std::string("<li><p><b>") : fmt::format("<li><p><a href=\"#company-{}\">", i + 1);
      add(out, company_name(companies[i].first));
      out += summary_only ? "</b> " : "</a> ";
      out += items_words(companies[i].second->items) + "</p>";
      counts_line(*companies[i].second, out);
      out += "</li>\n";
    }
    out += "</ul>\n";
    if (companies.size() > most)
      out += "<p>" + std::string(say("… 另有 ", "… ")) + count_words(companies.size() - most, "家", "more", "more") +
             "</p>\n";
    out += "</section>\n";
  }

  static void missing(const RunInfo& run, const Summary& summary, std::string& out) {
    const auto ranked = summary.ranked_missing();
    open_section("missing", say("待补资料", "Data to collect"), out);
    if (ranked.empty()) {
      out += std::string("<p>") + say("不缺资料。", "Nothing is missing.") + "</p>\n</section>\n";
      return;
    }
    out += "<div class=\"scroll\"><table>\n<caption>";
    out +=
        say("补上就能定下结论的条数，最有用的在前", "How many findings each field would decide, the most useful first");
    out += std::string("</caption>\n<thead><tr><th scope=\"col\">") + say("资料", "field") + "</th><th scope=\"col\">" +
           say("单补可定", "decides alone") + "</th><th scope=\"col\">" + say("共涉及", "needed for") +
           "</th></tr></thead>\n<tbody>\n";
    size_t rows = 0;
    for (const auto& [field, m] : ranked) {
      if (field >= run.rules->vocabulary.fields.size()) continue;
      if (rows++ == kMissingFields) break;
      out += "<tr><th scope=\"row\">";
      add(out, label_of(run.rules->vocabulary.fields[field]));
      out += "</th><td>" + number_words(m.settles) + "</td><td>" + number_words(m.named) + "</td></tr>\n";
    }
    out += "</tbody></table></div>\n";
    if (ranked.size() > kMissingFields)
      out += "<p>" + std::string(say("… 另有 ", "… ")) +
             count_words(ranked.size() - kMissingFields, "个字段", "more field", "more fields") + "</p>\n";
    out += "</section>\n";
  }

  // ---- Items.

  void append_item(const Shown& one, std::string& out) const {
    out += one.before;
    if (several_files_) {
      add(out, one.file);
      out += ' ';
    }
    if (several_sheets_ && !one.sheet.empty()) {
      add(out, one.sheet);
      out += ' ';
    }
    out += one.after;
  }

  void items(const Totals& totals, const std::vector<std::pair<CompanyId, const Totals*>>& companies,
             std::string& out) {
    open_section("items", say("设备", "Items"), out);
    uint64_t shown = 0, found = 0;
    for (size_t v = 0; v < at(Verdict::compliant); ++v) {
      shown += all_.shown[v].size();
      found += all_.gravest[v][0] + all_.gravest[v][1];
    }
    if (found > shown) {
      out += "<p class=\"cut\">" +
             (lang() == Lang::zh
                  ? fmt::format("有结论的设备共 {}，本页只列判定最重的 {}；全部见 -f csv 或 -f ndjson。",
                                units_words(found), units_words(shown))
                  : fmt::format(
                        "{} have findings; this page lists the {} with the gravest. -f csv and -f ndjson have all.",
                        units_words(found), units_words(shown))) +
             "</p>\n";
    } else if (found == 0 && totals.items > 0) {
      out += std::string("<p>") +
             (totals.checked == 0 ? say("没有任何设备适用规则库中的条款。", "No clause speaks to any of the items.")
                                  : say("已核对，未发现问题。", "Checked, nothing found.")) +
             "</p>\n";
    }
    tools(companies, shown, out);

    // Sections by company, in the order of the totals; what names none stands last.
    std::map<CompanyId, size_t> position;
    for (size_t i = 0; i < companies.size(); ++i) position[companies[i].first] = i;
    const bool several = companies.size() > 1;
    std::vector<std::vector<Shown*>> of_company(std::max<size_t>(1, companies.size()));
    for (auto& group : all_.shown) {
      for (Shown& one : group) {
        const auto found_at = position.find({one.company, one.credit_code});
        of_company[found_at == position.end() ? of_company.size() - 1 : found_at->second].push_back(&one);
      }
    }
    // The gravest first, and of a verdict what is certain.
    for (auto& group : of_company) {
      std::stable_sort(group.begin(), group.end(), [](const Shown* a, const Shown* b) {
        return std::pair(a->gravest, a->suspected) < std::pair(b->gravest, b->suspected);
      });
    }
    size_t number = 0;
    for (size_t i = 0; i < of_company.size(); ++i) {
      if (several) {
        out += fmt::format(
            "<section class=\"company\" id=\"company-{0}\" data-c=\"{0}\" aria-labelledby=\"company-{0}-h\">\n<h3 "
            "id=\"company-{0}-h\">",
            i + 1);
        add(out, company_name(companies[i].first));
        out += " <small>" + items_words(companies[i].second->items) + "</small></h3>\n";
        counts_line(*companies[i].second, out);
      } else {
        out += "<div class=\"company\" data-c=\"1\">\n";
        if (shown > 0)
          out += std::string("<h3>") + say("有结论的设备", "Items with findings") + " <small>" + units_words(found) +
                 "</small></h3>\n";
      }
      for (const Shown* one : of_company[i]) {
        if (at(one->gravest) >= at(Verdict::compliant)) continue;
        ++number;
        out += fmt::format("<article id=\"item-{}\" class=\"item {}\" data-r=\"{}\"{}>\n", number,
                           verdict_class(one->gravest), one->order, one->attributes);
        append_item(*one, out);
        out += "</article>\n";
        for (const Rule* rule : one->rules) {
          auto& links = back_links_[rule];
          if (links.size() < kBackLinks)
            links.push_back(fmt::format("<a href=\"#item-{}\">{}</a>", number, one->place));
        }
      }
      for (const Verdict quiet : {Verdict::compliant, Verdict::unchecked}) {
        std::string list;
        size_t n = 0;
        for (const Shown* one : of_company[i]) {
          if (one->gravest != quiet) continue;
          ++n;
          list += "<li>";
          append_item(*one, list);
          list += "</li>\n";
        }
        if (n == 0) continue;
        out += fmt::format("<details class=\"quiet\" data-v=\"{}\"><summary>",
                           quiet == Verdict::compliant ? "compliant" : "unchecked");
        append_chip(quiet, out);
        out += ' ' + units_words(n) + "</summary>\n<ul>\n" + list + "</ul></details>\n";
      }
      out += several ? "</section>\n" : "</div>\n";
    }
    size_t quiet_shown = all_.shown[at(Verdict::compliant)].size() + all_.shown[at(Verdict::unchecked)].size();
    if (const uint64_t quiet = all_.with[at(Verdict::compliant)] + all_.with[at(Verdict::unchecked)];
        quiet > quiet_shown)
      out += "<p class=\"cut\">" +
             std::string(say("没有结论的设备只列出 ", "Of the items with nothing found, shown: ")) +
             units_words(quiet_shown) + say("，共 ", ", of ") + units_words(quiet) + "</p>\n";
    out += "</section>\n";
  }

  /// Hidden until the script shows it: without one there is nothing to operate.
  void tools(const std::vector<std::pair<CompanyId, const Totals*>>& companies, uint64_t shown,
             std::string& out) const {
    out += fmt::format(
        "<form id=\"tools\" hidden data-shown=\"{}\">\n<label>{} <select id=\"by-verdict\"><option "
        "value=\"\">{}</option>",
        say("显示 {n} / {all} 台", "{n} of {all} items"), say("判定", "Verdict"), say("全部", "all"));
    for (size_t v = 0; v < verdict_count; ++v) {
      if (all_.with[v] == 0) continue;
      const auto verdict = static_cast<Verdict>(v);
      out += fmt::format(
          "<option value=\"{}\">{}</option>", verdict == Verdict::unchecked ? "unchecked" : verdict_id(verdict),
          verdict == Verdict::unchecked ? say("无适用条款", "no clause applies") : verdict_word(verdict));
    }
    out += "</select></label>\n";
    if (companies.size() > 1) {
      out += fmt::format("<label>{} <select id=\"by-company\"><option value=\"\">{}</option>", say("企业", "Company"),
                         say("全部", "all"));
      for (size_t i = 0; i < companies.size(); ++i) {
        out += fmt::format("<option value=\"{}\">", i + 1);
        add(out, company_name(companies[i].first));
        out += "</option>";
      }
      out += "</select></label>\n";
    }
    out += fmt::format("<label>{} <input id=\"by-text\" type=\"search\" autocomplete=\"off\"></label>\n",
                       say("查找", "Find"));
    out += fmt::format("<label>{} <select id=\"sort\">", say("排序", "Sort"));
    const std::pair<const char*, const char*> orders[] = {{"", say("判定轻重", "gravity")},
                                                          {"r", say("台账的行", "row")},
                                                          {"d", say("期限", "deadline")},
                                                          {"k", say("可省电量", "electricity saved")},
                                                          {"m", say("金额", "amount")}};
    for (const auto& [key, word] : orders) out += fmt::format("<option value=\"{}\">{}</option>", key, word);
    out += fmt::format("</select></label>\n<output id=\"shown\" for=\"by-verdict by-text sort\">{}</output>\n</form>\n",
                       shown);
  }

  // ---- Clauses.

  void clauses(const RunInfo& run, std::string& out) {
    open_section("clauses", say("引用的条款", "Clauses cited"), out);
    std::map<const Document*, std::vector<const Rule*>> cited;
    for (const auto& [rule, n] : all_.rules) cited[&run.rules->document_of(*rule)].push_back(rule);
    for (const auto& [document, n] : all_.documents) cited[document];
    if (cited.empty()) out += std::string("<p>") + say("没有引用条款。", "No clause is cited.") + "</p>\n";
    for (const auto& [document, rules] : cited) {
      out += fmt::format("<section class=\"document\" id=\"{}\">\n<h3>", document_anchor(*document));
      add(out, number_of(*document));
      out += " <span class=\"title\">";
      add(out, document->title);
      out += "</span></h3>\n<p class=\"more\">";
      std::vector<std::string> facts;
      facts.push_back(document->issuer);
      if (document->region < run.rules->vocabulary.regions.size()) {
        const Label& label = run.rules->vocabulary.regions[document->region].label;
        facts.push_back(lang() == Lang::zh ? label.zh : label.en);
      }
      facts.push_back(in_force_words(document->in_force, document->until));
      facts.emplace_back(provenance_meaning(document->provenance));
      add(out, joined(facts));
      out += "</p>\n";
      for (const Rule* rule : rules) clause(*rule, *document, out);
      out += "</section>\n";
    }
    out += "</section>\n";
  }

  static std::string in_force_words(Day from, Day until) {
    std::string out;
    if (from != no_day) out = say("自 ", "in force from ") + format_date(from) + say(" 起施行", "");
    if (until != no_day)
      out += (out.empty() ? "" : say("，", " ")) + std::string(say("至 ", "to ")) + format_date(until);
    return out;
  }

  void clause(const Rule& rule, const Document& document, std::string& out) {
    out += fmt::format("<div class=\"rule\" id=\"{}\"><h4>", rule_anchor(rule));
    add(out, rule.clause);
    out += " <span class=\"title\">";
    add(out, title_of(rule));
    out += "</span></h4>\n<p class=\"more\">";
    if (rule.verdict != Verdict::unchecked) {
      append_chip(rule.verdict, out);
      out += ' ';
    }
    std::vector<std::string> facts;
    if (rule.deadline != no_day) facts.push_back(say("期限 ", "deadline ") + format_date(rule.deadline));
    if (rule.in_force != document.in_force || rule.until != document.until)
      facts.push_back(in_force_words(rule.in_force, rule.until));
    if (rule.provenance != document.provenance) facts.emplace_back(provenance_meaning(rule.provenance));
    if (!rule.incentive.basis.empty()) facts.push_back(rule.incentive.basis);
    if (lang() == Lang::en && !rule.title_en.empty()) facts.push_back(rule.title);
    add(out, joined(facts));
    out += "</p>\n";
    if (!rule.incentive.check.empty()) {
      out += std::string("<p class=\"more\">") + say("须核对：", "to check: ");
      add(out, joined(rule.incentive.check));
      out += "</p>\n";
    }
    if (const auto links = back_links_.find(&rule); links != back_links_.end()) {
      out += std::string("<p class=\"back\">") + say("引用处：", "cited by: ");
      for (const std::string& back : links->second)
        out += (&back == links->second.data() ? "" : say("、", ", ")) + back;
      if (const uint64_t all = all_.rules[&rule]; all > links->second.size())
        out += say(" 等 ", " and others, ") + findings_words(all);
      out += "</p>\n";
    }
    out += "</div>\n";
  }

  // ---- What was read.

  static void inputs(const RunInfo& run, const Summary& summary, std::string& out) {
    open_section("input", say("读入", "Input"), out);
    out += "<ul class=\"list\">\n";
    for (const InputInfo& input : run.inputs) {
      out += "<li><p><b>";
      add(out, input.file);
      out += "</b>";
      if (!input.sheet.empty()) {
        out += say("（", " (");
        add(out, input.sheet);
        out += say("）", ")");
      }
      out += ' ';
      out += input_words(run, input);
      out += "</p>";
      if (!input.unmapped.empty()) {
        out += std::string("<p class=\"more\">") + say("未识别的列：", "columns not recognized: ");
        for (size_t i = 0; i < input.unmapped.size(); ++i) {
          if (i > 0) out += say("、", ", ");
          add(out, input.unmapped[i].empty() ? say("（无表头）", "(no header)") : input.unmapped[i]);
        }
        out += "</p>";
      }
      out += "</li>\n";
    }
    out += "</ul>\n";
    if (const std::string files = files_words(run, summary); !files.empty()) out += "<p>" + files + "</p>\n";
    if (summary.inferred_by_name > 0)
      out += std::string("<p>") + say("设备类别由名称推断：", "Categories inferred from the name: ") +
             items_words(summary.inferred_by_name) + "</p>\n";
    if (summary.inferred_by_model > 0)
      out += std::string("<p>") + say("设备类别由型号推断：", "Categories inferred from the model: ") +
             items_words(summary.inferred_by_model) + "</p>\n";
    // What could not be read first; then what is worth knowing.
    std::string list;
    size_t known = 0, listed = 0;
    for (const bool notes : {false, true}) {
      for (const Diagnostic& d : run.diagnostics) {
        if ((d.severity == Severity::note) != notes) continue;
        ++known;
        if (listed == kDiagnostics) continue;
        ++listed;
        list += notes ? "<li>" : "<li class=\"late\">";
        add(list, format_diagnostic(d));
        list += "</li>\n";
      }
    }
    if (known > 0) {
      out +=
          std::string("<h3>") + say("读入时的提示", "Messages") + "</h3>\n<ul class=\"messages\">\n" + list + "</ul>\n";
      if (known > listed)
        out += "<p>" + std::string(say("… 另有 ", "… ")) +
               count_words(known - listed, "处，用 -f json 查看", "more: see -f json", "more: see -f json") + "</p>\n";
      if (summary.unreadable_cells > 0)
        out += std::string("<p>") + say("读不出的单元格按缺失处理。", "Cells that cannot be read count as missing.") +
               "</p>\n";
    }
    out += "</section>\n";
  }

  HtmlItems items_;
  bool several_files_ = false, several_sheets_ = false;
  Gathered all_;
  DueGroups due_;
  std::map<const Rule*, std::vector<std::string>> back_links_;
  std::array<std::atomic<bool>, verdict_count> full_{};
};

}  // namespace

std::unique_ptr<Report> make_html_report() { return std::make_unique<HtmlReport>(); }

}  // namespace gengxin
