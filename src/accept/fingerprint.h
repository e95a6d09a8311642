// A name for a finding that outlives the run: the same finding about the same piece of equipment has the same one when
// rows are added, sorted or moved to another sheet, when cells beside it are filled in and when another day's run
// repeats it.
//
// It is the SHA-256 of: the company (where the inventory names none, the file's name without its folders), the item's
// id (where it has none, its name, model and category), the clause and the verdict. Items that agree in all that
// cannot be told apart: they share a fingerprint, and whoever keeps fingerprints counts them.
#pragma once

#include <string>

#include "engine/finding.h"
#include "engine/item.h"
#include "rules/rule.h"

namespace gengxin {

class Fingerprints {
 public:
  explicit Fingerprints(const RuleBase& base);
  /// 32 hexadecimal digits.
  std::string of(const Item& item, const Finding& finding) const;

 private:
  const RuleBase& base_;
  FieldId company_, credit_code_, name_;
};

}  // namespace gengxin
