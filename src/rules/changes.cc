#include "rules/changes.h"

#include <algorithm>
#include <tuple>

namespace gengxin {

std::string_view change_id(RuleChange::Kind kind) {
  switch (kind) {
    case RuleChange::Kind::ends:
      return "ends";
    case RuleChange::Kind::due:
      return "due";
    case RuleChange::Kind::begins:
      break;
  }
  return "begins";
}

std::vector<RuleChange> rule_changes(const RuleBase& base, Day from, Day to,
                                     const std::function<bool(uint16_t)>& wanted) {
  using Kind = RuleChange::Kind;
  std::vector<RuleChange> changes;
  for (uint16_t r = 0; r < static_cast<uint16_t>(base.rules.size()); ++r) {
    const Rule& rule = base.rules[r];
    if (rule.documentation || !wanted(r)) continue;
    if (from < rule.in_force && rule.in_force <= to) changes.push_back({Kind::begins, rule.in_force, r});
    // A last day and a deadline are still to be kept on the day itself.
    const auto passes = [&](Day last) { return last != no_day && from <= last && last < to; };
    if (passes(rule.until)) changes.push_back({Kind::ends, rule.until, r});
    if (passes(rule.deadline) && rule.in_force_on(rule.deadline)) changes.push_back({Kind::due, rule.deadline, r});
  }
  std::sort(changes.begin(), changes.end(), [](const RuleChange& a, const RuleChange& b) {
    return std::tie(a.date, a.rule, a.kind) < std::tie(b.date, b.rule, b.kind);
  });
  return changes;
}

const std::vector<std::string>& replaced_by_document(const RuleBase& base, uint16_t document) {
  return base.document_details[document].replaces;
}

std::vector<uint16_t> successors(const RuleBase& base, uint16_t document) {
  std::vector<uint16_t> out;
  for (uint16_t d = 0; d < static_cast<uint16_t>(base.documents.size()); ++d) {
    const std::vector<std::string>& replaces = replaced_by_document(base, d);
    if (std::find(replaces.begin(), replaces.end(), base.documents[document].number) != replaces.end())
      out.push_back(d);
  }
  return out;
}

std::vector<DocumentChange> by_document(const RuleBase& base, const std::vector<RuleChange>& changes,
                                        const std::function<bool(uint16_t)>& wanted) {
  std::vector<size_t> clauses(base.documents.size());
  for (uint16_t r = 0; r < static_cast<uint16_t>(base.rules.size()); ++r)
    if (!base.rules[r].documentation && wanted(r)) ++clauses[base.rules[r].document];

  std::vector<DocumentChange> all;
  for (const RuleChange& change : changes) {
    const uint16_t document = base.rules[change.rule].document;
    auto same = std::find_if(all.rbegin(), all.rend(), [&](const DocumentChange& d) {
      return d.date != change.date || (d.document == document && d.kind == change.kind);
    });
    if (same == all.rend() || same->date != change.date) {
      all.push_back({change.kind, change.date, document, {change.rule}, false, {}, {}});
    } else {
      same->rules.push_back(change.rule);
    }
  }
  for (DocumentChange& one : all) one.whole = one.rules.size() == clauses[one.document];

  std::vector<char> told(all.size());
  for (DocumentChange& one : all) {
    if (one.kind != RuleChange::Kind::begins || !one.whole) continue;
    for (size_t i = 0; i < all.size(); ++i) {
      const DocumentChange& old = all[i];
      if (old.kind != RuleChange::Kind::ends || !old.whole || told[i]) continue;
      const std::vector<std::string>& replaces = replaced_by_document(base, one.document);
      const std::string& number = base.documents[old.document].number;
      if (std::find(replaces.begin(), replaces.end(), number) == replaces.end()) continue;
      told[i] = 1;
      one.replaced.push_back(old.document);
      one.ended.insert(one.ended.end(), old.rules.begin(), old.rules.end());
    }
  }
  std::vector<DocumentChange> out;
  for (size_t i = 0; i < all.size(); ++i)
    if (!told[i]) out.push_back(std::move(all[i]));
  return out;
}

}  // namespace gengxin
