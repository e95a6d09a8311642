// The rule base that was compiled into this binary.
#pragma once

#include "rules/rule.h"

namespace gengxin {

RuleBase embedded_rules();
/// The same with notes, examples, files and lines.
RuleBase embedded_rules_with_details();

}  // namespace gengxin
