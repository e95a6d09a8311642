// What is suspicious in a rule base that compiles: the checks of `gengxin rules lint`.
#pragma once

#include <string>
#include <vector>

#include "rules/rule.h"

namespace gengxin {

struct LintProblem {
  bool error = true;  // false: worth a look, does not fail
  std::string file;
  int line = 0;
  std::string rule;  // or document id
  std::string message;
};

/// `base` must hold details. `as_of`: the day for documents past their dates.
std::vector<LintProblem> lint_rules(const RuleBase& base, Day as_of);

}  // namespace gengxin
