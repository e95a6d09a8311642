#include "report/due_groups.h"

#include <algorithm>

#include "report/message.h"

namespace gengxin {

void DueGroups::take(Overview& overview) {
  for (Due& d : overview.due) {
    DueGroup& group = groups_[{d.day, d.kind, d.verdict, d.suspected, d.rule}];
    group.day = d.day;
    group.kind = d.kind;
    group.verdict = d.verdict;
    group.suspected = d.suspected;
    group.rule = d.rule;
    ++group.items;
    if (group.places.size() < DueGroup::max_places) group.places.push_back(std::move(d.place));
  }
  overview.due.clear();
}

std::vector<const DueGroup*> DueGroups::list(Day as_of, Day until) const {
  std::vector<const DueGroup*> out;
  for (const auto& [key, group] : groups_) {
    const bool over = group.day < as_of && group.kind != Due::Kind::deadline;
    if (!over && (until == no_day || group.day <= until)) out.push_back(&group);
  }
  return out;
}

std::vector<DaySum> DueGroups::days(Day as_of, Day until) const {
  std::vector<DaySum> out;
  for (const DueGroup* group : list(as_of, until)) {
    if (out.empty() || out.back().day != group->day) out.push_back({group->day, {}});
    auto& kinds = out.back().kinds;
    auto same = std::find_if(kinds.begin(), kinds.end(), [&](const DaySum::Kind& k) {
      return k.kind == group->kind && (k.kind != Due::Kind::deadline || k.verdict == group->verdict);
    });
    if (same == kinds.end()) same = kinds.insert(kinds.end(), {group->kind, group->verdict});
    (group->suspected ? same->suspected : same->certain) += group->items;
  }
  return out;
}

std::string due_words(Due::Kind kind, Verdict verdict) {
  return kind == Due::Kind::deadline ? std::string(verdict_word(verdict)) : due_kind_word(kind);
}

std::string day_words(const DaySum& day) {
  std::string out;
  for (const DaySum::Kind& kind : day.kinds) {
    out += out.empty() ? "" : say("，", ", ");
    out += due_words(kind.kind, kind.verdict) + ' ';
    if (kind.certain > 0 || kind.suspected == 0) out += std::to_string(kind.certain);
    if (kind.suspected == 0) continue;
    out += kind.certain > 0 ? say("（疑似 ", " (suspected ") : say("疑似 ", "suspected ");
    out += std::to_string(kind.suspected);
    if (kind.certain > 0) out += say("）", ")");
  }
  return out;
}

std::string distance_words(Day as_of, Day day) {
  if (day == as_of) return say("当天", "that day");
  const bool passed = day < as_of;
  const int years = passed ? years_between(day, as_of) : years_between(as_of, day);
  const auto days = static_cast<uint64_t>(passed ? as_of - day : day - as_of);
  const std::string length = years >= 2 ? count_words(static_cast<uint64_t>(years), "年", "year", "years")
                                        : count_words(days, "天", "day", "days");
  return passed ? say("已过 ", "overdue ") + length : say("还有 ", "in ") + length;
}

std::string units_words(uint64_t n) { return count_words(n, "台", "item", "items"); }

std::string places_words(const DueGroup& group) {
  std::string out;
  for (const ItemPlace& place : group.places) {
    if (!out.empty()) out += say("、", ", ");
    out += place.item;
  }
  if (group.items > group.places.size()) {
    const std::string all = units_words(group.items);
    out += lang() == Lang::zh ? " 等 " + all : " and others, " + all;
  }
  return out;
}

}  // namespace gengxin
