#include "report/due_groups.h"

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

std::string due_words(Due::Kind kind, Verdict verdict) {
  switch (kind) {
    case Due::Kind::deadline:
      return std::string(verdict_word(verdict));
    case Due::Kind::incentive_ends:
      return say("优惠截止", "incentive ends");
    case Due::Kind::hold_ends:
      return say("持有期满", "holding period ends");
  }
  return {};
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
