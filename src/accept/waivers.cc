#include "accept/waivers.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>

#include "base/diagnostic.h"
#include "base/error.h"
#include "base/text.h"

namespace gengxin {
namespace {

bool names(const std::string& pattern, const std::string& id) {
  return pattern.ends_with('*') ? id.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1))
                                : id == pattern;
}

}  // namespace

Waivers::Waivers(const std::vector<Waiver>& waivers, const RuleBase& base, Day as_of) : base_(base) {
  for (const Waiver& waiver : waivers) {
    auto entry = std::make_unique<Entry>();
    entry->waiver = &waiver;
    entry->in_force = as_of <= waiver.until;
    entry->documents.resize(base.documents.size());
    const std::string clause = fold(waiver.clause);
    bool any = false;
    for (size_t i = 0; i < base.documents.size(); ++i)
      any |= entry->documents[i] = !waiver.rule.empty() && names(waiver.rule, base.documents[i].id);
    for (const Rule& rule : base.rules) {
      const Document& document = base.document_of(rule);
      const bool named = waiver.rule.empty() ? fold(document.number + " " + rule.clause) == clause ||
                                                   fold(document.id + " " + rule.clause) == clause
                                             : entry->documents[rule.document] || names(waiver.rule, rule.id);
      entry->rules.push_back(named);
      any |= named;
    }
    if (!any)
      throw UsageError(waiver.rule.empty()
                           ? fmt::format(fmt::runtime(say("{}：豁免的条款“{}”不存在；应写作“文号 条款”，如“工业和信息化"
                                                          "部公告2016年第13号 一、2”",
                                                          "{}: a waiver names the clause '{}', which does not exist; "
                                                          "write the document's number, a space and the clause")),
                                         waiver.where, waiver.clause)
                           : fmt::format(fmt::runtime(say("{}：豁免的规则“{}”不存在；编号见 gengxin rules list",
                                                          "{}: a waiver names the rule '{}', which does not exist; "
                                                          "gengxin rules list has their ids")),
                                         waiver.where, waiver.rule));
    entries_.push_back(std::move(entry));
  }
}

const Waiver* Waivers::covering(const Item& item, const Finding& finding) const {
  for (const auto& entry : entries_) {
    if (!entry->in_force) continue;
    const bool named = finding.rule ? entry->rules[static_cast<size_t>(finding.rule - base_.rules.data())]
                       : finding.document
                           ? entry->documents[static_cast<size_t>(finding.document - base_.documents.data())]
                           : false;
    if (!named) continue;
    const std::string& pattern = entry->waiver->item;
    const std::string id = item.id.empty() ? fmt::format("row {}", item.row) : std::string(item.id);
    if (!pattern.empty() && pattern != id && fnmatch(pattern.c_str(), id.c_str(), FNM_NOESCAPE) != 0) continue;
    entry->used.store(true, std::memory_order_relaxed);
    return entry->waiver;
  }
  return nullptr;
}

std::vector<const Waiver*> Waivers::expired() const {
  std::vector<const Waiver*> out;
  for (const auto& entry : entries_)
    if (!entry->in_force) out.push_back(entry->waiver);
  return out;
}

std::vector<const Waiver*> Waivers::unused() const {
  std::vector<const Waiver*> out;
  for (const auto& entry : entries_)
    if (entry->in_force && !entry->used.load(std::memory_order_relaxed)) out.push_back(entry->waiver);
  return out;
}

}  // namespace gengxin
