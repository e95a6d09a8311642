#include "engine/finding.h"

namespace gengxin {

Finding& FindingList::add() {
  if (size_ == pool_.size()) pool_.emplace_back();
  Finding& f = pool_[size_++];
  f.verdict = Verdict::unchecked;
  f.suspected = f.violation = false;
  f.rule = nullptr;
  f.document = nullptr;
  f.deadline = no_day;
  // What counts the rest is reset, not the rest: most findings have no level.
  f.level.rule = nullptr;
  f.level.grade = f.level.declared_grade = 0;
  f.level.measures = 0;
  f.level.conflict = false;
  f.targets[0] = f.targets[1] = {};
  f.savings[0].known = f.savings[1].known = false;
  f.saving_missing.clear();
  f.amount.known = f.amount.split = false;
  f.hold_until = no_day;
  f.repay = false;
  f.together.clear();
  f.values.clear();
  f.missing.clear();
  f.also.clear();
  f.also_documents.clear();
  f.waiver = nullptr;
  f.known = false;
  return f;
}

Urgency urgency_of(const Finding& finding) {
  switch (finding.verdict) {
    case Verdict::retire:
      return Urgency::error;
    case Verdict::below_access:
      return finding.violation ? Urgency::error : Urgency::warning;
    case Verdict::restrict_class:
    case Verdict::below_baseline:
    case Verdict::overage:
      return Urgency::warning;
    case Verdict::upgrade:
    case Verdict::in_scope:
    case Verdict::eligible:
    case Verdict::undetermined:
    case Verdict::compliant:
    case Verdict::unchecked:
      break;
  }
  return Urgency::note;
}

Urgency shown_urgency(const Finding& finding) {
  const Urgency urgency = urgency_of(finding);
  return finding.suspected && urgency == Urgency::error ? Urgency::warning : urgency;
}

std::string_view urgency_id(Urgency urgency) {
  switch (urgency) {
    case Urgency::note:
      return "note";
    case Urgency::warning:
      return "warning";
    case Urgency::error:
      break;
  }
  return "error";
}

}  // namespace gengxin
