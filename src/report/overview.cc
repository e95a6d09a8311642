#include "report/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/diagnostic.h"

namespace gengxin {

namespace {

std::string text_of(const Item& item, FieldId field) {
  return field < item.values.size() && item.values[field].known() ? std::string(item.values[field].text)
                                                                  : std::string();
}

/// The largest saving of the item's findings, to the first level that each of them names.
const Saving* largest_saving(const FindingList& findings) {
  const Saving* largest = nullptr;
  for (const Finding& f : findings) {
    const Saving& saving = f.targets[0].field != no_id ? f.savings[0] : f.savings[1];
    if (saving.known && (largest == nullptr || saving.kwh > largest->kwh)) largest = &saving;
  }
  return largest;
}

int year_of_purchase(const RunInfo& run, const Item& item, const Finding& finding) {
  FieldId field = finding.rule->incentive.hold_from;
  if (field == no_id) field = run.rules->vocabulary.field("purchase_date");
  if (field < item.values.size()) {
    const Value& value = item.values[field];
    if (value.known() && year_of(value.date.first) == year_of(value.date.last)) return year_of(value.date.first);
  }
  return year_of(run.as_of);
}

}  // namespace

ItemPlace place_of(const RunInfo& run, const Item& item) {
  const Vocabulary& vocabulary = run.rules->vocabulary;
  ItemPlace out;
  out.file = item.file;
  out.sheet = item.sheet;
  out.row = item.row;
  out.item = item.id.empty() ? fmt::format("row {}", item.row) : std::string(item.id);
  out.name = text_of(item, vocabulary.field("name"));
  out.model = item.model;
  out.company = text_of(item, vocabulary.field("company"));
  return out;
}

bool counts_as_money(const Finding& f, const FindingList& findings) {
  if (f.verdict != Verdict::eligible || !f.amount.known) return false;
  if (f.rule != nullptr && f.rule->incentive.kind == "depreciation") return false;
  return std::none_of(f.together.begin(), f.together.end(), [&](const Together& t) {
    if (t.how->relation != Combination::Relation::excludes) return false;
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
      if (other.rule != t.other || !other.amount.known) return false;
      return f.amount.value < other.amount.value || (f.amount.value == other.amount.value && other.rule < f.rule);
    });
  });
}

void Overview::add(const RunInfo& run, const Item& item, const Outcome& outcome) {
  ++gravest[static_cast<size_t>(outcome.gravest())];
  ++categories[item.category][static_cast<size_t>(outcome.gravest())];
  if (const Saving* saving = largest_saving(outcome.findings); saving != nullptr && saving->kwh > 0) {
    Energy& sum = energy[item.category];
    ++sum.items;
    // Beyond 9e15 kWh a year, which no inventory comes to, the sum stands still.
    if (__builtin_add_overflow(sum.kwh, static_cast<int64_t>(saving->kwh), &sum.kwh)) overflow = true;
    if (saving->priced) {
      ++sum.priced;
      add_money(sum.yuan, saving->yuan, overflow);
    }
  }
  std::vector<int> years;
  for (const Finding& f : outcome.findings) {
    if (f.rule == nullptr || f.verdict == Verdict::undetermined) continue;
    const auto falls_due = [&](Day day, Due::Kind kind) {
      if (day != no_day) due.push_back({day, kind, f.verdict, f.suspected, f.rule, f.document, place_of(run, item)});
    };
    falls_due(f.deadline, Due::Kind::deadline);
    if (f.verdict != Verdict::eligible) continue;
    falls_due(f.rule->until, Due::Kind::incentive_ends);
    if (!f.repay) falls_due(f.hold_until, Due::Kind::hold_ends);
    if (!counts_as_money(f, outcome.findings)) continue;
    const int year = year_of_purchase(run, item, f);
    Money& sum = money[year];
    if (std::find(years.begin(), years.end(), year) == years.end()) {
      years.push_back(year);
      ++sum.items;
    }
    add_money(f.suspected ? sum.suspected : sum.certain, f.amount.value, overflow);
    if (f.amount.split) add_money(sum.carried, f.amount.carried, overflow);
  }
}

void Overview::merge(Overview&& later) {
  for (size_t v = 0; v < gravest.size(); ++v) gravest[v] += later.gravest[v];
  for (const auto& [category, theirs] : later.categories) {
    auto& ours = categories[category];
    for (size_t v = 0; v < ours.size(); ++v) ours[v] += theirs[v];
  }
  for (const auto& [category, theirs] : later.energy) {
    Energy& ours = energy[category];
    ours.items += theirs.items;
    ours.priced += theirs.priced;
    if (__builtin_add_overflow(ours.kwh, theirs.kwh, &ours.kwh)) overflow = true;
    add_money(ours.yuan, theirs.yuan, overflow);
  }
  for (const auto& [year, theirs] : later.money) {
    Money& ours = money[year];
    ours.items += theirs.items;
    add_money(ours.certain, theirs.certain, overflow);
    add_money(ours.suspected, theirs.suspected, overflow);
    add_money(ours.carried, theirs.carried, overflow);
  }
  due.insert(due.end(), std::make_move_iterator(later.due.begin()), std::make_move_iterator(later.due.end()));
  overflow = overflow || later.overflow;
}

void Overview::sort() {
  std::stable_sort(due.begin(), due.end(), [](const Due& a, const Due& b) { return a.day < b.day; });
}

std::vector<DueDay> due_days(const RunInfo& run, const Overview& overview, Day until) {
  std::vector<DueDay> days;
  std::map<std::tuple<Day, const Rule*, Due::Kind, bool>, size_t> known;
  for (const Due& d : overview.due) {
    if (d.day > until || (d.day < run.as_of && d.kind != Due::Kind::deadline)) continue;
    const auto [at, is_new] = known.try_emplace({d.day, d.rule, d.kind, d.suspected}, days.size());
    if (is_new) days.push_back({&d, {}});
    days[at->second].items.push_back(&d.place);
  }
  std::stable_sort(days.begin(), days.end(), [](const DueDay& a, const DueDay& b) {
    return std::tie(a.first->day, a.first->rule, a.first->kind, a.first->suspected) <
           std::tie(b.first->day, b.first->rule, b.first->kind, b.first->suspected);
  });
  return days;
}

std::string_view due_kind_id(Due::Kind kind) {
  switch (kind) {
    case Due::Kind::deadline:
      return "deadline";
    case Due::Kind::incentive_ends:
      return "incentive-ends";
    case Due::Kind::hold_ends:
      return "hold-ends";
  }
  return {};
}

const char* due_kind_word(Due::Kind kind) {
  switch (kind) {
    case Due::Kind::deadline:
      return say("期限", "deadline");
    case Due::Kind::incentive_ends:
      return say("政策截止", "incentive ends");
    case Due::Kind::hold_ends:
      return say("抵免保留期满", "to be kept until");
  }
  return "";
}

}  // namespace gengxin
