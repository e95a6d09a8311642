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
  return f;
}

}  // namespace gengxin
