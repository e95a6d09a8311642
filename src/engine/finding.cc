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
  f.level = {};
  f.targets = {};
  f.amount = {};
  f.values.clear();
  f.missing.clear();
  f.also.clear();
  return f;
}

}  // namespace gengxin
