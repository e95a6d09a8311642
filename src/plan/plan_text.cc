// For a person: a numbered list of what to do, each with why, what to buy, what it saves and what it earns.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/plan.h"
#include "report/append.h"
#include "report/escape.h"
#include "report/message.h"
#include "report/paint.h"

namespace gengxin {
namespace {

std::string money(Decimal yuan) {
  std::string out;
  append_money_words(out, yuan);
  return out;
}

class TextPlan {
 public:
  TextPlan(const RunInfo& run, const Plan& plan, std::string& out)
      : run_(run), base_(*run.rules), v_(base_.vocabulary), plan_(plan), out_(out) {}

  void write() {
    append_title(run_, say("更新计划", "Renewal plan"), out_);
    if (plan_.work.empty()) {
      out_ += say("\n没有必须或应当更新的设备。\n", "\nNothing must or should be renewed.\n");
      return;
    }
    const std::string& first = plan_.work.front().renewal.place.company;
    several_companies_ = std::any_of(plan_.work.begin(), plan_.work.end(), [&](const PlannedRenewal& p) {
      return !p.renewal.place.company.empty() && p.renewal.place.company != first;
    });
    for (const bool must : {true, false}) {
      const Plan::Sums& sums = must ? plan_.must : plan_.should;
      if (sums.items == 0) continue;
      out_ += '\n';
      out_ += paint(run_, must ? "1;31" : "1;36", must ? say("■ 必须更新", "■ must") : say("■ 建议更新", "■ should"));
      out_ += "  " + items_words(sums.items) + '\n';
      for (size_t i = 0; i < plan_.work.size(); ++i)
        if (plan_.work[i].renewal.must == must) renewal(i);
    }
    totals();
    if (plan_.budget) budget();
    unused();
    notes();
    out_ += '\n';
    out_ += paint(
        run_, "2",
        say("顺序：法定义务按期限在前，其余按静态回收期。回收期＝报价÷年节电费用。所列为核对结果与出处，不是法律意见。",
            "Order: legal duties by deadline, then by simple payback (price divided by yearly saving). Findings "
            "with their sources, not legal advice."));
    out_ += '\n';
  }

 private:
  void line(const char* label, const std::string& text) {
    if (text.empty()) return;
    out_ += "      " + paint(run_, "2", pad(label, width_)) + "  " + text + '\n';
  }
  static std::string joined(const std::vector<std::string>& parts, const char* separator) {
    return fmt::format("{}", fmt::join(parts, separator));
  }

  std::string deadline(Day day) const {
    std::string text = std::string(say("期限 ", "deadline ")) + format_date(day);
    if (day < run_.as_of) text += say("（已过）", " (passed)");
    return text;
  }

  void renewal(size_t i) {
    const PlannedRenewal& p = plan_.work[i];
    const Renewal& r = p.renewal;
    const Option& o = r.options[p.option];
    const std::string number = std::to_string(i + 1);
    std::vector<std::string> head;
    for (const std::string* text : {&r.place.item, &r.place.name, &r.place.model})
      if (!text->empty()) head.push_back(plain(*text));
    if (several_companies_ && !r.place.company.empty()) head.push_back(plain(r.place.company));
    out_ += "  " + std::string(number.size() < 3 ? 3 - number.size() : 0, ' ') + number + "  " +
            paint(run_, "1", joined(head, "  "));
    if (r.place.item != fmt::format("row {}", r.place.row)) {
      std::string where = r.place.sheet.empty() ? std::string() : plain(r.place.sheet) + ' ';
      where += say("行", "row ") + std::to_string(r.place.row);
      out_ += "  " + paint(run_, "2", where);
    }
    if (plan_.budget && p.place == Place::chosen) out_ += "  " + paint(run_, "32", say("预算内", "within the budget"));
    out_ += '\n';
    for (const Reason& reason : r.reasons) {
      std::string text;
      append_reference(base_, *reason.rule, text);
      text += "  " + title_of(*reason.rule);
      if (reason.deadline != no_day) text += "  " + deadline(reason.deadline);
      if (reason.violation) text += "  " + paint(run_, "1;31", say("违规", "violation"));
      if (reason.suspected) text += "  " + paint(run_, "33", say("疑似", "suspected"));
      const std::string word(verdict_word(reason.verdict));
      out_ += "      " + paint(run_, verdict_colour(reason.verdict), word) + "  " + text + '\n';
    }
    goal(r);
    option(o);
    for (const Option& other : r.options)
      if (&other != &o) line(say("另可", "or"), option_words(other));
    if (const Payback payback = payback_of(o); payback.known) line(say("回收期", "payback"), payback_words(o, payback));
    for (const Earning& e : o.earnings) earning(e);
    if (!o.saving.known || !o.saving.priced) {
      std::string text;
      append_labels(v_, o.saving_missing, text);
      if (!text.empty())
        line(say("尚缺", "needs"), text + (o.saving.known ? say("（年节电费用）", " (for the yearly saving in yuan)")
                                                          : say("（年节电量）", " (for the yearly saving)")));
    }
  }

  void goal(const Renewal& r) {
    const Goal& g = r.goal;
    if (g.rule == nullptr) {
      if (g.missing.empty()) return;
      std::string text;
      append_labels(v_, g.missing, text);
      line(say("目标", "goal"), std::string(say("尚缺 ", "needs ")) + text);
      return;
    }
    const LevelTable& t = g.rule->levels;
    std::string text = t.standard + ' ';
    if (t.kind == LevelKind::benchmark) {
      text += g.level == 1 ? say("标杆水平", "benchmark") : say("基准水平", "baseline");
    } else {
      text += grade_name(g.level);
    }
    std::vector<std::string> values;
    for (const Goal::Value& value : g.values) {
      std::string one = label_of(v_.fields[value.field]) + (value.at_most ? " ≤ " : " ≥ ");
      append_rounded(one, value.limit);
      append_unit(v_, value.field, one);
      values.push_back(std::move(one));
    }
    text += std::string(say("：", ": ")) + joined(values, say("，", ", "));
    if (g.suspected) text += "  " + paint(run_, "33", say("疑似", "suspected"));
    line(say("目标", "goal"), text);
  }

  std::string option_words(const Option& o) const {
    std::vector<std::string> parts;
    if (!o.offer.empty() || !o.model.empty()) {
      std::string offer = plain(o.offer);
      if (!o.model.empty()) offer += (offer.empty() ? "" : " ") + plain(o.model);
      if (o.grade > 0 && !o.below_last) offer += std::string(say("（", " (")) + grade_name(o.grade) + say("）", ")");
      parts.push_back(offer);
    }
    if (o.below_limit)
      parts.push_back(paint(run_, "1;31", say("低于限定值，不得销售", "below the limit, may not be sold")));
    if (o.short_of_goal && !o.below_limit) parts.push_back(paint(run_, "33", say("未达目标", "short of the goal")));
    if (o.priced) parts.push_back(money(o.price) + (o.with_vat ? say("（含税）", " (with VAT)") : ""));
    if (o.saving.known) {
      std::string saving = std::string(say("年省 ", "saves ")) +
                           count_words(static_cast<uint64_t>(std::max(o.saving.kwh, 0.0)), "kWh", "kWh", "kWh") +
                           say("", " a year");
      if (o.saving.kwh < 0) saving = say("不节电", "saves nothing");
      if (o.saving.priced && o.saving.kwh > 0)
        saving += std::string(say("（", " (")) + money(o.saving.yuan) + say("）", ")");
      parts.push_back(saving);
    }
    return joined(parts, say("，", ", "));
  }

  void option(const Option& o) { line(say("换购", "buy"), option_words(o)); }

  std::string payback_words(const Option& o, const Payback& payback) const {
    std::string text = fmt::format(fmt::runtime(say("{:.1f} 年", "{:.1f} years")), payback.years());
    if (!o.certain.is_zero())
      text += fmt::format(fmt::runtime(say("，扣除可享受金额后 {:.1f} 年", ", {:.1f} after the incentives earned")),
                          payback_after(o, false).years());
    if (!o.possible.is_zero())
      text +=
          fmt::format(fmt::runtime(say("，待核实的也享受则 {:.1f} 年", ", {:.1f} if those to be checked apply too")),
                      payback_after(o, true).years());
    return text;
  }

  void earning(const Earning& e) {
    std::string text;
    append_reference(base_, *e.rule, text);
    text += "  " + title_of(*e.rule);
    if (e.amount.known) {
      text += "  ";
      append_amount(e.amount, text);
      if (!e.counts) text += say("（不计入所得）", " (not counted as money)");
    } else if (!e.missing.empty()) {
      text += say("  金额尚缺 ", "  the amount needs ");
      append_labels(v_, e.missing, text);
    }
    if (!e.rule->incentive.check.empty()) text += note(*e.rule);
    line(e.suspected ? say("待核实", "check") : say("可享受", "earns"), text);
  }

  /// What is left to check is long and the same for every item: it stands once, below.
  std::string note(const Rule& rule) {
    const auto at = std::find(noted_.begin(), noted_.end(), &rule);
    const auto number = at - noted_.begin() + 1;
    if (at == noted_.end()) noted_.push_back(&rule);
    return fmt::format(fmt::runtime(say("  〔注{}〕", "  [{}]")), number);
  }

  void unused() {
    if (plan_.unused.empty()) return;
    section(run_, say("没有用上的报价", "Offers without use"), out_);
    for (const auto& [offer, replaces] : plan_.unused)
      out_ +=
          fmt::format(fmt::runtime(say("  {}  替换 {}：台账中没有这台设备，或它无须更新\n",
                                       "  {}  for {}: not in the inventory, or nothing needs to be done about it\n")),
                      plain(offer), plain(replaces));
  }

  void notes() {
    if (noted_.empty()) return;
    section(run_, say("须核对", "To be checked"), out_);
    for (size_t i = 0; i < noted_.size(); ++i) {
      out_ += fmt::format(fmt::runtime(say("  〔注{}〕 ", "  [{}] ")), i + 1);
      append_reference(base_, *noted_[i], out_);
      out_ += say("：", ": ") + joined(noted_[i]->incentive.check, say("；", "; ")) + '\n';
    }
  }

  std::string sums_words(const Plan::Sums& s) const {
    std::string text = items_words(s.items);
    text += std::string(say("，有报价 ", ", with a price ")) + items_words(s.priced);
    if (s.priced > 0) text += std::string(say("，合计 ", ", together ")) + money(s.price);
    text += std::string(say("；已知年节电 ", "; known to save ")) +
            count_words(static_cast<uint64_t>(std::max<int64_t>(s.kwh, 0)), "kWh", "kWh", "kWh") + say("", " a year");
    text += std::string(say("（", " (")) + items_words(s.saving) + say("）", ")");
    if (!s.yuan.is_zero()) text += say("，", ", ") + money(s.yuan);
    if (!s.certain.is_zero()) text += std::string(say("；可享受 ", "; earns ")) + money(s.certain);
    if (!s.possible.is_zero()) text += std::string(say("；待核实 ", "; to be checked ")) + money(s.possible);
    return text;
  }

  void totals() {
    section(run_, say("合计", "Totals"), out_);
    if (plan_.must.items > 0) out_ += std::string("  ") + say("必须更新 ", "must    ") + sums_words(plan_.must) + '\n';
    if (plan_.should.items > 0)
      out_ += std::string("  ") + say("建议更新 ", "should  ") + sums_words(plan_.should) + '\n';
    if (plan_.overflow)
      out_ += say("  有合计超出 18 位数字，未全部计入。\n", "  A sum needs more than 18 digits and is not complete.\n");
  }

  void budget() {
    section(run_, say("预算", "Budget"), out_);
    out_ += "  " + money(*plan_.budget) + say("，选中 ", ", chosen: ") + sums_words(plan_.chosen) + '\n';
    const auto numbers = [&](Place place) {
      std::string text;
      for (size_t i = 0; i < plan_.work.size(); ++i)
        if (plan_.work[i].place == place) text += (text.empty() ? "" : say("、", ", ")) + std::to_string(i + 1);
      return text;
    };
    const auto list = [&](Place place, const char* label) {
      if (const std::string text = numbers(place); !text.empty()) out_ += std::string("  ") + label + text + '\n';
    };
    list(Place::chosen, say("选中：", "chosen: "));
    list(Place::left_out,
         say("未选（超出预算，或无已知节约）：", "left out (beyond the budget, or nothing known to save): "));
    list(Place::unpriced, say("无报价，未参与比选：", "without a price, not weighed: "));
    list(Place::forbidden, say("报价设备低于限定值：", "offered below the limit: "));
    out_ += std::string("  ") + paint(run_, "2",
                                      plan_.by_money ? say("先求法定项最多，再求年节约费用最多，再求花费最少",
                                                           "as many duties as can be paid for, then the largest saving "
                                                           "a year in yuan, then the smallest bill")
                                                     : say("先求法定项最多，再求年节电最多，再求花费最少",
                                                           "as many duties as can be paid for, then the largest saving "
                                                           "a year in kWh, then the smallest bill"));
    out_ += plan_.proven
                ? say("；已证明最优。\n", "; proved to be the best.\n")
                : paint(run_, "33",
                        say("；限时内未能证明最优。\n", "; not proved to be the best in the time there was.\n"));
  }

  const RunInfo& run_;
  const RuleBase& base_;
  const Vocabulary& v_;
  const Plan& plan_;
  std::string& out_;
  bool several_companies_ = false;
  std::vector<const Rule*> noted_;
  static constexpr int width_ = 7;
};

}  // namespace

void write_plan_text(const RunInfo& run, const Plan& plan, std::string& out) { TextPlan(run, plan, out).write(); }

}  // namespace gengxin
