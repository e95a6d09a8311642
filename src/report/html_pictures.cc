#include "report/html_pictures.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/escape.h"
#include "report/html_chart.h"
#include "report/html_item.h"
#include "report/message.h"

namespace gengxin {

namespace {

constexpr size_t kCategories = 10;
constexpr size_t kPassed = 5, kComing = 9;  // days on the timeline

void open_figure(const char* id, const char* caption, std::string& out) {
  out += fmt::format("<figure id=\"{}\"><figcaption>{}</figcaption>\n", id, caption);
}

void data_table(const std::vector<std::string>& headers, const std::string& rows, std::string& out) {
  out += std::string("<details class=\"data\"><summary>") + say("数据表", "as a table") +
         "</summary><div class=\"scroll\"><table><thead><tr>";
  for (const std::string& header : headers) out += "<th scope=\"col\">" + header + "</th>";
  out += "</tr></thead><tbody>\n" + rows + "</tbody></table></div></details>\n";
}

}  // namespace

void append_verdict_picture(const GravestCounts& gravest, std::string& out) {
  open_figure("figure-verdicts", say("设备按最重的判定", "Items by their gravest finding"), out);
  std::vector<Bar> bars;
  std::string words;
  uint64_t items = 0;
  for (size_t v = 0; v < verdict_count; ++v) {
    const auto [certain, suspected] = gravest[v];
    if (certain + suspected == 0) continue;
    items += certain + suspected;
    const auto verdict = static_cast<Verdict>(v);
    Bar& bar = bars.emplace_back();
    bar.label = verdict == Verdict::unchecked ? std::string(say("无适用条款", "no clause applies"))
                                              : std::string(verdict_word(verdict));
    if (certain > 0) bar.value = units_words(certain);
    if (suspected > 0)
      bar.value +=
          (certain > 0 ? say("，另疑似 ", ", suspected ") : say("疑似 ", "suspected ")) + units_words(suspected);
    bar.css_class = verdict_class(verdict);
    bar.solid = static_cast<double>(certain);
    bar.hatched = static_cast<double>(suspected);
    words += (words.empty() ? "" : say("，", ", ")) + bar.label + ' ' + bar.value;
  }
  append_bars("chart-verdicts", say("设备按最重的判定", "Items by their gravest finding"),
              units_words(items) + say("：", ": ") + words, bars, out);
  bool any = false;
  for (const auto& n : gravest) any = any || n[1] > 0;
  if (any) out += std::string("<p class=\"key\">") + say("斜纹部分为疑似。", "Hatched: suspected.") + "</p>\n";
  out += "</figure>\n";
}

void append_energy_picture(const RunInfo& run, const Overview& overview, std::string& out) {
  const char* title = say("可省的电（按类别，每年）", "Electricity to save, by category, a year");
  open_figure("figure-energy", title, out);
  std::vector<std::pair<CategoryId, Overview::Energy>> sums(overview.energy.begin(), overview.energy.end());
  std::stable_sort(sums.begin(), sums.end(), [](const auto& a, const auto& b) { return a.second.kwh > b.second.kwh; });
  if (sums.empty()) {
    out += std::string("<p>") +
           say("没有算得出的节电量：要有实测值、年运行时间和负载率。",
               "None can be computed: it takes measured values, running hours and load.") +
           "</p></figure>\n";
    return;
  }
  std::vector<Bar> bars;
  std::string rows;
  Overview::Energy rest;
  const auto bar_of = [&](const std::string& label, const Overview::Energy& sum) {
    Bar& bar = bars.emplace_back();
    bar.label = label;
    bar.value = count_words(static_cast<uint64_t>(sum.kwh), "kWh", "kWh", "kWh");
    bar.css_class = "v-upgrade";
    bar.solid = static_cast<double>(sum.kwh);
  };
  const auto row_of = [&](const std::string& label, const Overview::Energy& sum) {
    rows += "<tr><th scope=\"row\">";
    append_html(rows, label);
    rows += "</th><td>" + number_words(sum.items) + "</td><td>" + number_words(static_cast<uint64_t>(sum.kwh)) +
            "</td><td>";
    if (sum.priced > 0) append_money_words(rows, sum.yuan);
    rows += "</td></tr>\n";
  };
  bool priced = false;
  for (size_t i = 0; i < sums.size(); ++i) {
    const auto& [category, sum] = sums[i];
    std::string label = say("类别不明", "category unknown");
    if (category < run.rules->vocabulary.categories.size()) {
      const Label& names = run.rules->vocabulary.categories[category].label;
      label = lang() == Lang::zh ? names.zh : names.en;
    }
    priced = priced || sum.priced > 0;
    row_of(label, sum);
    if (i < kCategories) {
      bar_of(label, sum);
    } else {
      rest.kwh += sum.kwh;
    }
  }
  if (rest.kwh > 0) bar_of(say("其余类别", "other categories"), rest);
  append_bars(
      "chart-energy", title,
      say("各类设备达到节能水平后每年少用的电", "What a year's electricity would be less at the energy-saving level"),
      bars, out);
  if (!priced)
    out += std::string("<p class=\"key\">") +
           say("没有电价，未折成电费。", "No price of electricity is known, so there is no money here.") + "</p>\n";
  data_table({say("类别", "category"), say("台", "items"), "kWh", say("电费", "cost")}, rows, out);
  out += "</figure>\n";
}

void append_money_picture(const Overview& overview, std::string& out) {
  const char* title = say("可享受的金额（按年份）", "Incentives by year");
  open_figure("figure-money", title, out);
  std::vector<Bar> bars;
  std::string rows;
  bool hatched = false;
  for (const auto& [key, sum] : overview.money) {
    const int year = key;
    Bar& bar = bars.emplace_back();
    bar.label = std::to_string(year);
    std::string certain, suspected, carried;
    append_money_words(certain, sum.certain);
    append_money_words(suspected, sum.suspected);
    if (!sum.carried.is_zero()) append_money_words(carried, sum.carried);
    if (!sum.certain.is_zero() || sum.suspected.is_zero()) bar.value = certain;
    if (!sum.suspected.is_zero())
      bar.value += (bar.value.empty() ? say("可能 ", "possible ") : say(" + 可能 ", " + possible ")) + suspected;
    bar.css_class = "v-eligible";
    bar.solid = sum.certain.to_double();
    bar.hatched = sum.suspected.to_double();
    hatched = hatched || bar.hatched > 0;
    const auto row = [&](const char* kind, const std::string& amount) {
      rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n", year, kind, amount);
    };
    if (!sum.certain.is_zero()) row(say("可享受", "certain"), certain);
    if (!sum.suspected.is_zero()) row(say("可能", "possible"), suspected);
    if (!sum.carried.is_zero()) row(say("其中结转以后年度", "of these carried forward"), carried);
  }
  if (bars.empty()) {
    out += std::string("<p>") + say("没有算得出的金额。", "No amount is known.") + "</p></figure>\n";
    return;
  }
  append_bars("chart-money", title,
              say("按购置年份的抵免、补助和贴息", "Credits, subsidies and interest subsidies by the year of purchase"),
              bars, out);
  out += "<p class=\"key\">";
  if (hatched) out += say("斜纹部分为可能，须核对。", "Hatched: possible, to be checked. ");
  out += say("互不相容的只计较大的一项。", "Of two that exclude each other the larger counts.");
  if (overview.overflow)
    out += say("有合计超出 18 位数字，未全部计入。", " A sum needs more than 18 digits and is not complete.");
  out += "</p>\n";
  data_table({say("年份", "year"), say("种类", "kind"), say("金额", "amount")}, rows, out);
  out += "</figure>\n";
}

void append_due_picture(const RunInfo& run, const DueGroups& groups, std::string& out) {
  const char* title = say("期限", "Deadlines");
  open_figure("figure-due", title, out);
  const std::vector<DaySum> days = groups.days(run.as_of, run.horizon);
  if (days.empty()) {
    out += std::string("<p>") + say("没有期限。", "Nothing falls due.") + "</p></figure>\n";
    return;
  }
  // The days nearest to today.
  const auto coming = std::find_if(days.begin(), days.end(), [&](const DaySum& d) { return d.day >= run.as_of; });
  const auto first = coming - std::min<std::ptrdiff_t>(coming - days.begin(), kPassed);
  const auto last = coming + std::min<std::ptrdiff_t>(days.end() - coming, kComing);
  std::vector<TimelineEntry> entries;
  for (auto d = first; d != last; ++d) {
    Verdict gravest = Verdict::unchecked;
    for (const DaySum::Kind& kind : d->kinds) gravest = std::min(gravest, kind.verdict);
    entries.push_back({d->day, day_words(*d), verdict_class(gravest)});
  }
  append_timeline(
      "chart-due", title,
      say("各日期到期的设备；逐条见“期限”一节", "What falls due by date; the section on deadlines has each"), entries,
      run.as_of, out);
  out += std::string("<p class=\"key\"><a href=\"#due\">") + say("逐条见下", "Each of them") + "</a></p></figure>\n";
}

}  // namespace gengxin
